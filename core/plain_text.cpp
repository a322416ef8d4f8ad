// SPDX-License-Identifier: Apache-2.0
#include "core/plain_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/text.hpp"

namespace trousse {
namespace {

// Windows-1252, 0x80 to 0x9F; the five that it leaves open become U+FFFD.
constexpr std::array<std::uint16_t, 32> windows_1252{
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

unsigned char at(std::span<const std::byte> bytes, std::size_t index) {
  return std::to_integer<unsigned char>(bytes[index]);
}

bool starts_with(std::span<const std::byte> bytes, std::string_view mark) {
  return bytes.size() >= mark.size() &&
         std::ranges::equal(bytes.first(mark.size()), std::as_bytes(std::span(mark)));
}

std::string from_utf16be(std::span<const std::byte> bytes) {
  std::vector<std::byte> swapped(bytes.begin(), bytes.end());
  for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
  return utf8_from_utf16le(swapped);
}

std::string from_windows_1252(std::span<const std::byte> bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::uint32_t point = at(bytes, i);
    if (point >= 0x80 && point < 0xA0) point = windows_1252[point - 0x80];
    if (point < 0x80) {
      out += static_cast<char>(point);
    } else if (point < 0x800) {
      out += static_cast<char>(0xC0 | point >> 6);
      out += static_cast<char>(0x80 | (point & 0x3F));
    } else {
      out += static_cast<char>(0xE0 | point >> 12);
      out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (point & 0x3F));
    }
  }
  return out;
}

// Latin text in UTF-16 without its mark: nearly every second byte is zero, and no other is.
bool looks_like_utf16(std::span<const std::byte> bytes, std::size_t zero_at) {
  if (bytes.size() < 4 || bytes.size() % 2 != 0) return false;
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (at(bytes, i) == 0) ++zeros[i % 2];
  }
  return zeros[1 - zero_at] == 0 && zeros[zero_at] * 4 >= bytes.size() / 2 * 3;
}

std::string decoded(std::span<const std::byte> bytes) {
  if (starts_with(bytes, "\xEF\xBB\xBF")) bytes = bytes.subspan(3);
  if (starts_with(bytes, "\xFF\xFE")) return utf8_from_utf16le(bytes.subspan(2));
  if (starts_with(bytes, "\xFE\xFF")) return from_utf16be(bytes.subspan(2));
  if (looks_like_utf16(bytes, 1)) return utf8_from_utf16le(bytes);
  if (looks_like_utf16(bytes, 0)) return from_utf16be(bytes);
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return valid_utf8(text) == text ? text : from_windows_1252(bytes);
}

std::string with_line_feeds(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      out += '\n';
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_control(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return (byte < 0x20 && letter != '\t' && letter != '\n' && letter != '\f') || byte == 0x7F;
}

}  // namespace

std::optional<std::string> plain_text(std::span<const std::byte> bytes) {
  std::string text = with_line_feeds(decoded(bytes));
  if (std::ranges::any_of(text, is_control)) return std::nullopt;
  return text;
}

}  // namespace trousse
