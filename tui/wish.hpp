// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>

#include "playbooks/engine.hpp"

namespace trousse::tui {

struct Stay {};
/// The step is answered; the app goes on.
struct Done {
  std::string answer;
};
struct Back {};
/// The engine is asked; the screen stays.
struct Want {
  playbooks::Command command;
};
struct Leave {};  ///< the program ends
using Wish = std::variant<Stay, Done, Back, Want, Leave>;

template <class S>
struct Turn {
  S screen;
  Wish wish;
};

}  // namespace trousse::tui
