// SPDX-License-Identifier: Apache-2.0
#include "disks/ata.hpp"

#include <numeric>

namespace trousse::disks {
namespace {

constexpr std::size_t answer_size = 512;

std::uint64_t word(std::span<const std::byte> answer, std::size_t number) {
  return std::to_integer<std::uint64_t>(answer[2 * number]) |
         std::to_integer<std::uint64_t>(answer[2 * number + 1]) << 8;
}

bool bit(std::uint64_t value, unsigned number) { return (value >> number & 1) != 0; }

// Words 82 to 84 and 106 say that they are valid by bit 14 set and bit 15 clear.
bool is_valid(std::uint64_t value) { return bit(value, 14) && !bit(value, 15); }

}  // namespace

std::array<std::uint8_t, 16> ata_command(AtaQuestion question) {
  constexpr std::uint8_t pass_through = 0x85;
  constexpr std::uint8_t no_data = 3 << 1;
  constexpr std::uint8_t data_in = 4 << 1;
  constexpr std::uint8_t extended = 1;
  constexpr std::uint8_t one_block_in = 0x0e;    // T_DIR, BYT_BLOK, T_LENGTH in the sector count
  constexpr std::uint8_t give_registers = 0x20;  // CK_COND
  constexpr std::uint8_t lba = 0x40;
  std::array<std::uint8_t, 16> command{};
  command[0] = pass_through;
  switch (question) {
    case AtaQuestion::identify:
      command[1] = data_in;
      command[2] = one_block_in;
      command[6] = 1;
      command[14] = 0xec;
      break;
    case AtaQuestion::native_max:
      command[1] = no_data;
      command[2] = give_registers;
      command[13] = lba;
      command[14] = 0xf8;
      break;
    case AtaQuestion::native_max_ext:
      command[1] = no_data | extended;
      command[2] = give_registers;
      command[13] = lba;
      command[14] = 0x27;
      break;
    case AtaQuestion::configuration_identify:
      command[1] = data_in;
      command[2] = one_block_in;
      command[4] = 0xc2;
      command[6] = 1;
      command[14] = 0xb1;
      break;
  }
  return command;
}

std::size_t ata_answer_size(AtaQuestion question) {
  const bool has_data =
      question == AtaQuestion::identify || question == AtaQuestion::configuration_identify;
  return has_data ? answer_size : 0;
}

std::optional<AtaIdentity> ata_identity(std::span<const std::byte> answer) {
  if (answer.size() != answer_size) return std::nullopt;
  // Bit 15 of word 0 set: not an ATA device, but a packet one.
  if (bit(word(answer, 0), 15)) return std::nullopt;
  AtaIdentity identity;
  const std::uint64_t features = word(answer, 83);
  if (is_valid(features)) {
    identity.has_protected_area = bit(word(answer, 82), 10);
    identity.has_48_bits = bit(features, 10);
    identity.has_configuration = bit(features, 11);
  }
  identity.sectors = word(answer, 60) | word(answer, 61) << 16;
  if (identity.has_48_bits) {
    identity.sectors = word(answer, 100) | word(answer, 101) << 16 | word(answer, 102) << 32 |
                       word(answer, 103) << 48;
  }
  if (identity.sectors == 0) return std::nullopt;
  identity.logical_sector = 512;
  const std::uint64_t sizes = word(answer, 106);
  if (is_valid(sizes)) {
    const std::uint64_t words = word(answer, 117) | word(answer, 118) << 16;
    if (bit(sizes, 12) && words >= 256 && words <= 32'768) {
      identity.logical_sector = static_cast<std::uint32_t>(2 * words);
    }
    const unsigned power = bit(sizes, 13) ? sizes & 0xf : 0;
    if (power <= 8) identity.physical_sector = identity.logical_sector << power;
  }
  return identity;
}

std::optional<std::uint64_t> ata_native_sectors(std::span<const std::byte> sense,
                                                AtaQuestion question) {
  constexpr std::size_t header = 8;
  constexpr std::size_t descriptor = 14;
  const auto at = [&](std::size_t i) { return std::to_integer<std::uint64_t>(sense[i]); };
  // Descriptor format, then "ATA Status Return" [SAT-3 table 186].
  if (sense.size() < header + descriptor || (at(0) & 0x7f) != 0x72) return std::nullopt;
  const auto d = [&](std::size_t i) { return at(header + i); };
  if (d(0) != 0x09 || d(1) != 0x0c) return std::nullopt;
  constexpr std::uint64_t error = 0x01;
  constexpr std::uint64_t fault = 0x20;
  if ((d(13) & (error | fault)) != 0) return std::nullopt;
  std::uint64_t last = d(7) | d(9) << 8 | d(11) << 16;
  if (question == AtaQuestion::native_max_ext) {
    last |= d(6) << 24 | d(8) << 32 | d(10) << 40;
  } else {
    last |= (d(12) & 0xf) << 24;
  }
  // A bridge that drops the registers gives zeros.
  return last == 0 ? std::nullopt : std::optional(last + 1);
}

std::optional<std::uint64_t> ata_factory_sectors(std::span<const std::byte> answer) {
  if (answer.size() != answer_size || std::to_integer<unsigned>(answer[510]) != 0xa5) {
    return std::nullopt;
  }
  const unsigned sum = std::accumulate(
      answer.begin(), answer.end(), 0U,
      [](unsigned total, std::byte value) { return total + std::to_integer<unsigned>(value); });
  if (sum % 256 != 0) return std::nullopt;
  const std::uint64_t last =
      word(answer, 3) | word(answer, 4) << 16 | word(answer, 5) << 32 | word(answer, 6) << 48;
  return last == 0 || last >> 48 != 0 ? std::nullopt : std::optional(last + 1);
}

}  // namespace trousse::disks
