// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command.hpp"
#include "evidence/rescue_code.hpp"

namespace trousse::cli {

/// True when a person sits there: questions can be asked on the terminal.
bool somebody_types();

/// The next line typed, without its end; the prompt is shown on stderr. `hidden`: what is typed is
/// not shown. Errors: cancelled (a signal, or the end of the input), usage (longer than 1024).
Result<std::string> ask_line(const Context& context, const std::string& prompt,
                             bool hidden = false);

/// Asks for the rescue code until it holds; says after each line which group does not.
Result<evidence::RescueCode> ask_rescue_code(const Context& context);

}  // namespace trousse::cli
