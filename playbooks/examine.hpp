// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/source.hpp"
#include "disks/source.hpp"
#include "disks/volume.hpp"

namespace trousse::playbooks {

/// A source opened, and what lies on it.
struct Examined {
  std::unique_ptr<disks::Source> source;
  /// Every volume, readable or not, with its letter in the archive and the Windows on it.
  std::vector<VolumeInfo> volumes;
  std::vector<std::string> notes;  ///< oddities of the partition table, printable
};

/// Opens a source and looks at each volume: file system, lock, hibernation, Windows. The first
/// volume with a Windows is "C" as its own programs call it, or the first that holds files when
/// none has; the others follow in disk order from "D" on; a volume that cannot be read, or
/// that kills who reads it, gets no letter. Errors: those of `disks::open_source` and
/// `disks::find_volumes`.
Result<Examined> examine(const std::string& path);

/// The volumes a step works on: those with a letter, or the one of that number.
/// Errors: usage (no such number), locked, unsupported (nothing on the source can be read).
Result<std::vector<VolumeInfo>> readable_volumes(const Examined& examined,
                                                 std::optional<unsigned> number);

}  // namespace trousse::playbooks
