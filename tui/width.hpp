// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trousse::tui {

/// Columns that a text of `printable` takes, by wcwidth of a UTF-8 locale whatever ours is. A
/// character that the C library does not know takes one.
int width_of(std::string_view text);

/// One character of UTF-8, and the columns it takes (0: it combines with the one before).
struct Glyph {
  std::string text;
  int width = 1;
};
std::vector<Glyph> glyphs(std::string_view text);

/// The UTF-8 of one code point; "?" for what is none.
std::string utf8(char32_t code);

/// Broken at spaces into lines of at most `columns` (at least 2), a longer word inside. French
/// punctuation that stands alone stays with its word: a line never begins with " :" or " ?".
std::vector<std::string> wrapped(std::string_view text, int columns);

/// The beginning that fits, an ellipsis in place of the rest.
std::string cut(std::string_view text, int columns);

/// The same with its middle left out: the end of a path says more than its middle.
std::string cut_middle(std::string_view text, int columns);

}  // namespace trousse::tui
