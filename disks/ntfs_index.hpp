// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "disks/ntfs_table.hpp"

namespace trousse::disks {

/// Calls `visit` with each name of a folder's $I30 index, the entry number and the sequence that
/// it refers to, until it says false. Blocks that the index gave up may still be met: the caller
/// checks the entry itself. Errors: unreadable (part of the index), after what could be read.
Result<void> for_each_index_entry(
    const NtfsTable& table, const NtfsEntry& folder,
    const std::function<bool(const NtfsName&, std::uint64_t entry, std::uint16_t sequence)>& visit);

}  // namespace trousse::disks
