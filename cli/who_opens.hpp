// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command.hpp"
#include "playbooks/who_opens.hpp"

namespace trousse::cli {

/// Every note, on stderr and on --events: none may be left out, however many there are.
void say_notes(const playbooks::WhoOpens& who, const Context& context);

/// Who may open the case, from which file, and whom to call; as one JSON object with --json.
void print_who_opens(const playbooks::WhoOpens& who, bool rescue_code, const Context& context);

/// What the journal keeps of a kit's folder: counts, no name.
std::string kit_facts(const playbooks::WhoOpens& who);

}  // namespace trousse::cli
