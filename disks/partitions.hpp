// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "core/source.hpp"

namespace trousse::disks {

/// The partitions of a disk, in the order of the disk, numbered from 1: only where they lie and
/// what the table says of them.
struct PartitionTable {
  PartitionScheme scheme = PartitionScheme::none;
  std::vector<VolumeInfo> volumes;
};

/// GUID partition table (UEFI 2.10, 5.3), read with sectors of `sector` bytes. The backup table
/// when the first is damaged. Nothing when neither holds. One printable line in `notes` for each
/// oddity.
Result<std::optional<PartitionTable>> read_gpt(const Reader& disk, std::uint32_t sector,
                                               std::vector<std::string>& notes);

/// Master boot record with its logical partitions. Nothing when sector 0 holds no plausible
/// table. `sector` is the unit of its addresses, in bytes.
Result<std::optional<PartitionTable>> read_mbr(const Reader& disk, std::uint32_t sector,
                                               std::vector<std::string>& notes);

/// The table of a disk whose sector size may be unknown: each of `sectors` is tried. A disk
/// without a table is one volume. Errors: unreadable.
Result<PartitionTable> read_partitions(const Reader& disk,
                                       const std::vector<std::uint32_t>& sectors,
                                       std::vector<std::string>& notes);

}  // namespace trousse::disks
