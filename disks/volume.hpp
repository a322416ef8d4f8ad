// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/file.hpp"
#include "core/reader.hpp"
#include "core/source.hpp"
#include "disks/source.hpp"

namespace trousse::disks {

enum class Next { go_on, stop };

/// What a walk met.
struct Walked {
  std::uint64_t entries = 0;
  std::uint64_t unreadable =
      0;  ///< entries that the file system holds and that could not be parsed
};

/// A file system opened read-only in user space; nothing is mounted. A Volume, the Files and the
/// Readers it gives are used by one thread at a time; threads that read together open one each.
class Volume {
 public:
  virtual ~Volume() = default;

  virtual const VolumeInfo& info() const = 0;

  /// Calls `visit` once for each entry of the file system, whatever its count of hard links, in
  /// the order of entry numbers where there are any (NTFS: all MFT entries, those in use and,
  /// after `deleted` is set in the File, those that are free and still parse). Directories come
  /// too; the entries that the reading library invents do not. Memory grows with the number of
  /// folders, not of files.
  virtual Result<Walked> for_each_file(const std::function<Next(const File&)>& visit) const = 0;

  /// The entry at that path, compared without case on NTFS, FAT and exFAT. Errc::missing.
  virtual Result<File> find(const EvidencePath& path) const = 0;

  /// The entry of that number. Errc::missing when it is not in use and does not parse.
  virtual Result<File> file(std::uint64_t entry) const = 0;

  /// The bytes of a stream ("" for the content), as a program on the examined machine would read
  /// them: LZNT1 and WOF expanded, holes as zeros, bytes past the initialised size as zeros. The
  /// Reader must not outlive the Volume. `raw` on the volume itself is not given here.
  virtual Result<std::unique_ptr<Reader>> open(const File& file,
                                               const std::string& stream) const = 0;

  /// Length of the hole at the front of a sparse stream, in bytes (what $UsnJrnl:$J begins with).
  virtual Result<std::uint64_t> leading_hole(const File& file, const std::string& stream) const = 0;

  /// Owner's SID ("S-1-5-18"), "" where the file system has none.
  virtual std::string owner(const File& file) const = 0;
};

/// Opens the file system of a volume found by `find_volumes`; `source` must outlive it.
/// Errors: locked, unsupported (no file system that we read), malformed.
Result<std::unique_ptr<Volume>> open_volume(const Source& source, const VolumeInfo& info);

}  // namespace trousse::disks
