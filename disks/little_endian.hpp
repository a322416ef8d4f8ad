// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

/// Numbers at an offset of a buffer. Past its end they read as 0, so that a parser checks the
/// length of its structure once and cannot read outside by mistake.
namespace trousse::disks {

template <class T>
T little(std::span<const std::byte> bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < sizeof(T)) return 0;
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>(value | static_cast<T>(std::to_integer<T>(bytes[at + i]) << (8 * i)));
  }
  return value;
}

inline std::uint8_t u8(std::span<const std::byte> b, std::size_t at) {
  return little<std::uint8_t>(b, at);
}
inline std::uint16_t le16(std::span<const std::byte> b, std::size_t at) {
  return little<std::uint16_t>(b, at);
}
inline std::uint32_t le32(std::span<const std::byte> b, std::size_t at) {
  return little<std::uint32_t>(b, at);
}
inline std::uint64_t le64(std::span<const std::byte> b, std::size_t at) {
  return little<std::uint64_t>(b, at);
}
inline std::uint16_t be16(std::span<const std::byte> b, std::size_t at) {
  return static_cast<std::uint16_t>(u8(b, at) << 8 | u8(b, at + 1));
}
inline std::uint32_t be32(std::span<const std::byte> b, std::size_t at) {
  return static_cast<std::uint32_t>(be16(b, at)) << 16 | be16(b, at + 2);
}
inline std::uint64_t be64(std::span<const std::byte> b, std::size_t at) {
  return static_cast<std::uint64_t>(be32(b, at)) << 32 | be32(b, at + 4);
}

/// True when `mark` stands at `at`.
inline bool has_mark(std::span<const std::byte> b, std::size_t at, std::string_view mark) {
  return at <= b.size() && b.size() - at >= mark.size() &&
         std::memcmp(b.data() + at, mark.data(), mark.size()) == 0;
}

/// The piece at `at`, cut at the end of `b`.
inline std::span<const std::byte> piece(std::span<const std::byte> b, std::size_t at,
                                        std::size_t length) {
  if (at >= b.size()) return {};
  return b.subspan(at, length < b.size() - at ? length : b.size() - at);
}

}  // namespace trousse::disks
