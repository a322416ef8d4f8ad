// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

/// The one form of ZIP that an archive has (docs/archive-format.md §6): stored entries, one after
/// the other, every byte of the structure determined by the entries' names, sizes, CRCs and the
/// time of sealing. So reading can rebuild the structure and compare, and nothing can hide in it.
namespace trousse::evidence {

struct ZipEntry {
  std::string name;
  std::uint64_t size = 0;
  std::uint32_t crc32 = 0;
  std::uint64_t data_offset = 0;  ///< of the content, from the start of the file
};

/// MS-DOS date (high) and time (low), 2 s steps, of a moment in UTC; 1980-01-01 before that year.
std::uint32_t dos_time(const Utc& time);

/// What stands before the content of an entry.
std::string zip_local_header(const ZipEntry& entry, std::uint32_t time);
/// What stands after the last content. `entries` have their `data_offset` set.
std::string zip_directory(const std::vector<ZipEntry>& entries, std::uint32_t time);
/// Sets each `data_offset`, and returns where the directory starts.
std::uint64_t lay_out(std::vector<ZipEntry>& entries, std::uint32_t time);

struct ZipListing {
  std::vector<ZipEntry> entries;
  std::uint32_t time = 0;
  /// Empty when the file is, byte for byte, what this format makes of these entries. Else why
  /// not; the entries are then those found by following the local headers from the start.
  std::string trouble;
  bool truncated = false;  ///< the end of the file is missing
};

/// Errc::malformed when there is not even a first entry.
Result<ZipListing> read_zip(const Reader& file);

/// Only letters, digits, '.', '_', '-' and '/' between components that are not "." or "..".
bool is_archive_name(std::string_view name);

}  // namespace trousse::evidence
