// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using playbooks::StepKind;
using words::Id;

Id work_title(StepKind kind) {
  switch (kind) {
    case StepKind::collect: return Id::progress_collecting;
    case StepKind::scan: return Id::progress_scanning;
    case StepKind::acquire: return Id::progress_acquiring;
    case StepKind::seal: return Id::progress_sealing;
  }
  return Id::progress_collecting;
}

playbooks::StartStep work_start(const Work& screen, const Situation& situation) {
  playbooks::StartStep start{screen.kind, situation.source, "", {}};
  if (const auto* collect = std::get_if<playbooks::Collect>(&screen.step.verb)) {
    start.profile = collect->profile;
  }
  if (const auto* scan = std::get_if<playbooks::Scan>(&screen.step.verb)) start.only = scan->only;
  start.end_here = screen.ends;
  return start;
}

Turn<Work> on_work_key(Work screen, const Key& key) {
  if (!screen.asks_to_stop) {
    screen.asks_to_stop = key.name == Key::Name::escape && !screen.stopping;
    screen.at = 0;
    return {screen, Stay{}};
  }
  if (move(screen.at, 2, key)) return {screen, Stay{}};
  if (key.name == Key::Name::escape) screen.asks_to_stop = false;
  if (key.name != Key::Name::enter) return {screen, Stay{}};
  screen.asks_to_stop = false;
  if (screen.at == 0) return {screen, Stay{}};
  screen.stopping = true;
  return {std::move(screen), Want{playbooks::StopStep{}}};
}

// Left at the pace so far; nothing in the first moments, when a pace says nothing.
std::string time_left(const Work& screen, const Progress& progress, const Situation& situation) {
  const std::int64_t spent = situation.now.seconds - screen.began.seconds;
  if (progress.done <= screen.done_before || spent < 10) return {};
  if (progress.done >= progress.total) return {};
  const double left = static_cast<double>(spent) *
                      (static_cast<double>(progress.total - progress.done)) /
                      static_cast<double>(progress.done - screen.done_before);
  constexpr double ten_days = 864'000;
  return duration(situation, static_cast<std::int64_t>(std::min(left, ten_days)) + 59);
}

void show_progress(Page& page, const Work& screen, const Progress& progress,
                   const Situation& situation) {
  const auto language = situation.language;
  const bool known = progress.total > 0;
  const double part =
      known ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : -1;
  page.body.push_back({Block::Kind::bar, "", "", Look::plain, false, part});
  // Collection and scan count files, the others bytes (core/event.hpp).
  const bool counts = screen.kind == StepKind::collect || screen.kind == StepKind::scan;
  const auto amount = [&](std::uint64_t value) {
    return counts ? words::number(value, language) : words::size(value, language);
  };
  const bool lists = !known && screen.kind == StepKind::collect;
  const Id label = screen.kind == StepKind::scan ? Id::findings_examined
                   : lists                       ? Id::work_listed
                                                 : Id::work_done;
  fact(page, say(situation, label),
       known ? say(situation, Id::progress_done_of, {amount(progress.done), amount(progress.total)})
             : amount(progress.done));
  const std::string left = time_left(screen, progress, situation);
  const bool all_read = known && progress.done >= progress.total;
  fact(page, say(situation, Id::work_left),
       !left.empty() ? left
                     : say(situation, all_read ? Id::work_left_little : Id::work_left_unknown));
  if (screen.kind == StepKind::collect) {
    fact(page, say(situation, Id::work_taken), words::number(progress.taken, language));
  }
  if (screen.kind == StepKind::scan) {
    fact(page, say(situation, Id::work_findings), words::number(progress.findings, language));
  }
  if (!progress.now.empty()) {
    fact(page, say(situation, Id::work_now), progress.now, Look::quiet);
  }
}

void show_advice(Page& page, const Work& screen, const Situation& situation) {
  const bool key_is_gone = situation.room && !situation.room->free;
  if (key_is_gone) return paragraph(page, say(situation, Id::work_key_gone), Look::warning);
  paragraph(page, say(situation, screen.stopping ? Id::work_stopping : Id::work_may_wait));
  if (screen.stopping) return;
  paragraph(page, say(situation, Id::work_plugged));
  if (unread_volumes(page, situation)) return;  // the room of what the sheet says beside
  lines(page, situation, playbooks::lines_of(screen.step.verb));
}

}  // namespace

Turn<Work> update(Work screen, const Input& input, const Situation& situation) {
  if (!screen.started) {
    screen.started = true;
    screen.began = situation.now;
    if (screen.again && situation.progress) screen.done_before = situation.progress->done;
    const auto start = work_start(screen, situation);
    return {std::move(screen), Want{start}};
  }
  // The clock may have been unknown when the step began.
  if (screen.began.seconds == 0) screen.began = situation.now;
  if (const auto* report = std::get_if<playbooks::Report>(&input)) {
    const auto* ended = std::get_if<playbooks::StepEnded>(report);
    if (ended != nullptr && ended->kind == screen.kind &&
        (ended->exit_code == 0 || ended->exit_code == 4)) {
      const std::string answer = screen.ends             ? "stopped"
                                 : ended->exit_code == 0 ? "done"
                                                         : "incomplete";
      return {std::move(screen), Done{answer}};
    }
    if (std::holds_alternative<playbooks::Refused>(*report)) screen.started = false;
    return {screen, Stay{}};
  }
  if (const Key* key = key_of(input)) return on_work_key(std::move(screen), *key);
  return {screen, Stay{}};
}

Page page(const Work& screen, const Situation& situation) {
  const Id title = screen.ends ? Id::work_ending : work_title(screen.kind);
  Page page = frame(situation, say(situation, title));
  show_progress(page, screen, situation.progress.value_or(Progress{}), situation);
  gap(page);
  if (screen.asks_to_stop) {
    paragraph(page, say(situation, Id::work_ask_stop), Look::strong);
    choices(page, {say(situation, Id::work_continue), say(situation, Id::work_stop_now)},
            screen.at);
    keys(page, situation, Keys::choice);
    return page;
  }
  show_advice(page, screen, situation);
  if (situation.technician) evidence(page, situation.command_line, Look::quiet);
  keys(page, situation, Keys::work);
  if (screen.stopping) no_escape(page, situation);
  return page;
}

}  // namespace trousse::tui
