// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "playbooks/engine.hpp"
#include "playbooks/tally.hpp"
#include "scanners/scan.hpp"

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

/// The counts of `scan`; all 0 when it told none.
scanners::Scanned scan_told(std::string_view output);

/// For `collect` or `scan` that went on with what an earlier start left: what its own tally came
/// to takes the place of what its events gave, for those tell of this start only.
void recall_told(std::string_view output, StepKind kind, Tally& tally);

}  // namespace trousse::playbooks
