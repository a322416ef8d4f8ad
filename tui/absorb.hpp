// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "tui/situation.hpp"

namespace trousse::tui {

/// Puts what the engine told into the situation.
void absorb(Situation& situation, const playbooks::Report& report);

/// Puts what an answer makes known into the situation, whether a screen gave it or the journal:
/// when the problem was seen, and how far the clock of the machine is off.
void learn(Situation& situation, const playbooks::Step& step, const std::string& answer);

/// The facts that conditions of sheets may name, and that hold.
std::set<std::string> facts_of(const Situation& situation);

/// The 8 characters beside the 48 digits, of the first locked volume of that source; or "".
std::string recovery_key_id(const Situation& situation, const std::string& source);

}  // namespace trousse::tui
