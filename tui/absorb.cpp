// SPDX-License-Identifier: Apache-2.0
#include "tui/absorb.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "playbooks/facts.hpp"
#include "tui/parts.hpp"

namespace trousse::tui {
namespace {

bool more_serious(const Finding& a, const Finding& b) {
  return std::tuple(b.severity, b.certainty) < std::tuple(a.severity, a.certainty);
}

void take(Situation& situation, const Finding& finding) {
  auto& all = situation.findings;
  ++situation.findings_in_all;
  all.insert(std::ranges::upper_bound(all, finding, more_serious), finding);
  if (all.size() > Situation::most_findings) all.pop_back();
}

double part_of(const Progress& progress) {
  return progress.total == 0
             ? 0
             : static_cast<double>(progress.done) / static_cast<double>(progress.total);
}

// A step that is gone on with passes over what it has done already: the bar waits for it there.
void take(Situation& situation, const Progress& progress) {
  auto& shown = situation.progress;
  if (shown && shown->total > 0 && part_of(progress) < part_of(*shown)) {
    shown->now = progress.now;
  } else {
    shown = progress;
  }
}

// A volume on which its reader died is said on the screens that follow, once.
void take(Situation& situation, const Note& note) {
  constexpr std::size_t most = 8;
  auto& all = situation.unread_volumes;
  const bool known = std::ranges::find(all, note.detail, &Note::detail) != all.end();
  if (note.id == "reader_died" && !known && all.size() < most) all.push_back(note);
}

struct Absorb {
  Situation& situation;

  void operator()(const playbooks::Looked& looked) const {
    situation.looked = true;
    situation.sources = looked.sources;
    situation.hidden = looked.hidden;
  }
  void operator()(const playbooks::CaseReady& ready) const { situation.open_case = ready; }
  void operator()(const playbooks::StepBegan& began) const {
    situation.command_line = began.command_line;
    if (began.resumed) return;
    situation.progress.reset();
    if (began.kind != playbooks::StepKind::scan) return;
    situation.findings.clear();
    situation.findings_in_all = 0;
  }
  void operator()(const Event& event) const {
    if (const auto* progress = std::get_if<Progress>(&event)) take(situation, *progress);
    if (const auto* finding = std::get_if<Finding>(&event)) take(situation, *finding);
    if (const auto* note = std::get_if<Note>(&event)) take(situation, *note);
  }
  void operator()(const playbooks::StepEnded& ended) const {
    if (ended.kind == playbooks::StepKind::scan) {
      situation.files_examined = ended.files;
      // Those of an earlier start are counted only: what they say is encrypted in the case.
      const std::uint64_t heard = situation.findings_in_all;
      situation.findings_before = ended.findings > heard ? ended.findings - heard : 0;
      situation.findings_in_all += situation.findings_before;
      situation.kinds_before = ended.before;
    }
    if (ended.kind == playbooks::StepKind::collect) situation.taken = ended.taken;
    situation.not_read += ended.failed;
  }
  void operator()(const playbooks::Sealed& sealed) const { situation.sealed = sealed; }
  void operator()(const playbooks::KeyRoom& room) const { situation.room = room; }
  void operator()(const Isolation& isolation) const { situation.isolation = isolation; }
  void operator()(const playbooks::PapersWritten& written) const { situation.papers = written; }
  void operator()(const playbooks::KeyboardSet& set) const {
    if (set.taken) situation.keyboard = set.name;
  }
  void operator()(const playbooks::Refused&) const {}
};

const playbooks::FoundSource* chosen(const Situation& situation) {
  for (const auto& found : situation.sources) {
    if (found.info.path == situation.source) return &found;
  }
  return nullptr;
}

}  // namespace

void absorb(Situation& situation, const playbooks::Report& report) {
  std::visit(Absorb{situation}, report);
}

std::set<std::string> facts_of(const Situation& situation) {
  std::set<std::string> facts = situation.machine_facts;
  if (const auto* found = chosen(situation)) {
    for (const auto& volume : found->volumes) {
      if (volume.windows) facts.insert("disk.windows");
      if (volume.lock) facts.insert("disk.locked");
      if (volume.hibernation == Hibernation::full) facts.insert("disk.hibernated");
    }
  }
  for (const auto& finding : situation.findings) {
    if (auto fact = playbooks::fact_of(finding)) facts.insert(std::move(*fact));
  }
  for (const auto& [kind, count] : situation.kinds_before) {
    if (auto fact = playbooks::fact_of(kind)) facts.insert(std::move(*fact));
  }
  return facts;
}

void learn(Situation& situation, const playbooks::Step& step, const std::string& answer) {
  // Its answer starts the clocks; every sheet asks it under this name (playbooks/library).
  if (step.id == "hour") situation.discovered = from_iso8601(answer);
  const auto* check = std::get_if<playbooks::Check>(&step.verb);
  if (check == nullptr || check->what != playbooks::Check::What::clock) return;
  const int before = std::exchange(situation.clock_minutes, minutes_of(answer));
  situation.now.seconds += (situation.clock_minutes - before) * 60LL;
}

std::string recovery_key_id(const Situation& situation, const std::string& source) {
  for (const auto& found : situation.sources) {
    if (found.info.path != source) continue;
    for (const auto& volume : found.volumes) {
      if (volume.lock && !volume.lock->recovery_key_id.empty()) return volume.lock->recovery_key_id;
    }
  }
  return {};
}

}  // namespace trousse::tui
