// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "playbooks/playbook.hpp"

namespace trousse::tui {

/// Where one is in the sheets: a value; moving gives another.
struct Route {
  std::vector<playbooks::Playbook> library;  ///< the first is where one begins
  std::size_t sheet = 0;
  std::size_t step = 0;                        ///< the count of steps when the sheet is at its end
  std::map<std::string, std::string> answers;  ///< by id of the step
  std::set<std::string> facts;                 ///< "disk.windows", …: those that hold
  struct Place {
    std::size_t sheet, step;
  };
  std::vector<Place> trail;  ///< what was answered, in order

  bool at_end() const;
  /// Not at the end.
  const playbooks::Step& current() const;
  /// Steps of this sheet that stand before this one and in all, as conditions now are; from 1.
  std::pair<unsigned, unsigned> place() const;
};

/// At the first step whose condition holds.
Route begin(std::vector<playbooks::Playbook> library);
/// The step is answered: to the sheet that the choice leads to, or to the next step that holds.
Route next(Route route, const std::string& answer);
/// The step before, answers kept; nothing at the first.
std::optional<Route> before(Route route);

}  // namespace trousse::tui
