// SPDX-License-Identifier: Apache-2.0
#include "playbooks/case_papers.hpp"

#include <algorithm>

#include "papers/facts_report.hpp"
#include "playbooks/library.hpp"
#include "playbooks/paper.hpp"
#include "playbooks/show.hpp"

namespace trousse::playbooks {
namespace {

std::string answer_to(const CaseKnown& known, const std::string& step) {
  const auto found = known.answers.find(step);
  return found == known.answers.end() ? "" : found->second;
}

// The label of what was chosen, as the sheet words it; "" when nobody knew.
std::string label_of(const CaseKnown& known, const std::string& step, words::Language language) {
  const std::string answer = answer_to(known, step);
  if (answer.empty() || answer == "unknown") return {};
  for (const Step& each : built_in_library().find(general_sheet)->steps) {
    if (each.id != step) continue;
    for (const Choice& choice : choices_of(each.verb)) {
      if (choice.id == answer) return in(choice.label, language);
    }
  }
  return {};
}

papers::Memory memory_of(const std::string& answer) {
  if (answer.starts_with("lost")) return papers::Memory::lost;
  if (answer == "hibernated") return papers::Memory::in_hibernation_file;
  return answer == "captured" ? papers::Memory::captured : papers::Memory::unknown;
}

}  // namespace

papers::Facts facts_for_papers(const CaseKnown& known, const WritePapers& wish,
                               words::Language language) {
  papers::Facts facts = papers::facts_of(known.report, papers::Names::masked, language);
  facts.made = Utc{now().seconds, 0};
  facts.discovered = from_iso8601(answer_to(known, "hour"));
  facts.complaint_hours = wish.complaint_hours;
  facts.cnil_hours = wish.cnil_hours;
  facts.contacts = known.contacts;
  facts.situation = wish.sheet;
  if (!wish.suggested.empty()) facts.suggested = wish.suggested;
  facts.network_cut = known.network_cut;
  facts.stopped = from_iso8601(answer_to(known, "stopped"));
  facts.stopped_how = label_of(known, "memory", language);
  facts.decided_by = label_of(known, "decided", language);
  if (const auto memory = memory_of(answer_to(known, "memory"));
      memory != papers::Memory::unknown) {
    facts.memory = memory;
  }
  facts.machine.clock_offset = known.clock_offset;
  facts.archive.file = known.archive;
  facts.archive.sha256 = known.sha256;
  facts.archive.fingerprint = known.fingerprint;
  facts.archive.sealed = facts.made;
  facts.points = on_paper(posture(), wish.points, language);
  return facts;
}

}  // namespace trousse::playbooks
