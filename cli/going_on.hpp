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

/// Removes a case that an archive holds whole. It is renamed first: what a cut leaves of it must
/// not look like a case that was cut in its work. Trouble is none: the archive is there.
void remove_case(const std::string& folder);

/// True when `out` is the archive that an earlier run sealed the case in `folder` into, before it
/// was cut: then its sealing is ended and it is said; `keep_case` keeps the case.
/// Errors: those of `evidence::finish_sealing`.
Result<bool> finish_sealed(Context& context, const std::string& out, const std::string& folder,
                           bool keep_case);

}  // namespace trousse::cli
