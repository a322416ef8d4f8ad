// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"

#include <fmt/format.h>

#include "core/evidence_path.hpp"

namespace trousse {
namespace {

constexpr char32_t replacement = 0xFFFD;

void append_utf8(std::string& out, char32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

struct Decoded {
  char32_t code = replacement;
  std::size_t length = 1;
  bool valid = false;
};

// One code point of `text` at `at`; shortest form only, no surrogates (RFC 3629 §3).
Decoded decode_utf8(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return {};
  char32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80) return {};
    code = (code << 6) | (byte(at + i) & 0x3FU);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length, true};
}

char32_t fold(char32_t code) {
  if (code < 0x80) return code >= 'A' && code <= 'Z' ? code + 32 : code;
  const bool latin1 = code >= 0xC0 && code <= 0xDE && code != 0xD7;
  const bool greek = code >= 0x391 && code <= 0x3A9 && code != 0x3A2;
  const bool cyrillic = code >= 0x410 && code <= 0x42F;
  if (latin1 || greek || cyrillic) return code + 32;
  if (code >= 0x400 && code <= 0x40F) return code + 80;
  // Latin Extended-A: pairs, upper case first, on even or on odd numbers by stretch.
  const bool even_pairs = (code >= 0x100 && code <= 0x137 && code != 0x130 && code != 0x131) ||
                          (code >= 0x14A && code <= 0x177) || (code >= 0x460 && code <= 0x481);
  const bool odd_pairs = (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E);
  if (even_pairs) return code | 1U;
  if (odd_pairs) return code + (code & 1U);
  if (code == 0x178) return 0xFF;
  return code;
}

// Invisible or direction-changing characters that can make a name read as another one.
bool is_deceptive(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0xAD || code == 0x61C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
         (code >= 0xFFF9 && code <= 0xFFFF && code != replacement) ||
         (code >= 0xE0000 && code <= 0xE0FFF) ||
         // Default ignorable: joiners, fillers, variation selectors (Unicode,
         // DerivedCoreProperties).
         code == 0x34F || code == 0x115F || code == 0x1160 || code == 0x17B4 || code == 0x17B5 ||
         (code >= 0x180B && code <= 0x180F) || code == 0x3164 || code == 0xFFA0 ||
         (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0x1BCA0 && code <= 0x1BCA3) ||
         (code >= 0x1D173 && code <= 0x1D17A);
}

}  // namespace

std::string utf8_from_utf16le(std::span<const std::byte> bytes) {
  std::string out;
  out.reserve(bytes.size() / 2);
  const auto unit = [&](std::size_t i) {
    return static_cast<char32_t>(std::to_integer<unsigned>(bytes[i]) |
                                 (std::to_integer<unsigned>(bytes[i + 1]) << 8));
  };
  std::size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    char32_t code = unit(at);
    if (code >= 0xD800 && code <= 0xDFFF) {
      const bool has_next = code <= 0xDBFF && at + 3 < bytes.size();
      const char32_t next = has_next ? unit(at + 2) : 0;
      if (next >= 0xDC00 && next <= 0xDFFF) {
        code = 0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00);
        at += 2;
      } else {
        code = replacement;
      }
    }
    append_utf8(out, code);
  }
  if (at < bytes.size()) append_utf8(out, replacement);
  return out;
}

std::u16string utf16_from_utf8(std::string_view text) {
  std::u16string out;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode_utf8(text, at);
    at += next.length;
    if (next.code < 0x10000) {
      out += static_cast<char16_t>(next.code);
    } else {
      out += static_cast<char16_t>(0xD800 + ((next.code - 0x10000) >> 10));
      out += static_cast<char16_t>(0xDC00 + ((next.code - 0x10000) & 0x3FF));
    }
  }
  return out;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode_utf8(text, at);
    append_utf8(out, next.code);
    at += next.length;
  }
  return out;
}

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode_utf8(text, at);
    append_utf8(out, fold(next.code));
    at += next.length;
  }
  return out;
}

bool same_name(std::string_view a, std::string_view b) { return a == b || folded(a) == folded(b); }

std::string to_hex(std::span<const std::byte> bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  constexpr std::string_view digits = "0123456789abcdef";
  for (const std::byte byte : bytes) {
    out += digits[std::to_integer<unsigned>(byte) >> 4];
    out += digits[std::to_integer<unsigned>(byte) & 15U];
  }
  return out;
}

std::string printable(std::string_view text, std::size_t max_bytes) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded next = decode_utf8(text, at);
    std::string piece;
    if (!next.valid) {
      piece = fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
    } else if (is_deceptive(next.code)) {
      piece = next.code < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(next.code))
                                : fmt::format("\\u{:04x}", static_cast<unsigned>(next.code));
    } else {
      append_utf8(piece, next.code);
    }
    if (out.size() + piece.size() > max_bytes) {
      out += "\xE2\x80\xA6";
      break;
    }
    out += piece;
    at += next.length;
  }
  return out;
}

std::string EvidencePath::extension() const {
  const std::string_view last = name();
  const auto dot = last.find_last_of('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == last.size()) return {};
  return folded(last.substr(dot + 1));
}

}  // namespace trousse
