// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tui/route.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {

/// The whole of the guided path as a value.
struct State {
  Situation situation;
  Route route;
  Screen screen = Welcome{};
  std::vector<Screen> covered;          ///< what lies under help, a pause, a question
  std::map<std::string, Screen> left;   ///< each step's screen as it was left: going back finds it
  std::set<std::string> offered;        ///< sheets that were offered in place of another
  std::vector<playbooks::Report> late;  ///< ends of steps that came while the work was covered
  std::vector<playbooks::Command> wanted;  ///< for the engine; whoever runs the loop takes them
  Size size;
  int scroll = -1;       ///< of a page that does not scroll itself
  bool started = false;  ///< past the welcome
  bool leaves = false;   ///< the program ends
};

/// At the welcome; the path begins with `sheet`.
State start(Situation situation, std::shared_ptr<const playbooks::Library> library,
            std::string_view sheet);
State update(State state, const Input& input);
Page page(const State& state);
View view(const State& state, Size size);

}  // namespace trousse::tui
