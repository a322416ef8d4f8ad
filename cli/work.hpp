// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "cli/clamd.hpp"
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "evidence/case.hpp"
#include "playbooks/examine.hpp"
#include "playbooks/tally.hpp"

namespace trousse::cli {

/// What collect, scan and run share: a source looked at, a case that is open, and what the report
/// will say of both.
struct Work {
  playbooks::Examined examined;
  evidence::Case opened;
  playbooks::Tally tally;
  std::unique_ptr<Clamd> clamd = nullptr;  ///< of the scan that follows, when one is asked for
};

/// Looks at the source, opens the case of `options`, and leaves to the rest of the program only
/// what it needs (cli/confine.hpp).
Result<Work> open_work(Context& context, const StepOptions& options);

/// Starts the clamd that the scan is to ask, confines the program to writing below `folder`, and
/// says who is asked when the key gets full.
Result<void> get_ready(Context& context, const StepOptions& options, Work& work,
                       const std::string& folder);

/// A step and its summary.
Result<void> collect_into(Context& context, const playbooks::CollectStep& step, Work& work);
Result<void> scan_into(Context& context, const playbooks::ScanStep& step, Work& work);

}  // namespace trousse::cli
