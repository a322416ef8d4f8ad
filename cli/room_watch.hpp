// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command.hpp"
#include "evidence/room.hpp"

namespace trousse::cli {

/// "seal" or "stop", as --when-full says it.
evidence::WhenShort when_short_of(const std::string& word);

/// Asks what to do about a key that gets full: on --events, a `question`, answered by one line on
/// --answers; else on the terminal, when a person is there; else what --when-full says. A key that
/// is only foreseen to be too small is then said, and the step starts.
evidence::RoomWatch room_watch(const Context& context, evidence::WhenShort otherwise);

}  // namespace trousse::cli
