// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace trousse::collectors {

/// True when a name fits a pattern of one component: `*` any run, `?` one character, `[a-z]` one
/// of a set, `[!a-z]` one outside of it; a bracket that is not closed stands for itself, and there
/// is no escape. Letters are compared as they are. At most pattern x name steps, whatever both
/// hold.
bool fits(std::string_view pattern, std::string_view name);

/// Many path patterns, asked at once: a trie on components, walked with the set of places that a
/// path can be at, so that a path costs its components times the patterns still possible there,
/// and nothing is tried twice. Used by one thread at a time.
class GlobSet {
 public:
  enum class Letters { folded, exact };  ///< Windows compares names without case, Linux with
  explicit GlobSet(Letters letters);

  /// "/Users/*/NTUSER.DAT*". `**` as a whole component stands for up to three components, `**N`
  /// for up to N (1..64): at least one at the end of a pattern, none or more elsewhere.
  /// Errors: unsupported (over 4096 bytes or 128 components, N out of range, too many patterns).
  Result<void> add(std::string_view pattern, std::uint32_t id);

  /// Ids of the patterns that fit the whole path, each once, ascending; valid until the next call.
  const std::vector<std::uint32_t>& match(std::string_view path);

  std::size_t nodes() const { return nodes_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Node {
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> names;
    std::vector<std::pair<std::string, std::uint32_t>> wildcards;
    std::vector<std::pair<std::string, std::uint32_t>> deep;  ///< `**N` → where it goes on
    std::vector<std::uint32_t> also;  ///< places reached without a component
    std::vector<std::uint32_t> ids;
  };

  std::uint32_t make_node();
  std::uint32_t after_name(std::uint32_t from, std::string_view component);
  std::uint32_t after_wildcard(std::uint32_t from, std::string_view component);
  std::uint32_t after_deep(std::uint32_t from, unsigned levels, bool last);
  void enter(std::uint32_t node);
  void step(std::string_view component);

  Letters letters_;
  std::vector<Node> nodes_;
  // Scratch of `match`: the places of this round, those of the next, and when each was entered.
  std::vector<std::uint32_t> now_;
  std::vector<std::uint32_t> next_;
  std::vector<std::uint64_t> entered_;
  std::uint64_t round_ = 0;
  std::vector<std::uint32_t> found_;
};

}  // namespace trousse::collectors
