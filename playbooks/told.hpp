// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "playbooks/engine.hpp"

/// What a child tells on its standard output with --json, read back into values. It has read a
/// hostile disk: nothing in it is believed beyond its type.
namespace trousse::playbooks {

/// `sources`: one object a line. A line that is none is left out. At most 64.
std::vector<FoundSource> sources_told(std::string_view output);

/// `case new`. Errors: malformed.
Result<CaseReady> case_told(std::string_view output);

/// The summary of `collect` and `scan`, put into `ended`; what is not there stays.
void summary_told(std::string_view output, StepEnded& ended);

/// `seal`. Errors: malformed.
Result<Sealed> seal_told(std::string_view output);

/// Numbers of the scan that the report has and a screen does not show.
struct ScanNumbers {
  std::uint64_t bytes = 0, timed_out = 0, rules = 0, rules_left_out = 0;
};
ScanNumbers scan_told(std::string_view output);

}  // namespace trousse::playbooks
