// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "playbooks/path.hpp"

namespace trousse::tui {

/// Where one is in the sheets: a value; moving gives another.
struct Route {
  std::shared_ptr<const playbooks::Library> library;
  std::optional<playbooks::Path> path;  ///< empty: the library has no such sheet

  bool at_end() const { return !path || path->at_end(); }
  /// Not at the end.
  const playbooks::Step& current() const { return *path->current(); }
  /// The sheet that is followed, or null.
  const playbooks::Playbook* sheet() const { return path ? &path->sheet() : nullptr; }
  /// This step's number, and how many there are as the answers now stand; from 1. Zeros where
  /// nobody can know: the answer may lead to another sheet.
  std::pair<unsigned, unsigned> place() const;
};

/// At the first step of a sheet.
Route begin(std::shared_ptr<const playbooks::Library> library, std::string_view sheet);
/// The facts that hold, for the conditions of steps.
Route knowing(Route route, const std::set<std::string>& facts);
/// The step is answered: to the sheet that the choice leads to, or to the next step that holds. A
/// thing that was not done ("not_done", "stopped") is passed over and kept as such.
Route next(Route route, const std::string& answer);
/// The step before, answers kept; nothing at the first.
std::optional<Route> before(Route route);

}  // namespace trousse::tui
