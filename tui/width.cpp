// SPDX-License-Identifier: Apache-2.0
#include "tui/width.hpp"

#include <algorithm>
#include <cwchar>

#include <locale.h>

#include "core/text.hpp"
#include "tui/screen.hpp"

namespace trousse::tui {
namespace {

constexpr char ellipsis[] = "\xE2\x80\xA6";

// wcwidth has no form that takes a locale: it is lent one for the call.
class Utf8Locale {
 public:
  Utf8Locale() : before_(::uselocale(locale())) {}
  ~Utf8Locale() { ::uselocale(before_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t locale() {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;  // null leaves the locale as it is
  }
  locale_t before_;
};

std::size_t length_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return at + length <= text.size() ? length : 1;
}

wchar_t code_at(std::string_view glyph) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(glyph[i]); };
  if (glyph.size() == 1) return static_cast<wchar_t>(byte(0));
  unsigned code = byte(0) & (0xFFU >> (glyph.size() + 1));
  for (std::size_t i = 1; i < glyph.size(); ++i) code = (code << 6) | (byte(i) & 0x3FU);
  return static_cast<wchar_t>(code);
}

bool stays_with_the_word_before(std::string_view word) {
  return word == ":" || word == ";" || word == "?" || word == "!" || word == "%" ||
         word.starts_with("\xC2\xBB");
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool glued = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!words.empty() && (glued || stays_with_the_word_before(word))) {
      words.back() += " ";
      words.back() += word;
    } else {
      words.emplace_back(word);
    }
    glued = word == "\xC2\xAB";
  }
  return words;
}

// The first `columns` of a word, at least one glyph; the rest stays in `word`.
std::string front_of(std::string& word, int columns) {
  std::string taken;
  int width = 0;
  for (const Glyph& glyph : glyphs(word)) {
    if (!taken.empty() && width + glyph.width > columns) break;
    taken += glyph.text;
    width += glyph.width;
  }
  word.erase(0, taken.size());
  return taken;
}

}  // namespace

std::vector<Glyph> glyphs(std::string_view text) {
  const Utf8Locale utf8_locale;
  std::vector<Glyph> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = length_at(text, at);
    const std::string_view bytes = text.substr(at, length);
    const int width = ::wcwidth(code_at(bytes));
    all.push_back({std::string(bytes), width < 0 ? 1 : width});
    at += length;
  }
  return all;
}

int width_of(std::string_view text) {
  int width = 0;
  for (const Glyph& glyph : glyphs(text)) width += glyph.width;
  return width;
}

std::string utf8(char32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return "?";
  std::string out;
  if (code < 0x80) return out += static_cast<char>(code);
  if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      out += static_cast<char>(0xE0 | (code >> 12));
    } else {
      out += static_cast<char>(0xF0 | (code >> 18));
      out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    }
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  }
  return out += static_cast<char>(0x80 | (code & 0x3F));
}

std::vector<std::string> wrapped(std::string_view text, int columns) {
  columns = std::max(columns, 2);
  std::vector<std::string> lines;
  std::string line;
  int width = 0;
  for (std::string& word : words_of(text)) {
    int word_width = width_of(word);
    if (!line.empty() && width + 1 + word_width > columns) {
      lines.push_back(std::move(line));
      line.clear();
      width = 0;
    }
    while (word_width > columns) {
      lines.push_back(front_of(word, columns));
      word_width = width_of(word);
    }
    line += (line.empty() ? "" : " ") + word;
    width = width_of(line);
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string cut(std::string_view text, int columns) {
  if (width_of(text) <= columns) return std::string(text);
  if (columns <= 0) return {};
  std::string out;
  int width = 0;
  for (const Glyph& glyph : glyphs(text)) {
    if (width + glyph.width > columns - 1) break;
    out += glyph.text;
    width += glyph.width;
  }
  return out + ellipsis;
}

std::string cut_middle(std::string_view text, int columns) {
  if (width_of(text) <= columns) return std::string(text);
  if (columns < 8) return cut(text, columns);
  const auto all = glyphs(text);
  const int right = (columns - 1) * 2 / 3;
  int width = 0;
  std::size_t from = all.size();
  while (from > 0 && width + all[from - 1].width <= right) width += all[--from].width;
  while (from < all.size() && all[from].width == 0) ++from;  // no mark without its letter
  std::string end;
  for (std::size_t i = from; i < all.size(); ++i) end += all[i].text;
  // `cut` puts the ellipsis.
  return cut(text, columns - width) + end;
}

Shown shown(std::string_view text) {
  // A letter may bear a few marks; a heap of them would spill over the rows above.
  constexpr int most_marks = 3;
  Shown made;
  int marks = most_marks;  // none may come before a first letter
  for (const Glyph& glyph : glyphs(printable(text))) {
    marks = glyph.width > 0 ? 0 : marks + 1;
    if (marks > most_marks) continue;
    made.text_ += glyph.text;
    made.width_ += glyph.width;
  }
  return made;
}

}  // namespace trousse::tui
