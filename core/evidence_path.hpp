// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace trousse {

/// A path as the examined machine spells it: absolute, separated by '/', valid UTF-8, any other
/// character allowed ("/Users/Alice/Bureau/note.txt", "/$Extend/$UsnJrnl"). It is not a
/// std::filesystem::path and has no conversion to one, so it cannot reach open(2) by accident; it
/// is shown only through `printable`.
class EvidencePath {
 public:
  EvidencePath() = default;
  explicit EvidencePath(std::string text) : text_(std::move(text)) {}

  const std::string& text() const { return text_; }
  /// What follows the last '/'.
  std::string_view name() const {
    return std::string_view(text_).substr(text_.find_last_of('/') + 1);
  }
  /// What stands before the last '/' ("" for a file of the root).
  std::string_view folder() const {
    const auto slash = text_.find_last_of('/');
    return std::string_view(text_).substr(0, slash == std::string::npos ? 0 : slash);
  }
  /// Lower-case extension without its dot, "" when there is none ("archive.tar.GZ" gives "gz").
  std::string extension() const;

  friend bool operator==(const EvidencePath&, const EvidencePath&) = default;
  friend auto operator<=>(const EvidencePath&, const EvidencePath&) = default;

 private:
  std::string text_;
};

}  // namespace trousse
