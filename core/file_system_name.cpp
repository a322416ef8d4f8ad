// SPDX-License-Identifier: Apache-2.0
#include "core/file_system_name.hpp"

namespace trousse {

std::string_view name_of(FileSystem kind) {
  switch (kind) {
    case FileSystem::ntfs: return "NTFS";
    case FileSystem::fat12: return "FAT12";
    case FileSystem::fat16: return "FAT16";
    case FileSystem::fat32: return "FAT32";
    case FileSystem::exfat: return "exFAT";
    case FileSystem::ext2: return "ext2";
    case FileSystem::ext3: return "ext3";
    case FileSystem::ext4: return "ext4";
    case FileSystem::apfs: return "APFS";
    case FileSystem::hfs: return "HFS+";
    case FileSystem::iso9660: return "ISO 9660";
    case FileSystem::none:
    case FileSystem::other: break;
  }
  return "";
}

}  // namespace trousse
