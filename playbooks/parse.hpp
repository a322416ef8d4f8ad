// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "playbooks/fault.hpp"
#include "playbooks/playbook.hpp"

namespace trousse::playbooks {

/// Bounds of a file that somebody drops on the key.
inline constexpr std::size_t max_sheet_bytes = std::size_t{256} << 10;
inline constexpr std::size_t max_steps = 100;
inline constexpr std::size_t max_lines = 12;   ///< of one step
inline constexpr std::size_t max_choices = 8;  ///< of one question: more do not fit a screen
inline constexpr std::size_t max_text = 400;   ///< bytes of one text, one language

/// Steps that several sheets have: `- include: NAME` stands for them (docs/playbook-format.md).
using Parts = std::map<std::string, std::vector<Step>, std::less<>>;

struct ParsedSheet {
  Playbook sheet;
  Faults faults;  ///< of form only: `check` finds the others
};

/// Reads one sheet. Hostile text gives faults, never more than the bounds above. With a fault the
/// sheet is what could be read of it, for further checking, not for use.
ParsedSheet parse_sheet(std::string_view yaml, std::string_view file, const Parts& parts);

struct ParsedPart {
  std::string id;
  std::vector<Step> steps;
  Faults faults;
};

/// Reads a part: `part: NAME` and `steps:`. A part includes no other.
ParsedPart parse_part(std::string_view yaml, std::string_view file);

}  // namespace trousse::playbooks
