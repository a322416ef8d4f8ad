// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "playbooks/facts.hpp"
#include "playbooks/fault.hpp"
#include "playbooks/parse.hpp"
#include "playbooks/playbook.hpp"

namespace trousse::playbooks {

/// The sheet for who does not know, and the questions that lead to one.
inline constexpr std::string_view general_sheet = "general";
inline constexpr std::string_view triage_sheet = "triage";

/// Files of a folder beyond these are not read.
inline constexpr std::size_t max_sheet_files = 100;

struct Library {
  /// In the order of a menu: `general` first, the situations, those of the folder, `triage` last.
  std::vector<Playbook> sheets;
  /// What is wrong with files of the folder: each of these was left out, and where it was to
  /// replace one of ours, ours is used.
  Faults faults;
  std::size_t files = 0;  ///< of the folder, looked at

  const Playbook* find(std::string_view id) const;
};

/// Our own sheets, compiled in from `playbooks/library/*.yaml`.
const Library& built_in_library();

/// Our own parts, for sheets that include them.
const Parts& built_in_parts();

/// Ours, and the *.yaml of a folder (`fiches/` on the key): a sheet with the id of one of ours
/// replaces it. Never fails: a folder that is not there adds nothing; what cannot be used is in
/// `faults`.
Library load_library(const std::string& folder);

/// The faults of one file as if it were dropped into such a folder, and its sheet when it has none.
struct CheckedFile {
  std::optional<Playbook> sheet;
  Faults faults;
};
CheckedFile check_file(const std::string& path);

/// Another sheet that the facts speak for more than the one followed.
struct SheetSuggestion {
  std::string sheet;
  Text because;
};

/// Nothing when no sheet's `suggested` holds, or `current` is such a sheet itself.
std::optional<SheetSuggestion> suggest_sheet(const Library& library, std::string_view current,
                                             const Facts& facts);

// To add a sheet: one YAML in playbooks/library/ (form: docs/playbook-format.md), its name in
// playbooks/CMakeLists.txt, an answer of library/triage.yaml that leads to it. The tests check the
// rest: its language, its sources, that every path through it ends.

}  // namespace trousse::playbooks
