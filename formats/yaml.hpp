// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace trousse::formats {

/// A YAML node as plain values: no tags, no anchors kept, every scalar a string as written.
struct Yaml {
  // Written in the source: a compiler that would make them here would need the size of a member
  // that holds this very type (clang 14 with GCC 12's library refuses).
  Yaml();
  ~Yaml();
  Yaml(const Yaml& other);
  Yaml(Yaml&& other) noexcept;
  Yaml& operator=(const Yaml& other);
  Yaml& operator=(Yaml&& other) noexcept;

  enum class Kind { null, scalar, list, map };
  Kind kind = Kind::null;
  std::string scalar;
  std::vector<Yaml> items;                            ///< of a list
  std::vector<std::pair<std::string, Yaml>> members;  ///< of a map, in the order of the text
  std::size_t line = 0;                               ///< 1-based
  std::size_t key_line = 0;  ///< of the key before it, for the value of a member

  /// The member of that name, or nothing.
  const Yaml* find(std::string_view key) const;
  /// The scalar of that member, or `fallback`.
  std::string text(std::string_view key, std::string_view fallback = {}) const;
  /// The scalars of that member: a list's, or the one scalar.
  std::vector<std::string> texts(std::string_view key) const;
};

/// Every document of the text. Bounds: 16 MiB of text, 64 levels, one million nodes and 64 MiB of
/// scalars once aliases are written out (so that an alias bomb stops there). Keys are scalars and
/// stand once in a map (YAML 1.2.2 section 3.2.1.3). `first_line` is the number of the first line,
/// for a text cut out of a longer one.
/// Errors: malformed, with "line N: why".
Result<std::vector<Yaml>> parse_yaml(std::string_view text, std::size_t first_line = 1);

}  // namespace trousse::formats
