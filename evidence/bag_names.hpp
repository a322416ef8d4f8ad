// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/evidence_path.hpp"

namespace trousse::evidence {

/// One component of a path as Windows and Linux can both hold it (docs/archive-format.md §4.2):
/// percent-encoded where needed, at most 255 bytes, never "", "." or "..".
std::string safe_component(std::string_view name);

/// Where each file goes in the bag. No two files get names that differ by case only, and no file
/// gets the name of a folder. Keeps 8 bytes for each name.
class BagNames {
 public:
  /// "data/C/Windows/System32/…" for a stream of a file of a volume; "" is the content itself.
  std::string place(std::string_view volume, const EvidencePath& path, std::string_view stream);

  /// The path itself, or the nearest free one; for a path already made of safe components.
  std::string claim(std::string_view path);

 private:
  using Mark = std::uint64_t;
  bool is_taken(Mark mark) const { return files_.contains(mark) || folders_.contains(mark); }

  std::unordered_set<Mark> files_;
  std::unordered_set<Mark> folders_;
  std::unordered_map<Mark, unsigned> next_number_;
};

}  // namespace trousse::evidence
