// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/reader.hpp"
#include "core/source.hpp"
#include "disks/source.hpp"

namespace trousse::disks {

/// Free runs of a file system that are shorter are not worth a jump.
constexpr std::uint64_t shortest_unused = std::uint64_t{1} << 20;

/// The stretches of a source that lie in clusters which an NTFS, FAT or exFAT volume itself calls
/// free, in order, `shortest_unused` or longer. Locked volumes and other file systems have none;
/// what cannot be read of an NTFS $Bitmap counts as used, a FAT or exFAT volume whose table cannot
/// be read counts as used whole. Errc::unsupported when no volume says anything.
Result<std::vector<Gap>> unused_ranges(const Source& source,
                                       const std::vector<VolumeInfo>& volumes);

/// A source with stretches that are not read: they give zeros. `ranges` are in order.
class WithoutRanges final : public Reader {
 public:
  WithoutRanges(const Reader& from, std::vector<Gap> ranges)
      : from_(from), ranges_(std::move(ranges)) {}
  std::uint64_t size() const override { return from_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

 private:
  const Reader& from_;
  std::vector<Gap> ranges_;
};

}  // namespace trousse::disks
