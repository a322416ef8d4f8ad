// SPDX-License-Identifier: Apache-2.0
#include "formats/log_values.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "core/text.hpp"
#include "core/time.hpp"

namespace trousse::formats {
namespace {

using ValueBytes = std::span<const std::byte>;

constexpr std::uint8_t array_of = 0x80;

enum Type : std::uint8_t {
  type_text = 0x01,
  type_ansi = 0x02,
  type_i8 = 0x03,
  type_u8 = 0x04,
  type_i16 = 0x05,
  type_u16 = 0x06,
  type_i32 = 0x07,
  type_u32 = 0x08,
  type_i64 = 0x09,
  type_u64 = 0x0A,
  type_f32 = 0x0B,
  type_f64 = 0x0C,
  type_bool = 0x0D,
  type_binary = 0x0E,
  type_guid = 0x0F,
  type_size = 0x10,
  type_file_time = 0x11,
  type_system_time = 0x12,
  type_sid = 0x13,
  type_hex32 = 0x14,
  type_hex64 = 0x15,
};

std::uint64_t little(ValueBytes from, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = value << 8 | static_cast<std::uint8_t>(from[at + i]);
  return value;
}

/// How long one value is; 0 for those whose length no type tells.
std::size_t width_of(std::uint8_t type) {
  switch (type) {
    case type_i8:
    case type_u8: return 1;
    case type_i16:
    case type_u16: return 2;
    case type_i32:
    case type_u32:
    case type_f32:
    case type_bool:
    case type_hex32: return 4;
    case type_i64:
    case type_u64:
    case type_f64:
    case type_file_time:
    case type_hex64: return 8;
    case type_guid:
    case type_system_time: return 16;
    default: return 0;
  }
}

std::string guid_text(ValueBytes bytes) {
  std::string text = fmt::format("{{{:08X}-{:04X}-{:04X}-", little(bytes, 0, 4),
                                 little(bytes, 4, 2), little(bytes, 6, 2));
  for (std::size_t i = 8; i < 16; ++i) {
    text += fmt::format("{:02X}{}", little(bytes, i, 1), i == 9 ? "-" : "");
  }
  return text + "}";
}

/// [MS-DTYP] 2.4.2.2.
std::string sid_text(ValueBytes bytes) {
  if (bytes.size() < 8) return "";
  const std::size_t parts = little(bytes, 1, 1);
  if (bytes.size() < 8 + 4 * parts) return "";
  std::uint64_t authority = 0;
  for (std::size_t i = 2; i < 8; ++i) authority = authority << 8 | little(bytes, i, 1);
  std::string text = fmt::format("S-{}-{}", little(bytes, 0, 1), authority);
  for (std::size_t i = 0; i < parts; ++i) text += fmt::format("-{}", little(bytes, 8 + 4 * i, 4));
  return text;
}

/// SYSTEMTIME: year, month, day of the week, day, hour, minute, second, millisecond.
std::string system_time_text(ValueBytes bytes) {
  const auto field = [&](std::size_t i) { return little(bytes, 2 * i, 2); };
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", field(0), field(1), field(3),
                     field(4), field(5), field(6), field(7));
}

std::string latin1_text(ValueBytes bytes) {
  std::string text;
  for (const std::byte one : bytes) {
    const auto code = static_cast<unsigned char>(one);
    if (code >= 0x80) text += static_cast<char>(0xC0 | code >> 6);
    text += static_cast<char>(code < 0x80 ? code : 0x80 | (code & 0x3F));
  }
  return text;
}

template <class Signed>
std::string signed_text(ValueBytes bytes) {
  return fmt::format(
      "{}", static_cast<std::int64_t>(static_cast<Signed>(little(bytes, 0, sizeof(Signed)))));
}

std::string size_text(ValueBytes bytes) {
  if (bytes.size() != 4 && bytes.size() != 8) return "";
  return fmt::format("{:#x}", little(bytes, 0, bytes.size()));
}

std::string hex_bytes(ValueBytes bytes) {
  std::string text = to_hex(bytes);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string scalar_text(std::uint8_t type, ValueBytes bytes) {
  if (bytes.size() < width_of(type)) return "";
  switch (type) {
    case type_text: {
      std::string text = utf8_from_utf16le(bytes);
      // Many providers count the closing NUL in.
      while (!text.empty() && text.back() == '\0') text.pop_back();
      return text;
    }
    case type_ansi: {
      std::string text = latin1_text(bytes);
      while (!text.empty() && text.back() == '\0') text.pop_back();
      return text;
    }
    case type_i8: return signed_text<std::int8_t>(bytes);
    case type_i16: return signed_text<std::int16_t>(bytes);
    case type_i32: return signed_text<std::int32_t>(bytes);
    case type_i64: return signed_text<std::int64_t>(bytes);
    case type_u8:
    case type_u16:
    case type_u32:
    case type_u64: return fmt::format("{}", little(bytes, 0, width_of(type)));
    case type_f32:
      return fmt::format("{}",
                         std::bit_cast<float>(static_cast<std::uint32_t>(little(bytes, 0, 4))));
    case type_f64: return fmt::format("{}", std::bit_cast<double>(little(bytes, 0, 8)));
    case type_bool: return little(bytes, 0, 4) == 0 ? "false" : "true";
    case type_guid: return guid_text(bytes);
    case type_size: return size_text(bytes);
    case type_file_time: {
      const auto when = from_filetime(little(bytes, 0, 8));
      return when ? to_iso8601(*when) : "1601-01-01T00:00:00.0000000Z";
    }
    case type_system_time: return system_time_text(bytes);
    case type_sid: return sid_text(bytes);
    case type_hex32: return fmt::format("{:#x}", little(bytes, 0, 4));
    case type_hex64: return fmt::format("{:#x}", little(bytes, 0, 8));
    case value_null: return "";
    default: return hex_bytes(bytes);
  }
}

/// Strings of an array are closed by a NUL each, all other elements have the width of their type.
std::size_t element_size(std::uint8_t type, ValueBytes bytes) {
  const std::size_t unit = type == type_text ? 2 : 1;
  if (type == type_text || type == type_ansi) {
    for (std::size_t at = 0; at + unit <= bytes.size(); at += unit) {
      if (little(bytes, at, unit) == 0) return at + unit;
    }
    return bytes.size();
  }
  if (type == type_sid && bytes.size() >= 8) {
    return std::min<std::size_t>(bytes.size(), 8 + 4 * little(bytes, 1, 1));
  }
  const std::size_t width = width_of(type);
  return width == 0 ? bytes.size() : std::min(width, bytes.size());
}

}  // namespace

std::string next_value_text(std::uint8_t type, std::span<const std::byte>& bytes) {
  const bool is_array = (type & array_of) != 0;
  const auto element = static_cast<std::uint8_t>(type & ~array_of);
  const std::size_t size = is_array ? element_size(element, bytes) : bytes.size();
  const ValueBytes one = bytes.first(size);
  bytes = bytes.subspan(size);
  return scalar_text(element, one);
}

}  // namespace trousse::formats
