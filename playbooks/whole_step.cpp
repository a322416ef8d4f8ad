// SPDX-License-Identifier: Apache-2.0
#include "playbooks/whole_step.hpp"

#include <algorithm>

namespace trousse::playbooks {

void WholeStep::pass(std::uint64_t of_it) {
  passed_ += of_it;
  passed_findings_ = findings_;
}

void WholeStep::hear(const Event& event) {
  const auto* progress = std::get_if<Progress>(&event);
  // While volumes are listed nobody knows how much there is.
  if (progress == nullptr || progress->total == 0) {
    if (face_) face_(event);
    return;
  }
  Progress whole = *progress;
  whole.total = total_;
  done_ = std::max(done_, std::min(passed_ + progress->done, total_));
  findings_ = std::max(findings_, passed_findings_ + progress->findings);
  whole.done = done_;
  whole.findings = findings_;
  if (face_) face_(whole);
}

}  // namespace trousse::playbooks
