// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "core/source.hpp"

namespace trousse::disks {

/// A disk or an image opened for reading: the bytes of the disk (an E01 is seen uncompressed, a
/// split image joined). Opened with O_RDONLY and nothing else; there is no function to write.
/// Several threads may read at once.
class Source : public Reader {
 public:
  virtual const SourceInfo& info() const = 0;
};

/// Opens a block device, a raw image, the first file of a split image (.001, .000, .aa, .raw.001)
/// or of an EWF image (.E01, .Ex01, .s01).
/// Errors: missing, refused (no permission, or a folder), malformed (an image that contradicts
/// itself, an empty file), unreadable.
Result<std::unique_ptr<Source>> open_source(const std::string& path);

/// The whole disks of this machine (from /sys/block; loop, ram, zram and optical drives left
/// out), in the order of their names, without opening any. `sys` is the root of sysfs.
std::vector<SourceInfo> list_block_devices(const std::string& sys = "/sys");

/// The volumes of a source, in the order of the disk: from GPT (512 or 4096-byte sectors; the
/// backup table when the first is damaged), MBR with extended partitions, or the whole source
/// when it has no table. Each with its file system, label, serial, lock, hibernation. Windows
/// facts are not filled here (see `windows.hpp`). `notes`, when given, gets one printable line
/// for each oddity met (overlap, past the end, backup table used).
Result<std::vector<VolumeInfo>> find_volumes(const Source& source,
                                             std::vector<std::string>* notes = nullptr);

}  // namespace trousse::disks
