// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "evidence/case.hpp"
#include "playbooks/examine.hpp"

namespace trousse::cli {

/// The case that an earlier run left in `folder`, to go on with; none when a new one is to be made
/// there: nothing is there, the making was cut, or its rescue code never reached anybody (nothing
/// was collected then).
/// Errors: exists (a case of another disk, or of other volumes), those of `Case::open`.
Result<std::optional<evidence::Case>> reopen(Context& context, const std::string& folder,
                                             const playbooks::Examined& examined,
                                             const StepOptions& step, const KeyOptions& keys);

/// Writes in the journal that the rescue code has reached a person or a file: from then on the
/// case can be opened, and is gone on with.
Result<void> note_code_given(evidence::Case& opened);

/// True when `out` is the whole archive of the case in `folder`: a run that was cut after its end.
bool is_finished(const std::string& out, const std::string& folder);

}  // namespace trousse::cli
