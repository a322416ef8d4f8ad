// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/result.hpp"

namespace trousse::tools {

/// Makes a new sparse file and an empty NTFS volume of 4 KiB clusters in it, the same bytes each
/// time. Errors: exists, key_full, unsupported (mkntfs, of the package ntfs-3g, does not run).
Result<void> format_ntfs(const std::string& path, std::uint64_t size, const std::string& label,
                         std::uint64_t first_sector);

/// Puts a serial number in the boot sector and in its copy at the end of the volume.
Result<void> put_ntfs_serial(const std::string& path, std::uint64_t size, std::uint64_t serial);

}  // namespace trousse::tools
