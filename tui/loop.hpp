// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>

#include "tui/face.hpp"

namespace trousse::tui {

/// Runs the guided path until a person leaves or `stop` is asked. What the engine still does then
/// is the engine's to end.
void run(State state, Face& face, playbooks::Engine& engine, const std::stop_token& stop);

/// The clock of this machine and its local time.
Tick tick_now();

}  // namespace trousse::tui
