// SPDX-License-Identifier: Apache-2.0
#include "playbooks/heard_step.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "playbooks/told.hpp"
#include "playbooks/versions.hpp"

namespace trousse::playbooks {
namespace {

bool has_gaps(const Artifact& artifact) {
  const auto* taken = std::get_if<Taken>(&artifact.answer);
  return taken != nullptr && !taken->gaps.empty();
}

}  // namespace

bool HeardStep::goes_on_with(const StartStep& start) const {
  return unfinished_ && start.kind == start_.kind && start.source == start_.source &&
         start.profile == start_.profile && start.only == start_.only;
}

// The next child answers again, from closed parts, what was asked, and counts it; where it does so
// it cannot tell any more which sectors were unreadable.
void HeardStep::go_on() {
  earlier_.merge(now_);
  now_.clear();
  add(earlier_kinds_, std::exchange(kinds_, {}));
  auto& facts = tally_.edit();
  facts.families.clear();
  std::erase_if(facts.troubles,
                [this](const Artifact& one) { return !stopped_ || !has_gaps(one); });
  facts.troubles_in_all = facts.troubles.size();
}

bool HeardStep::begin(const StartStep& start, const FoundSource* source) {
  const bool resumed = goes_on_with(start);
  if (resumed) {
    go_on();
  } else {
    *this = HeardStep{};
  }
  start_ = start;
  unfinished_ = true;
  stopped_ = false;
  if (resumed) return true;
  auto& facts = tally_.edit();
  facts.tool_version = tool_version();
  facts.began = to_iso8601(now());
  facts.profile = start.profile;
  if (source != nullptr) {
    facts.source = source->info;
    facts.volumes = source->volumes;
  }
  return false;
}

bool HeardStep::hear(const Event& event) {
  const auto* note = std::get_if<Note>(&event);
  const auto* finding = std::get_if<Finding>(&event);
  if (note != nullptr && note->id == "report_resumed") return true;  // `end` sees whether it is so
  if (note != nullptr || finding != nullptr) {
    std::string told = to_json(event);
    if (earlier_.contains(told)) return false;
    now_.insert(std::move(told));
  }
  if (finding != nullptr) ++kinds_[kind_of(*finding)];
  tally_.hear(event);
  return true;
}

// Counts stand for what nobody told here; the rest was heard from an earlier child.
void HeardStep::forget_what_is_known() {
  auto& facts = tally_.edit();
  for (const auto& [kind, count] : earlier_kinds_) {
    std::uint64_t& level = facts.earlier_levels[static_cast<std::size_t>(kind.severity)];
    level -= std::min(level, count);
  }
  take_away(facts.earlier_kinds, earlier_kinds_);
  const auto lacks = [](std::size_t kept, std::uint64_t in_all, std::size_t most) {
    return kept < std::min<std::uint64_t>(in_all, most);
  };
  facts.was_interrupted =
      facts.was_interrupted &&
      (lacks(facts.findings.size(), facts.findings_in_all, Tally::most_findings) ||
       lacks(facts.troubles.size(), facts.troubles_in_all, Tally::most_troubles));
}

void HeardStep::end(std::string_view output, int code) {
  constexpr int incomplete = 4, cancelled = 130;
  unfinished_ = code != 0 && code != incomplete;
  stopped_ = code == cancelled;
  if (start_.kind == StepKind::scan) {
    scan_ = scan_told(output);
    tally_.hear(scan_);
  }
  recall_told(output, start_.kind, tally_);
  forget_what_is_known();
  tally_.edit().ended = to_iso8601(now());
}

}  // namespace trousse::playbooks
