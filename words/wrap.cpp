// SPDX-License-Identifier: Apache-2.0
#include "words/wrap.hpp"

#include <algorithm>

namespace trousse::words {
namespace {

// Characters, not bytes: what continues a UTF-8 sequence takes no room.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

// The sign that French puts a space before stays with the word before it.
bool is_mark(std::string_view word) {
  return word == ":" || word == ";" || word == "!" || word == "?" || word == "\xC2\xBB";
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out(indent, ' ');
  std::size_t used = indent;
  bool first_of_line = true;
  while (!text.empty()) {
    const auto first = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(first);
    if (text.empty()) break;
    auto end = std::min(text.find(' '), text.size());
    // A word and the mark behind it are one.
    const auto next = std::min(text.find_first_not_of(' ', end), text.size());
    const auto next_end = std::min(text.find(' ', next), text.size());
    if (is_mark(text.substr(next, next_end - next))) end = next_end;
    const std::string_view word = text.substr(0, end);
    const std::size_t needs = width_of(word) + (first_of_line ? 0 : 1);
    if (!first_of_line && used + needs > width) {
      out += '\n' + std::string(indent + 2, ' ');
      used = indent + 2;
      first_of_line = true;
    }
    if (!first_of_line) out += ' ';
    out += word;
    used += width_of(word) + (first_of_line ? 0 : 1);
    first_of_line = false;
    text.remove_prefix(end);
  }
  return out;
}

}  // namespace trousse::words
