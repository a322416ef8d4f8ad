// SPDX-License-Identifier: Apache-2.0
#include "disks/ata.hpp"

#include <algorithm>
#include <numeric>

namespace trousse::disks {
namespace {

constexpr std::size_t answer_size = 512;

std::uint64_t word(std::span<const std::byte> answer, std::size_t number) {
  return std::to_integer<std::uint64_t>(answer[2 * number]) |
         std::to_integer<std::uint64_t>(answer[2 * number + 1]) << 8;
}

bool bit(std::uint64_t value, unsigned number) { return (value >> number & 1) != 0; }

std::uint64_t four_words(std::span<const std::byte> answer, std::size_t first) {
  return word(answer, first) | word(answer, first + 1) << 16 | word(answer, first + 2) << 32 |
         word(answer, first + 3) << 48;
}

// Words 83, 106 and 119 say that they are valid by bit 14 set and bit 15 clear.
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
    case AtaQuestion::accessible_max:
      // The feature, zero here, makes it a question: 1 would set a maximum, 2 freeze it.
      command[1] = no_data | extended;
      command[2] = give_registers;
      command[14] = 0x78;
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
  // Bit 15 of word 86: words 119 and 120 are there.
  const std::uint64_t more_features = word(answer, 119);
  if (bit(word(answer, 86), 15) && is_valid(more_features)) {
    identity.has_accessible_max = bit(more_features, 8);
  }
  identity.sectors = word(answer, 60) | word(answer, 61) << 16;
  if (identity.has_48_bits) identity.sectors = four_words(answer, 100);
  // Bit 3 of word 69: what is larger than words 100 to 103 may say stands in words 230 to 233.
  if (bit(word(answer, 69), 3)) {
    identity.sectors = std::max(identity.sectors, four_words(answer, 230));
  }
  if (identity.sectors == 0 || identity.sectors >> 48 != 0) return std::nullopt;
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

namespace {

constexpr std::size_t registers_size = 14;

// The descriptor "ATA Status Return" of sense data in descriptor form [SAT-3 table 186]; empty when
// it is not there whole.
std::span<const std::byte> registers_in(std::span<const std::byte> sense) {
  constexpr std::size_t header = 8;
  const auto at = [&](std::size_t i) { return std::to_integer<std::size_t>(sense[i]); };
  if (sense.size() < header || (at(0) & 0x7f) != 0x72) return {};
  const std::size_t end = std::min(sense.size(), header + at(7));
  for (std::size_t start = header; start + 2 <= end; start += 2 + at(start + 1)) {
    if (at(start) != 0x09 || at(start + 1) != registers_size - 2) continue;
    return start + registers_size <= end ? sense.subspan(start, registers_size)
                                         : std::span<const std::byte>();
  }
  return {};
}

}  // namespace

std::optional<std::uint64_t> ata_native_sectors(std::span<const std::byte> sense,
                                                AtaQuestion question) {
  const auto registers = registers_in(sense);
  if (registers.empty()) return std::nullopt;
  const auto d = [&](std::size_t i) { return std::to_integer<std::uint64_t>(registers[i]); };
  constexpr std::uint64_t error = 0x01;
  constexpr std::uint64_t fault = 0x20;
  if ((d(13) & (error | fault)) != 0) return std::nullopt;
  std::uint64_t last = d(7) | d(9) << 8 | d(11) << 16;
  if (question == AtaQuestion::native_max) {
    last |= (d(12) & 0xf) << 24;
  } else {
    // Without its "extend" bit the upper half of the registers was not given back.
    if ((d(2) & 1) == 0) return std::nullopt;
    last |= d(6) << 24 | d(8) << 32 | d(10) << 40;
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
