// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tui/app.hpp"

/// From one screen to another: what the answers of screens do to the whole of the guided path.
namespace trousse::tui {

/// Whether a step is at work, on the screen or under what covers it.
bool is_at_work(const State& state);
/// Puts a screen over the one that is shown, and takes it away again.
void cover(State& state, Screen with);
void uncover(State& state);

/// The welcome, with the first question where the path begins with one.
Welcome welcome_of(const State& state);
/// Notes whether the disk now speaks for another sheet.
void suggest(State& state);
/// What the papers are to be written with.
playbooks::WritePapers papers_wish(const State& state);
/// Shows the step that the route is at, as it was left when it was seen before.
void show_step(State& state);
/// The steps of a case that goes on, as far as its journal answers them.
void replay(State& state);

/// The screen is answered; the screen wishes to go back.
void take_done(State& state, const std::string& answer);
void take_back(State& state);

}  // namespace trousse::tui
