// SPDX-License-Identifier: Apache-2.0
#include "disks/unused.hpp"

#include <algorithm>
#include <cstring>

#include "disks/ntfs_table.hpp"
#include "disks/tsk.hpp"

namespace trousse::disks {
namespace {

constexpr std::uint64_t bitmap_entry = 6;  // $Bitmap

/// Gathers free clusters (or blocks) of one volume, told in order.
class FreeRuns {
 public:
  FreeRuns(const VolumeInfo& volume, std::uint64_t unit, std::vector<Gap>& into)
      : volume_(volume), unit_(unit), into_(into) {}

  void add(std::uint64_t number) {
    if (number != first_ + length_) end();
    if (length_ == 0) first_ = number;
    ++length_;
  }

  void end() {
    const std::uint64_t offset = first_ * unit_;
    const std::uint64_t length = length_ * unit_;
    if (length >= shortest_unused) into_.push_back({volume_.offset + offset, length});
    length_ = 0;
  }

 private:
  const VolumeInfo& volume_;
  std::uint64_t unit_;
  std::vector<Gap>& into_;
  std::uint64_t first_ = 0;
  std::uint64_t length_ = 0;
};

Result<void> add_unused_ntfs(const Reader& bytes, const VolumeInfo& volume,
                             std::vector<Gap>& into) {
  const auto table = TRY(NtfsTable::open(bytes));
  const NtfsEntry entry = TRY(table->entry(bitmap_entry));
  const NtfsAttribute* data = entry.find(NtfsType::data);
  if (data == nullptr || data->resident) return fail(Errc::malformed, "an NTFS without $Bitmap");
  const RunsReader bitmap(bytes, table->runs_of(entry, *data), data->size, data->initialised);
  const std::uint64_t cluster = table->layout().cluster;
  const std::uint64_t clusters = std::min(bytes.size(), table->layout().size) / cluster;
  FreeRuns runs(volume, cluster, into);
  std::vector<std::byte> buffer(std::size_t{64} << 10);
  for (std::uint64_t at = 0; at < bitmap.size() && 8 * at < clusters;) {
    const auto piece = std::span(buffer).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), bitmap.size() - at)));
    const auto got = bitmap.read_at(at, piece);
    // What a failing disk does not say of its clusters is read, not left out.
    if (!got || *got < piece.size()) std::memset(piece.data(), 0xff, piece.size());
    for (std::size_t i = 0; i < piece.size(); ++i) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        const std::uint64_t number = 8 * (at + i) + bit;
        if (number >= clusters) break;
        if ((std::to_integer<unsigned>(piece[i]) >> bit & 1) == 0) runs.add(number);
      }
    }
    at += piece.size();
  }
  runs.end();
  return {};
}

Result<void> add_unused_fat(const Reader& bytes, const VolumeInfo& volume, std::vector<Gap>& into) {
  const auto fat = TRY(TskFileSystem::open(bytes, volume.file_system));
  FreeRuns runs(volume, fat->block_size(), into);
  // A table that cannot be read whole says nothing of any cluster: the caller drops what was told.
  TRY(fat->for_each_free([&](std::uint64_t block) { runs.add(block); }));
  runs.end();
  return {};
}

Result<void> add_unused(const Source& source, const VolumeInfo& volume, std::vector<Gap>& into) {
  const SliceReader bytes(source, volume.offset, volume.size);
  switch (volume.file_system) {
    case FileSystem::ntfs: return add_unused_ntfs(bytes, volume, into);
    case FileSystem::fat12:
    case FileSystem::fat16:
    case FileSystem::fat32:
    case FileSystem::exfat: return add_unused_fat(bytes, volume, into);
    default: return fail(Errc::unsupported, "a file system whose free space is read");
  }
}

}  // namespace

Result<std::vector<Gap>> unused_ranges(const Source& source,
                                       const std::vector<VolumeInfo>& volumes) {
  std::vector<Gap> ranges;
  bool any = false;
  for (const VolumeInfo& volume : volumes) {
    if (volume.lock || !volume.trouble.empty()) continue;
    const std::size_t before = ranges.size();
    if (add_unused(source, volume, ranges)) {
      any = true;
    } else {
      ranges.resize(before);
    }
  }
  if (!any) {
    return fail(Errc::unsupported,
                "no NTFS, FAT or exFAT volume that says which of its clusters are free");
  }
  std::ranges::sort(ranges, {}, &Gap::offset);
  return ranges;
}

Result<std::size_t> WithoutRanges::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= from_.size()) return std::size_t{0};
  const std::size_t wanted = std::min<std::uint64_t>(into.size(), from_.size() - offset);
  auto range = std::ranges::upper_bound(ranges_, offset, {}, &Gap::offset);
  if (range != ranges_.begin() && std::prev(range)->offset + std::prev(range)->length > offset) {
    --range;
  }
  for (std::size_t done = 0; done < wanted;) {
    const std::uint64_t at = offset + done;
    while (range != ranges_.end() && range->offset + range->length <= at) ++range;
    const bool inside = range != ranges_.end() && range->offset <= at;
    const std::uint64_t end = range == ranges_.end() ? from_.size()
                              : inside               ? range->offset + range->length
                                                     : range->offset;
    const auto piece = into.subspan(
        done, static_cast<std::size_t>(std::min<std::uint64_t>(end - at, wanted - done)));
    if (inside) {
      std::memset(piece.data(), 0, piece.size());
      done += piece.size();
      continue;
    }
    const std::size_t got = TRY(from_.read_at(at, piece));
    done += got;
    if (got < piece.size()) return done;
  }
  return wanted;
}

}  // namespace trousse::disks
