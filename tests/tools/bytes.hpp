// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace trousse::tools {

/// Builds little-endian structures in memory.
class Bytes {
 public:
  Bytes& u8(std::uint64_t value) { return number(value, 1); }
  Bytes& u16(std::uint64_t value) { return number(value, 2); }
  Bytes& u32(std::uint64_t value) { return number(value, 4); }
  Bytes& u64(std::uint64_t value) { return number(value, 8); }
  Bytes& text(std::string_view bytes);
  Bytes& utf16(std::string_view utf8);
  /// UTF-16LE in a field of `bytes` bytes, cut or filled with zeros.
  Bytes& utf16_field(std::string_view utf8, std::size_t bytes);
  Bytes& time(const Utc& when);  ///< a FILETIME
  /// "{9B1D…}" in the mixed-endian form of [MS-DTYP] 2.3.4.2.
  Bytes& guid(std::string_view text);
  Bytes& zeros(std::size_t count);
  Bytes& align(std::size_t to);  ///< zeros up to a multiple
  Bytes& fill_to(std::size_t size);

  void put_u16(std::size_t at, std::uint64_t value) { put(at, value, 2); }
  void put_u32(std::size_t at, std::uint64_t value) { put(at, value, 4); }
  void put_u64(std::size_t at, std::uint64_t value) { put(at, value, 8); }
  std::uint32_t get_u32(std::size_t at) const;

  std::size_t size() const { return out_.size(); }
  const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  Bytes& number(std::uint64_t value, std::size_t width);
  void put(std::size_t at, std::uint64_t value, std::size_t width);
  std::string out_;
};

/// FILETIME of a moment ([MS-DTYP] 2.3.3).
std::uint64_t filetime(const Utc& when);

/// The moment that "2026-11-19T02:10:00Z" names; stops the program on anything else, since every
/// such text is written in this source.
Utc at(std::string_view iso);
Utc later(const Utc& when, std::int64_t seconds, std::uint32_t nanoseconds = 0);

/// UTF-16LE bytes of UTF-8 text, without a NUL.
std::string utf16(std::string_view utf8);

/// CRC-32 of IEEE 802.3, as GPT, ZIP and EVTX use it.
std::uint32_t crc32(std::string_view bytes, std::uint32_t before = 0);

/// The same random bytes for the same seed, on every machine (xorshift64*).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15U + 0x1234567) {}
  std::uint64_t next();
  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : next() % limit; }
  std::string bytes(std::size_t count);

 private:
  std::uint64_t state_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace trousse::tools
