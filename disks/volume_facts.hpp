// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/reader.hpp"
#include "core/source.hpp"

namespace trousse::disks {

/// The file system that the volume's own marks show; `none` when nothing is known of it.
/// Encrypted volumes are judged by `find_lock`, before this.
FileSystem identify(const Reader& volume);

/// Fills label and serial of FAT, exFAT, ext, APFS, HFS+ and ISO 9660 from their boot sector or
/// superblock, and the serial of NTFS (whose label lies in a file).
void fill_facts(const Reader& volume, VolumeInfo& info);

/// Sector 0 is the boot sector of a volume, or an encryption header: not a partition table.
bool begins_as_volume(const Reader& disk);

/// The mark of BitLocker, LUKS or CoreStorage in sector 0, whatever stands behind it.
std::optional<LockKind> encryption_mark(const Reader& volume);

/// A file system or an encryption header stands here.
bool shows_known_mark(const Reader& volume);

}  // namespace trousse::disks
