// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/reader.hpp"
#include "disks/runs_reader.hpp"

namespace trousse::disks {

/// LZNT1 ([MS-XCA] 2.5), one compression unit: fills `out`, zeros behind the end of the data.
/// Errors: malformed.
Result<void> expand_lznt1(std::span<const std::byte> in, std::span<std::byte> out);

/// A stream that NTFS compressed: units of `unit` bytes (16 clusters), each wholly a hole, wholly
/// stored, or LZNT1 behind which holes stand. A unit that does not expand is Errc::unreadable for
/// its range. Keeps one unit in memory. Same lifetime rule as RunsReader.
std::unique_ptr<Reader> open_lznt1(const Reader& volume, std::vector<Run> runs, std::uint64_t size,
                                   std::uint64_t initialised, std::uint32_t unit);

}  // namespace trousse::disks
