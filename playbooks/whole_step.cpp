// SPDX-License-Identifier: Apache-2.0
#include "playbooks/whole_step.hpp"

#include <algorithm>

namespace trousse::playbooks {

void WholeStep::tell(std::uint64_t done, std::uint64_t findings) {
  told_.done = std::max(told_.done, std::min(done, told_.total));
  told_.findings = std::max(told_.findings, findings);
  if (face_) face_(told_);
}

void WholeStep::pass(std::uint64_t of_it, std::uint64_t findings) {
  passed_ += of_it;
  passed_findings_ += findings;
  told_.now.clear();
  if (passed_ == told_.total) tell(passed_, passed_findings_);  // the end of the step
}

void WholeStep::hear(const Event& event) {
  const auto* progress = std::get_if<Progress>(&event);
  // While volumes are listed nobody knows how much there is.
  if (progress == nullptr || progress->total == 0) {
    if (face_) face_(event);
    return;
  }
  told_.now = progress->now;
  told_.taken = progress->taken;
  tell(passed_ + progress->done, passed_findings_ + progress->findings);
}

}  // namespace trousse::playbooks
