// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace trousse::formats {

/// The note name of a known family that a file name fits.
struct NoteName {
  std::string_view family;   ///< "" when the name fits none
  std::string_view pattern;  ///< as in ransomware_families.def
  std::size_t letters = 0;   ///< of the pattern without its wildcards: how much the name says
};

/// The longest pattern that fits, compared without case.
NoteName note_name(std::string_view name);

}  // namespace trousse::formats
