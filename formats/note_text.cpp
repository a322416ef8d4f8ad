// SPDX-License-Identifier: Apache-2.0
#include "formats/note_text.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/text.hpp"

namespace trousse::formats {
namespace {

unsigned char at(std::span<const std::byte> bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

enum class Encoding { binary, utf16le, utf16be, utf8, latin1 };

bool is_valid_utf8(std::span<const std::byte> bytes) {
  std::size_t expected = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned char byte = at(bytes, i);
    if (expected > 0) {
      if ((byte & 0xC0) != 0x80) return false;
      --expected;
    } else if (byte >= 0xF0 && byte < 0xF8) {
      expected = 3;
    } else if (byte >= 0xE0 && byte < 0xF0) {
      expected = 2;
    } else if (byte >= 0xC2 && byte < 0xE0) {
      expected = 1;
    } else if (byte >= 0x80) {
      return false;
    }
  }
  return true;  // a sequence cut by the end of the sample is not a fault
}

Encoding encoding_of(std::span<const std::byte> bytes) {
  if (bytes.size() >= 2 && at(bytes, 0) == 0xFF && at(bytes, 1) == 0xFE) return Encoding::utf16le;
  if (bytes.size() >= 2 && at(bytes, 0) == 0xFE && at(bytes, 1) == 0xFF) return Encoding::utf16be;
  std::size_t zeros[2] = {0, 0};
  std::size_t controls = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned char byte = at(bytes, i);
    if (byte == 0) {
      ++zeros[i % 2];
    } else if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' &&
               byte != 0x1B) {
      ++controls;
    }
  }
  if (controls * 50 > bytes.size()) return Encoding::binary;
  const std::size_t units = bytes.size() / 2;
  if (zeros[1] * 3 > units * 2 && zeros[0] * 20 <= units) return Encoding::utf16le;
  if (zeros[0] * 3 > units * 2 && zeros[1] * 20 <= units) return Encoding::utf16be;
  if ((zeros[0] + zeros[1]) * 50 > bytes.size()) return Encoding::binary;
  return is_valid_utf8(bytes) ? Encoding::utf8 : Encoding::latin1;
}

/// One code point as lower-case ASCII.
char plain_letter(std::uint32_t point) {
  if (point < 0x80) {
    const char letter = static_cast<char>(point);
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  if (point == 0x2019 || point == 0x2018) return '\'';
  if (point == 0xA0 || point == 0x202F || point == 0xFEFF) return ' ';
  if (point >= 0xE0 && point <= 0xFE && point != 0xF7) point -= 0x20;  // Latin-1 capitals
  if (point >= 0xC0 && point <= 0xC5) return 'a';
  if (point == 0xC7) return 'c';
  if (point >= 0xC8 && point <= 0xCB) return 'e';
  if (point >= 0xCC && point <= 0xCF) return 'i';
  if (point >= 0xD2 && point <= 0xD6) return 'o';
  if (point >= 0xD9 && point <= 0xDC) return 'u';
  if (point == 0x152 || point == 0x153) return 'o';
  return '?';
}

std::string from_utf16(std::span<const std::byte> bytes, bool little) {
  std::string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = static_cast<std::uint32_t>(at(bytes, little ? i : i + 1));
    const auto high = static_cast<std::uint32_t>(at(bytes, little ? i + 1 : i));
    out += plain_letter(low | high << 8);
  }
  return out;
}

std::string from_utf8(std::span<const std::byte> bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const unsigned char lead = at(bytes, i++);
    std::uint32_t point = lead;
    if (lead >= 0xC2) {
      const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
      point = lead & (0x3FU >> more);
      for (int k = 0; k < more && i < bytes.size(); ++k)
        point = point << 6 | (at(bytes, i++) & 0x3F);
    }
    out += plain_letter(point);
  }
  return out;
}

std::string from_latin1(std::span<const std::byte> bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) out += plain_letter(at(bytes, i));
  return out;
}

/// Tags, scripts and styles become a space. Only what looks like a tag is taken off: "a < b" stays.
std::string without_tags(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool tag = text[i] == '<' && i + 1 < text.size() &&
                     (text[i + 1] == '/' || text[i + 1] == '!' || text[i + 1] == '?' ||
                      (text[i + 1] >= 'a' && text[i + 1] <= 'z'));
    if (!tag) {
      out += text[i];
      continue;
    }
    std::string_view end = ">";
    if (text.substr(i).starts_with("<style")) end = "</style>";
    const auto close = text.find(end, i);
    out += ' ';
    if (close == std::string_view::npos) break;
    i = close + end.size() - 1;
  }
  return out;
}

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return -1;
}

/// RTF 1.9: control words `\word-12 `, `\'xx` bytes of the document's code page, braces.
std::string without_rtf(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' || text[i] == '}') continue;
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    ++i;
    if (text[i] == '\'' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
        hex_digit(text[i + 2]) >= 0) {
      const int value = hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]);
      out += plain_letter(static_cast<std::uint32_t>(value));
      i += 2;
    } else if (text[i] >= 'a' && text[i] <= 'z') {
      const auto rest = text.substr(i);
      auto length = std::min(rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), rest.size());
      length = std::min(rest.find_first_not_of("-0123456789", length), rest.size());
      if (rest.substr(0, length) == "par" || rest.substr(0, length) == "line") out += ' ';
      if (length >= rest.size() || rest[length] != ' ') --length;
      i += length;
    }
  }
  return out;
}

std::string with_single_spaces(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char letter : text) {
    const bool space = static_cast<unsigned char>(letter) <= ' ';
    if (!space) {
      out += letter;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

}  // namespace

std::string note_text(std::span<const std::byte> bytes) {
  std::string text;
  switch (encoding_of(bytes)) {
    case Encoding::binary: return "";
    case Encoding::utf16le: text = from_utf16(bytes, true); break;
    case Encoding::utf16be: text = from_utf16(bytes, false); break;
    case Encoding::utf8: text = from_utf8(bytes); break;
    case Encoding::latin1: text = from_latin1(bytes); break;
  }
  if (text.starts_with("{\\rtf")) text = without_rtf(text);
  const std::string_view head = std::string_view(text).substr(0, 2048);
  if (head.find("<html") != std::string_view::npos ||
      head.find("<body") != std::string_view::npos ||
      head.find("<!doctype") != std::string_view::npos ||
      head.find("<head") != std::string_view::npos ||
      head.find("<hta:") != std::string_view::npos) {
    text = without_tags(text);
  }
  return with_single_spaces(text);
}

}  // namespace trousse::formats
