// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include <fmt/format.h>

#include "core/file_system_name.hpp"
#include "disks/hibernation.hpp"
#include "disks/lock.hpp"
#include "disks/ntfs_volume.hpp"
#include "disks/partitions.hpp"
#include "disks/source.hpp"
#include "disks/tsk_volume.hpp"
#include "disks/volume.hpp"
#include "disks/volume_facts.hpp"

namespace trousse::disks {
namespace {

/// A device says its sector size. An image does not: a dump of a disk with 4096-byte sectors
/// looks like any other until its table is read.
std::vector<std::uint32_t> sector_sizes(const SourceInfo& info) {
  if (info.kind == SourceKind::block_device) return {info.sector_size};
  if (info.sector_size == 4096) return {4096, 512};
  return {512, 4096};
}

void describe(const Source& source, VolumeInfo& info) {
  const SliceReader bytes(source, info.offset, info.size);
  auto lock = find_lock(bytes);
  if (!lock) {
    info.trouble = lock.error().what;
    // A mark with nothing readable behind it: locked all the same, only by what is not known.
    if (const auto kind = encryption_mark(bytes)) {
      info.lock = Lock{};
      info.lock->kind = *kind;
      return;
    }
  } else if (*lock) {
    info.lock = **std::move(lock);
    return;
  }
  info.file_system = identify(bytes);
  fill_facts(bytes, info);
  if (info.file_system == FileSystem::none) return;
  if (info.file_system == FileSystem::ntfs) info.label = ntfs_label(bytes);
  const auto volume = open_volume(source, info);
  if (!volume) {
    if (info.trouble.empty()) info.trouble = volume.error().what;
  } else if (info.file_system == FileSystem::ntfs) {
    info.hibernation = hibernation_of(**volume);
  }
}

}  // namespace

Result<std::vector<VolumeInfo>> find_volumes(const Source& source,
                                             std::vector<std::string>* notes) {
  std::vector<std::string> unwanted;
  auto& lines = notes != nullptr ? *notes : unwanted;
  auto table = TRY(read_partitions(source, sector_sizes(source.info()), lines));
  for (auto& info : table.volumes) describe(source, info);
  return std::move(table.volumes);
}

Result<std::unique_ptr<Volume>> open_volume(const Source& source, const VolumeInfo& info) {
  if (info.lock) return fail(Errc::locked, "the volume is encrypted");
  switch (info.file_system) {
    case FileSystem::ntfs: return open_ntfs(source, info);
    case FileSystem::fat12:
    case FileSystem::fat16:
    case FileSystem::fat32:
    case FileSystem::exfat:
    case FileSystem::ext2:
    case FileSystem::ext3:
    case FileSystem::ext4: return open_with_tsk(source, info);
    case FileSystem::none: return fail(Errc::unsupported, "no file system is known here");
    default: break;
  }
  const std::string_view name = name_of(info.file_system);
  return fail(Errc::unsupported,
              fmt::format("{} is not read", name.empty() ? "this file system" : name));
}

}  // namespace trousse::disks
