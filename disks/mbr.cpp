// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "disks/little_endian.hpp"
#include "disks/partitions.hpp"
#include "disks/volume_facts.hpp"

namespace trousse::disks {
namespace {

constexpr std::size_t first_entry = 446;  // four of 16 bytes, then 55 AA
constexpr unsigned most_logical = 128;    // far more than any tool makes; ends a loop in the chain

struct Entry {
  std::uint8_t status = 0;
  std::uint8_t type = 0;
  std::uint64_t start = 0;  // bytes, from what the table counts from
  std::uint64_t size = 0;
};

bool is_extended(std::uint8_t type) { return type == 0x05 || type == 0x0f || type == 0x85; }

using Sector = std::array<std::byte, 512>;

Entry entry_of(const Sector& sector, std::size_t index, std::uint32_t unit) {
  const std::size_t at = first_entry + index * 16;
  Entry entry;
  entry.status = u8(sector, at);
  entry.type = u8(sector, at + 4);
  entry.start = std::uint64_t{le32(sector, at + 8)} * unit;
  entry.size = std::uint64_t{le32(sector, at + 12)} * unit;
  return entry;
}

/// Boot sectors of volumes end in 55 AA too, with code where a table would stand: all four
/// entries must be possible, and one at least must be of use.
bool is_plausible(const Sector& sector, std::uint32_t unit, std::uint64_t disk_size) {
  if (le16(sector, 510) != 0xaa55) return false;
  unsigned used = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Entry entry = entry_of(sector, i, unit);
    if (entry.status != 0 && entry.status != 0x80) return false;
    if (entry.type == 0 || entry.size == 0) continue;
    if (entry.start < unit || entry.start >= disk_size) return false;
    ++used;
  }
  return used > 0;
}

class Chain {
 public:
  Chain(const Reader& disk, std::uint32_t unit, std::vector<std::string>& notes)
      : disk_(disk), unit_(unit), notes_(notes) {}

  PartitionTable take(const Sector& sector) {
    table_.scheme = PartitionScheme::mbr;
    for (std::size_t i = 0; i < 4; ++i) {
      const Entry entry = entry_of(sector, i, unit_);
      // 0xEE only protects a GPT, which was looked for before us.
      if (entry.type == 0 || entry.type == 0xee || entry.size == 0) continue;
      if (is_extended(entry.type)) {
        follow(entry.start);
      } else {
        add(entry, 0);
      }
    }
    return std::move(table_);
  }

 private:
  void add(const Entry& entry, std::uint64_t base) {
    const std::uint64_t start = base + entry.start;
    if (start >= disk_.size()) {
      notes_.push_back(fmt::format("MBR: a partition at byte {} is outside the disk", start));
      return;
    }
    VolumeInfo info;
    info.offset = start;
    info.size = std::min(entry.size, disk_.size() - start);
    info.partition_type = fmt::format("0x{:02X}", entry.type);
    if (info.size < entry.size) {
      notes_.push_back(fmt::format("MBR: the partition at byte {} goes past the end", start));
    }
    table_.volumes.push_back(std::move(info));
  }

  /// Each record of the chain holds one logical partition, counted from the record itself, and
  /// the place of the next record, counted from the first one.
  void follow(std::uint64_t first) {
    std::uint64_t at = first;
    for (unsigned count = 0; count < most_logical; ++count) {
      Sector sector{};
      if (!seen_.insert(at).second) {
        notes_.push_back("MBR: the chain of logical partitions loops");
        return;
      }
      const auto got = disk_.read_at(at, sector);
      if (!got || *got < sector.size() || le16(sector, 510) != 0xaa55) {
        notes_.push_back(fmt::format("MBR: no logical partition record at byte {}", at));
        return;
      }
      const Entry logical = entry_of(sector, 0, unit_);
      if (logical.type != 0 && logical.size != 0) add(logical, at);
      const Entry next = entry_of(sector, 1, unit_);
      if (!is_extended(next.type) || next.size == 0) return;
      at = first + next.start;
    }
    notes_.push_back("MBR: too many logical partitions, the rest is left out");
  }

  const Reader& disk_;
  std::uint32_t unit_;
  std::vector<std::string>& notes_;
  PartitionTable table_;
  std::set<std::uint64_t> seen_;
};

/// How many volumes of the table begin with something we know: the measure of a sector size.
std::size_t recognised(const Reader& disk, const PartitionTable& table) {
  return static_cast<std::size_t>(
      std::count_if(table.volumes.begin(), table.volumes.end(), [&](const VolumeInfo& info) {
        return shows_known_mark(SliceReader(disk, info.offset, info.size));
      }));
}

void put_in_order(PartitionTable& table, std::vector<std::string>& notes) {
  auto& volumes = table.volumes;
  std::sort(volumes.begin(), volumes.end(),
            [](const auto& a, const auto& b) { return a.offset < b.offset; });
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    volumes[i].number = static_cast<unsigned>(i + 1);
    if (volumes[i].offset < end) {
      notes.push_back(fmt::format("partition {} overlaps the one before", i + 1));
    }
    end = std::max(end, volumes[i].offset + volumes[i].size);
  }
}

}  // namespace

Result<std::optional<PartitionTable>> read_mbr(const Reader& disk, std::uint32_t sector,
                                               std::vector<std::string>& notes) {
  Sector first{};
  if (TRY(disk.read_at(0, first)) < first.size() || !is_plausible(first, sector, disk.size())) {
    return std::optional<PartitionTable>();
  }
  return std::optional(Chain(disk, sector, notes).take(first));
}

Result<PartitionTable> read_partitions(const Reader& disk,
                                       const std::vector<std::uint32_t>& sectors,
                                       std::vector<std::string>& notes) {
  for (const std::uint32_t sector : sectors) {
    if (auto gpt = TRY(read_gpt(disk, sector, notes))) {
      put_in_order(*gpt, notes);
      return *std::move(gpt);
    }
  }
  PartitionTable best;
  std::vector<std::string> best_notes;
  // A volume without a table ends its boot sector in 55 AA as well: its own mark decides.
  if (!begins_as_volume(disk)) {
    std::size_t most = 0;
    for (const std::uint32_t sector : sectors) {
      std::vector<std::string> new_notes;
      auto mbr = TRY(read_mbr(disk, sector, new_notes));
      if (!mbr) continue;
      const std::size_t known = recognised(disk, *mbr);
      if (best.volumes.empty() || known > most) {
        best = *std::move(mbr);
        best_notes = std::move(new_notes);
        most = known;
      }
    }
  }
  notes.insert(notes.end(), best_notes.begin(), best_notes.end());
  if (best.volumes.empty()) {
    VolumeInfo whole;
    whole.size = disk.size();
    best.scheme = PartitionScheme::none;
    best.volumes.push_back(std::move(whole));
  }
  put_in_order(best, notes);
  return best;
}

}  // namespace trousse::disks
