// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trousse::formats {

/// Lower case, as patterns compare: `folded`, but quick for ASCII.
std::string folded_value(std::string_view text);

/// A value that many patterns are compared with: what most of them can be refused by is worked out
/// once. For one thread.
class SigmaText {
 public:
  /// `text` is lower case, as `folded_value` gives it, and outlives this.
  explicit SigmaText(std::string_view text);

  std::string_view text() const { return text_; }
  std::uint32_t head() const { return head_; }  ///< its first four bytes, the first one lowest
  std::uint32_t tail() const { return tail_; }  ///< its last four bytes, the last one highest

  /// Three bytes that follow one another, as one of 2^15 numbers.
  static std::uint16_t trigram(const char* three);
  /// False when these three bytes stand nowhere in the text.
  bool may_hold(std::uint16_t trigram) const {
    if (!trigrams_) list_trigrams();
    return trigrams_->test(trigram);
  }

 private:
  void list_trigrams() const;

  std::string_view text_;
  std::uint32_t head_ = 0;
  std::uint32_t tail_ = 0;
  mutable std::unique_ptr<std::bitset<1U << 15>> trigrams_;
};

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
  /// The same, quicker, for a pattern that is not cased.
  bool matches(const SigmaText& text) const {
    if (((text.head() ^ head_) & head_mask_) != 0) return false;
    if (((text.tail() ^ tail_) & tail_mask_) != 0) return false;
    for (std::uint8_t i = 0; i < trigram_count_; ++i) {
      if (!text.may_hold(trigrams_[i])) return false;
    }
    return matches(text.text());
  }
  /// The text that it matches, when that is one (folded unless cased).
  std::optional<std::string> only_text() const;
  /// Roughly how long a comparison takes; 1 for an end or a whole.
  unsigned cost() const;

 private:
  std::string::size_type find(const std::string& segment, std::string_view text,
                              std::size_t from) const;

  void note_ends();
  void note_trigrams();

  // What is asked first stands first, beside what the next pattern asks first.
  std::uint32_t head_ = 0;
  std::uint32_t head_mask_ = 0;
  std::uint32_t tail_ = 0;
  std::uint32_t tail_mask_ = 0;
  std::array<std::uint16_t, 3> trigrams_{};  // of what a search looks for
  std::uint8_t trigram_count_ = 0;
  std::vector<std::string> segments_;  // between the stars
  bool open_start_ = false;
  bool open_end_ = false;
  bool cased_ = false;
  bool plain_ = true;  // no `?` and no dash that stands for several
};

/// The value with its escapes undone, or nothing when it holds a wildcard.
std::optional<std::string> plain_sigma_text(std::string_view value);

}  // namespace trousse::formats
