// SPDX-License-Identifier: Apache-2.0
#include "disks/volume_facts.hpp"

#include <algorithm>
#include <bit>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/text.hpp"
#include "disks/guid.hpp"
#include "disks/little_endian.hpp"

namespace trousse::disks {
namespace {

using Bytes = std::vector<std::byte>;
using View = std::span<const std::byte>;

/// What can be read there: shorter, or empty, when it cannot.
Bytes bytes_at(const Reader& volume, std::uint64_t offset, std::size_t length) {
  Bytes bytes(length);
  const auto got = volume.read_at(offset, bytes);
  bytes.resize(got ? *got : 0);
  return bytes;
}

/// Text of a fixed field without the padding behind it.
std::string field(View bytes, std::size_t at, std::size_t length) {
  const View view = piece(bytes, at, length);
  std::string text(reinterpret_cast<const char*>(view.data()), view.size());
  text.resize(std::min(text.find('\0'), text.size()));
  text.resize(text.find_last_not_of(' ') + 1);
  return valid_utf8(text);
}

/// Microsoft FAT specification 1.03, "FAT type determination": by the count of clusters alone.
struct FatLayout {
  FileSystem kind = FileSystem::none;
  std::uint64_t root = 0;  ///< byte offset of the root folder
  std::size_t root_size = 0;
};

FatLayout fat_layout(View boot) {
  FatLayout layout;
  const std::uint32_t sector = le16(boot, 11);
  const std::uint32_t per_cluster = u8(boot, 13);
  const std::uint32_t fats = u8(boot, 16);
  if (sector < 512 || sector > 4096 || !std::has_single_bit(sector) ||
      !std::has_single_bit(per_cluster) || le16(boot, 14) == 0 || fats == 0 || fats > 2 ||
      (u8(boot, 21) != 0xf0 && u8(boot, 21) < 0xf8) || le16(boot, 510) != 0xaa55) {
    return layout;
  }
  const std::uint32_t fat_size = le16(boot, 22) != 0 ? le16(boot, 22) : le32(boot, 36);
  const std::uint64_t total = le16(boot, 19) != 0 ? le16(boot, 19) : le32(boot, 32);
  const std::uint64_t root_sectors = (std::uint64_t{le16(boot, 17)} * 32 + sector - 1) / sector;
  const std::uint64_t before_root = le16(boot, 14) + std::uint64_t{fats} * fat_size;
  if (fat_size == 0 || total <= before_root + root_sectors) return layout;
  const std::uint64_t clusters = (total - before_root - root_sectors) / per_cluster;
  layout.root = before_root * sector;
  layout.root_size = static_cast<std::size_t>(root_sectors * sector);
  layout.kind = clusters < 4085    ? FileSystem::fat12
                : clusters < 65525 ? FileSystem::fat16
                                   : FileSystem::fat32;
  if (root_sectors == 0) {
    // Small volumes are formatted as FAT32 all the same: no fixed root means FAT32.
    layout.kind = FileSystem::fat32;
    const std::uint64_t root_cluster = std::max<std::uint32_t>(le32(boot, 44), 2);
    layout.root = (before_root + (root_cluster - 2) * per_cluster) * sector;
    layout.root_size = per_cluster * sector;
  }
  return layout;
}

/// The label entry of the root folder; the copy in the boot sector is not kept up to date.
std::string fat_label(const Reader& volume, const FatLayout& layout, View boot) {
  const Bytes root = bytes_at(volume, layout.root, std::min<std::size_t>(layout.root_size, 65536));
  for (std::size_t at = 0; at + 32 <= root.size() && u8(root, at) != 0; at += 32) {
    const auto attributes = u8(root, at + 11);
    if (u8(root, at) != 0xe5 && (attributes & 0x08) != 0 && attributes != 0x0f) {
      return field(root, at, 11);
    }
  }
  const std::string old = field(boot, layout.kind == FileSystem::fat32 ? 71 : 43, 11);
  return old == "NO NAME" ? std::string() : old;
}

std::string short_serial(std::uint32_t serial) {
  return fmt::format("{:04X}-{:04X}", serial >> 16, serial & 0xffff);
}

/// exFAT specification 7.3: the label is an entry of the root folder, of type 0x83.
std::string exfat_label(const Reader& volume, View boot) {
  const unsigned sector_shift = u8(boot, 108);
  const unsigned cluster_shift = u8(boot, 109);
  if (sector_shift < 9 || sector_shift > 12 || cluster_shift > 25 - sector_shift) return {};
  const std::uint64_t heap = std::uint64_t{le32(boot, 88)} << sector_shift;
  const std::uint64_t cluster = std::max<std::uint32_t>(le32(boot, 96), 2);
  const std::uint64_t offset = heap + ((cluster - 2) << (sector_shift + cluster_shift));
  const std::size_t length = std::min<std::size_t>(1U << (sector_shift + cluster_shift), 65536);
  const Bytes root = bytes_at(volume, offset, length);
  for (std::size_t at = 0; at + 32 <= root.size() && u8(root, at) != 0; at += 32) {
    if (u8(root, at) != 0x83) continue;
    const std::size_t letters = std::min<std::size_t>(u8(root, at + 1), 11);
    return utf8_from_utf16le(piece(root, at + 2, 2 * letters));
  }
  return {};
}

/// Linux Documentation/filesystems/ext4/super.rst: the superblock stands at byte 1024.
FileSystem ext_kind(View super) {
  if (le16(super, 56) != 0xef53) return FileSystem::none;
  constexpr std::uint32_t extents = 0x40;
  constexpr std::uint32_t wide = 0x80;
  constexpr std::uint32_t flexible_groups = 0x200;
  if ((le32(super, 96) & (extents | wide | flexible_groups)) != 0) return FileSystem::ext4;
  constexpr std::uint32_t has_journal = 0x4;
  return (le32(super, 92) & has_journal) != 0 ? FileSystem::ext3 : FileSystem::ext2;
}

FileSystem other_kind(const Reader& volume) {
  const Bytes boot = bytes_at(volume, 0, 4096);
  if (has_mark(boot, 32, "NXSB")) return FileSystem::apfs;  // Apple File System Reference, nx_magic
  if (has_mark(boot, 1024, "H+") || has_mark(boot, 1024, "HX")) return FileSystem::hfs;
  const Bytes descriptor = bytes_at(volume, 32768, 6);
  if (has_mark(descriptor, 1, "CD001")) return FileSystem::iso9660;
  if (has_mark(boot, 0, "XFSB") || has_mark(boot, 3, "ReFS") || has_mark(boot, 512, "LABELONE") ||
      has_mark(bytes_at(volume, 65536 + 64, 8), 0, "_BHRfS_M")) {
    return FileSystem::other;
  }
  return FileSystem::none;
}

FileSystem boot_sector_kind(View boot) {
  if (has_mark(boot, 3, "NTFS    ")) return FileSystem::ntfs;
  if (has_mark(boot, 3, "EXFAT   ")) return FileSystem::exfat;
  return fat_layout(boot).kind;
}

std::optional<LockKind> mark_of(View boot) {
  using namespace std::string_view_literals;
  if (has_mark(boot, 3, "-FVE-FS-")) return LockKind::bitlocker;
  if (has_mark(boot, 0, "LUKS\xba\xbe"sv)) return LockKind::luks;
  if (has_mark(boot, 88, "CS") && le16(boot, 8) == 1 && le16(boot, 10) == 0x10) {
    return LockKind::filevault;
  }
  return std::nullopt;
}

}  // namespace

FileSystem identify(const Reader& volume) {
  const Bytes boot = bytes_at(volume, 0, 512);
  if (const auto kind = boot_sector_kind(boot); kind != FileSystem::none) return kind;
  if (const auto kind = ext_kind(bytes_at(volume, 1024, 1024)); kind != FileSystem::none) {
    return kind;
  }
  return other_kind(volume);
}

bool begins_as_volume(const Reader& disk) {
  const Bytes boot = bytes_at(disk, 0, 512);
  return boot_sector_kind(boot) != FileSystem::none || mark_of(boot).has_value();
}

std::optional<LockKind> encryption_mark(const Reader& volume) {
  return mark_of(bytes_at(volume, 0, 512));
}

bool shows_known_mark(const Reader& volume) {
  return begins_as_volume(volume) || identify(volume) != FileSystem::none;
}

void fill_facts(const Reader& volume, VolumeInfo& info) {
  const Bytes boot = bytes_at(volume, 0, 1024);
  switch (info.file_system) {
    case FileSystem::ntfs: info.serial = fmt::format("{:016X}", le64(boot, 72)); break;
    case FileSystem::exfat:
      info.serial = short_serial(le32(boot, 100));
      info.label = exfat_label(volume, boot);
      break;
    case FileSystem::fat12:
    case FileSystem::fat16:
    case FileSystem::fat32:
      info.serial = short_serial(le32(boot, info.file_system == FileSystem::fat32 ? 67 : 39));
      info.label = fat_label(volume, fat_layout(boot), boot);
      break;
    case FileSystem::ext2:
    case FileSystem::ext3:
    case FileSystem::ext4: {
      const Bytes super = bytes_at(volume, 1024, 1024);
      info.serial = uuid_text(piece(super, 104, 16));
      info.label = field(super, 120, 16);
      break;
    }
    case FileSystem::apfs: info.serial = uuid_text(piece(boot, 72, 16)); break;
    case FileSystem::iso9660: info.label = field(bytes_at(volume, 32768, 72), 40, 32); break;
    default: break;
  }
}

}  // namespace trousse::disks
