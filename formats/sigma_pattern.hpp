// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trousse::formats {

/// Lower case, as patterns compare: `folded`, but quick for ASCII.
std::string folded_value(std::string_view text);

/// A text value of a Sigma rule with its wildcards (Sigma rules specification, "String Wildcard"
/// and "Escaping"): `*` any text, `?` one character, `\*` and `\?` these letters, `\\` or a lone
/// `\` a backslash.
class SigmaPattern {
 public:
  enum class Place { whole, start, end, anywhere };

  struct Reading {
    Place place = Place::whole;
    bool cased = false;
    /// A dash or slash that begins a word stands for any of - / and the dashes U+2013 to U+2015.
    bool windash = false;
  };

  SigmaPattern(std::string_view value, Reading reading);

  bool is_cased() const { return cased_; }
  /// `text` is the value as it is when `is_cased`, else its `folded_value`.
  bool matches(std::string_view text) const;
  /// The text that it matches, when that is one (folded unless cased).
  std::optional<std::string> only_text() const;
  /// Roughly how long a comparison takes; 1 for an end or a whole.
  unsigned cost() const;

 private:
  std::string::size_type find(const std::string& segment, std::string_view text,
                              std::size_t from) const;

  std::vector<std::string> segments_;  // between the stars
  bool open_start_ = false;
  bool open_end_ = false;
  bool cased_ = false;
  bool plain_ = true;  // no `?` and no dash that stands for several
};

/// The value with its escapes undone, or nothing when it holds a wildcard.
std::optional<std::string> plain_sigma_text(std::string_view value);

}  // namespace trousse::formats
