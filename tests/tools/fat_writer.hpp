// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

namespace trousse::tools {

/// One file of a FAT32 volume; names of 8.3 form, upper case ("EFI/BOOT/BOOTX64.EFI").
struct FatFile {
  std::string path;
  std::string content;
};

/// Writes a FAT32 volume of 512-byte clusters into a new sparse file. `size` at least 36 MiB, as
/// FAT32 wants 65525 clusters or more; a folder holds at most 14 entries.
Result<void> write_fat32(const std::string& path, std::uint64_t size, std::uint64_t first_sector,
                         const std::string& label, std::uint32_t serial, const Utc& when,
                         const std::vector<FatFile>& files);

}  // namespace trousse::tools
