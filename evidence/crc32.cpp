// SPDX-License-Identifier: Apache-2.0
#include "evidence/crc32.hpp"

#include <array>

namespace trousse::evidence {
namespace {

using Table = std::array<std::array<std::uint32_t, 256>, 8>;

// tables[k][b]: the CRC of byte b followed by k zero bytes, so that 8 bytes go in one step.
constexpr Table make_tables() {
  Table tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1U) != 0 ? 0xedb88320U : 0);
    tables[0][byte] = value;
  }
  for (std::size_t k = 1; k < tables.size(); ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8) ^ tables[0][before & 0xffU];
    }
  }
  return tables;
}

constexpr Table tables = make_tables();

}  // namespace

void Crc32::add(std::span<const std::byte> bytes) {
  std::uint32_t state = state_;
  while (bytes.size() >= 8) {
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      const auto fold = i < 4 ? (state >> (8 * i)) & 0xffU : 0U;
      next ^= tables[7 - i][std::to_integer<std::uint32_t>(bytes[i]) ^ fold];
    }
    state = next;
    bytes = bytes.subspan(8);
  }
  for (const std::byte byte : bytes) {
    state = (state >> 8) ^ tables[0][(state ^ std::to_integer<std::uint32_t>(byte)) & 0xffU];
  }
  state_ = state;
}

}  // namespace trousse::evidence
