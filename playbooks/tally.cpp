// SPDX-License-Identifier: Apache-2.0
#include "playbooks/tally.hpp"

#include <algorithm>
#include <tuple>

namespace trousse::playbooks {
namespace {

bool comes_first(const Finding& a, const Finding& b) {
  return std::tuple(b.severity, b.certainty, std::string_view(a.kind), std::string_view(a.path),
                    std::string_view(a.rule)) <
         std::tuple(a.severity, a.certainty, std::string_view(b.kind), std::string_view(b.path),
                    std::string_view(b.rule));
}

bool is_trouble(const Artifact& artifact) {
  if (const auto* taken = std::get_if<Taken>(&artifact.answer)) return !taken->gaps.empty();
  const auto why = std::get<Absent>(artifact.answer).why;
  if (why == Absent::Why::failed) return true;
  // What the profile leaves out is said once in the report, not as a trouble for each file.
  return why == Absent::Why::skipped && artifact.origin.has_value();
}

}  // namespace

void Tally::hear(const Event& event) {
  if (const auto* artifact = std::get_if<Artifact>(&event)) hear(*artifact);
  if (const auto* finding = std::get_if<Finding>(&event)) hear(*finding);
  if (const auto* note = std::get_if<Note>(&event)) hear(*note);
}

void Tally::hear(const Artifact& artifact) {
  auto& family = facts_.families[artifact.question.family];
  if (const auto* taken = std::get_if<Taken>(&artifact.answer)) {
    ++family.taken;
    family.bytes += taken->size;
  } else {
    switch (std::get<Absent>(artifact.answer).why) {
      case Absent::Why::missing: ++family.missing; break;
      case Absent::Why::empty: ++family.empty; break;
      case Absent::Why::failed: ++family.failed; break;
      case Absent::Why::skipped: ++family.skipped; break;
    }
  }
  if (!is_trouble(artifact)) return;
  ++facts_.troubles_in_all;
  if (facts_.troubles.size() < most_troubles) facts_.troubles.push_back(artifact);
}

void Tally::hear(const Finding& finding) {
  ++facts_.findings_in_all;
  auto& kept = facts_.findings;
  // `comes_first` as the order of a heap keeps the least serious one at its front.
  if (kept.size() == most_findings) {
    if (!comes_first(finding, kept.front())) return;
    std::pop_heap(kept.begin(), kept.end(), comes_first);
    kept.pop_back();
  }
  kept.push_back(finding);
  std::push_heap(kept.begin(), kept.end(), comes_first);
}

void Tally::hear(const Note& note) {
  // What was waited for is of no interest afterwards.
  if (note.id == "clamav_loading") return;
  if (facts_.notes.size() < most_notes) facts_.notes.push_back(note);
}

void Tally::hear(const scanners::Scanned& scan) {
  facts_.scanned_files += scan.files;
  facts_.scanned_bytes += scan.bytes;
  facts_.scan_failed += scan.failed;
  facts_.scan_timed_out += scan.timed_out;
  facts_.clamav_shown += scan.clamav_shown;
  facts_.clamav_passed_over += scan.clamav_passed_over;
  facts_.clamav_unanswered += scan.clamav_unanswered;
  facts_.rules = scan.rules;
  facts_.rules_left_out = scan.rules_left_out;
  facts_.events += scan.events;
  facts_.sigma_rules = scan.sigma_rules;
}

words::ReportFacts Tally::facts() const {
  words::ReportFacts sorted = facts_;
  std::sort(sorted.findings.begin(), sorted.findings.end(), comes_first);
  return sorted;
}

}  // namespace trousse::playbooks
