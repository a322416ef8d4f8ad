// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text.hpp"
#include "disks/guid.hpp"
#include "disks/little_endian.hpp"
#include "disks/partitions.hpp"

namespace trousse::disks {
namespace {

/// UEFI 2.10 5.3.2: a header of at least 92 bytes, entries of 128 bytes times a power of two.
constexpr std::uint32_t smallest_header = 92;
constexpr std::uint32_t smallest_entry = 128;
constexpr std::uint64_t largest_table = 4 << 20;

std::uint32_t crc32(std::span<const std::byte> bytes) {
  static const auto table = [] {
    std::array<std::uint32_t, 256> made{};
    for (std::uint32_t i = 0; i < made.size(); ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) {
        value = (value >> 1) ^ ((value & 1) != 0 ? 0xedb88320U : 0U);
      }
      made[i] = value;
    }
    return made;
  }();
  std::uint32_t sum = 0xffffffffU;
  for (const std::byte byte : bytes) {
    sum = table[(sum ^ std::to_integer<std::uint32_t>(byte)) & 0xff] ^ (sum >> 8);
  }
  return ~sum;
}

struct Table {
  std::vector<std::byte> entries;
  std::uint32_t entry_size = 0;
  std::uint64_t first_usable = 0;
  std::uint64_t last_usable = 0;
};

/// The header at `at` and its entries, or why they do not hold.
Result<Table> read_table(const Reader& disk, std::uint64_t at, std::uint32_t sector) {
  std::vector<std::byte> header(sector);
  if (TRY(disk.read_at(at, header)) < header.size()) return fail(Errc::malformed, "cut short");
  if (!has_mark(header, 0, "EFI PART")) return fail(Errc::missing, "no mark");

  const std::uint32_t length = le32(header, 12);
  if (length < smallest_header || length > sector) return fail(Errc::malformed, "header length");
  std::vector<std::byte> summed(header.begin(), header.begin() + length);
  std::fill_n(summed.begin() + 16, 4, std::byte{0});
  if (crc32(summed) != le32(header, 16)) return fail(Errc::malformed, "header checksum");
  if (le64(header, 24) != at / sector) return fail(Errc::malformed, "header of another place");

  Table table;
  table.first_usable = le64(header, 40);
  table.last_usable = le64(header, 48);
  const std::uint64_t first = le64(header, 72);
  const std::uint64_t count = le32(header, 80);
  table.entry_size = le32(header, 84);
  if (table.entry_size < smallest_entry || table.entry_size > sector * 8 ||
      count * table.entry_size > largest_table || first > disk.size() / sector) {
    return fail(Errc::malformed, "entry count or size");
  }
  table.entries.resize(count * table.entry_size);
  if (TRY(disk.read_at(first * sector, table.entries)) < table.entries.size()) {
    return fail(Errc::malformed, "entries past the end");
  }
  if (crc32(table.entries) != le32(header, 88)) return fail(Errc::malformed, "entries checksum");
  return table;
}

bool is_zero(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

VolumeInfo volume_of(std::span<const std::byte> entry) {
  VolumeInfo info;
  info.partition_type = guid_text(piece(entry, 0, 16));
  info.partition_id = guid_text(piece(entry, 16, 16));
  const auto name = piece(entry, 56, 72);
  std::size_t length = 0;
  while (length + 1 < name.size() && le16(name, length) != 0) length += 2;
  info.partition_name = utf8_from_utf16le(name.first(length));
  return info;
}

PartitionTable partitions_of(const Table& table, std::uint32_t sector, std::uint64_t disk_size,
                             std::vector<std::string>& notes) {
  PartitionTable found;
  found.scheme = PartitionScheme::gpt;
  const std::uint64_t sectors = disk_size / sector;
  for (std::size_t at = 0; at < table.entries.size(); at += table.entry_size) {
    const auto entry = piece(table.entries, at, table.entry_size);
    if (is_zero(entry.first(16))) continue;
    const std::uint64_t first = le64(entry, 32);
    const std::uint64_t last = le64(entry, 40);
    const std::size_t number = at / table.entry_size + 1;
    if (last < first || first >= sectors) {
      notes.push_back(fmt::format("GPT entry {}: lies outside the disk, left out", number));
      continue;
    }
    VolumeInfo info = volume_of(entry);
    info.offset = first * sector;
    info.size = (std::min(last, sectors - 1) - first + 1) * sector;
    if (last >= sectors) notes.push_back(fmt::format("GPT entry {}: goes past the end", number));
    found.volumes.push_back(std::move(info));
  }
  return found;
}

}  // namespace

Result<std::optional<PartitionTable>> read_gpt(const Reader& disk, std::uint32_t sector,
                                               std::vector<std::string>& notes) {
  if (disk.size() < 3ULL * sector) return std::optional<PartitionTable>();
  const auto first = read_table(disk, sector, sector);
  if (first) return std::optional(partitions_of(*first, sector, disk.size(), notes));

  // The backup lies in the last sector (UEFI 2.10 5.3.1).
  const std::uint64_t last = (disk.size() / sector - 1) * sector;
  const auto backup = read_table(disk, last, sector);
  if (backup) {
    notes.push_back("GPT: the backup table was used (first one: " + first.error().what + ")");
    return std::optional(partitions_of(*backup, sector, disk.size(), notes));
  }
  if (first.error().code == Errc::malformed) {
    notes.push_back("GPT: damaged, and no backup table (" + first.error().what + ")");
  }
  return std::optional<PartitionTable>();
}

}  // namespace trousse::disks
