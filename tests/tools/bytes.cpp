// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/bytes.hpp"

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <span>

#include <openssl/evp.h>

#include "core/text.hpp"

namespace trousse::tools {

Bytes& Bytes::number(std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) out_ += static_cast<char>((value >> (8 * i)) & 0xFF);
  return *this;
}

void Bytes::put(std::size_t at, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) {
    out_.at(at + i) = static_cast<char>((value >> (8 * i)) & 0xFF);
  }
}

std::uint32_t Bytes::get_u32(std::size_t at) const {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(out_.at(at + i));
  return value;
}

Bytes& Bytes::text(std::string_view bytes) {
  out_ += bytes;
  return *this;
}

Bytes& Bytes::utf16(std::string_view utf8) { return text(tools::utf16(utf8)); }

Bytes& Bytes::utf16_field(std::string_view utf8, std::size_t bytes) {
  std::string field = tools::utf16(utf8);
  field.resize(bytes, '\0');
  return text(field);
}

Bytes& Bytes::time(const Utc& when) { return u64(filetime(when)); }

Bytes& Bytes::guid(std::string_view guid_text) {
  std::string hex;
  for (const char c : guid_text) {
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0) hex += c;
  }
  if (hex.size() != 32) std::abort();
  const auto part = [&](std::size_t from, std::size_t digits) {
    return std::stoull(hex.substr(from, digits), nullptr, 16);
  };
  u32(part(0, 8)).u16(part(8, 4)).u16(part(12, 4));
  for (std::size_t i = 16; i < 32; i += 2) u8(part(i, 2));
  return *this;
}

Bytes& Bytes::zeros(std::size_t count) {
  out_.append(count, '\0');
  return *this;
}

Bytes& Bytes::align(std::size_t to) { return zeros((to - out_.size() % to) % to); }

Bytes& Bytes::fill_to(std::size_t size) {
  if (out_.size() > size) std::abort();
  out_.resize(size, '\0');
  return *this;
}

std::uint64_t filetime(const Utc& when) {
  constexpr std::int64_t seconds_1601_to_1970 = 11'644'473'600;
  return static_cast<std::uint64_t>(when.seconds + seconds_1601_to_1970) * 10'000'000U +
         when.nanoseconds / 100;
}

Utc at(std::string_view iso) {
  std::string full(iso);
  if (full.size() == 20) full.insert(19, ".0000000");
  const auto time = from_iso8601(full);
  if (!time) {
    std::cerr << "not a time: " << iso << "\n";
    std::abort();
  }
  return *time;
}

Utc later(const Utc& when, std::int64_t seconds, std::uint32_t nanoseconds) {
  const std::uint64_t total = std::uint64_t{when.nanoseconds} + nanoseconds;
  return {when.seconds + seconds + static_cast<std::int64_t>(total / 1'000'000'000),
          static_cast<std::uint32_t>(total % 1'000'000'000)};
}

std::string utf16(std::string_view utf8) {
  std::string out;
  for (const char16_t unit : utf16_from_utf8(utf8)) {
    out += static_cast<char>(unit & 0xFF);
    out += static_cast<char>(unit >> 8);
  }
  return out;
}

std::uint32_t crc32(std::string_view bytes, std::uint32_t before) {
  std::uint32_t crc = ~before;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

std::uint64_t Random::next() {
  state_ ^= state_ >> 12;
  state_ ^= state_ << 25;
  state_ ^= state_ >> 27;
  return state_ * 0x2545F4914F6CDD1DU;
}

std::string Random::bytes(std::size_t count) {
  std::string out(count, '\0');
  for (std::size_t i = 0; i < count; i += 8) {
    const std::uint64_t value = next();
    std::memcpy(out.data() + i, &value, std::min<std::size_t>(8, count - i));
  }
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  std::array<std::byte, 32> digest{};
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &length,
             EVP_sha256(), nullptr);
  return to_hex(digest);
}

}  // namespace trousse::tools
