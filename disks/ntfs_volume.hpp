// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/reader.hpp"
#include "disks/volume.hpp"

namespace trousse::disks {

/// NTFS: file records, names, runs, LZNT1 and WOF are read by our own code, because The Sleuth
/// Kit cuts long names, fails a whole run for one bad sector and reads a WOF file as zeros. Owners
/// come through The Sleuth Kit, opened when one is first asked for.
/// `source` must outlive it. Errors: malformed, unreadable.
Result<std::unique_ptr<Volume>> open_ntfs(const Reader& source, const VolumeInfo& info);

/// The label, from the $VOLUME_NAME of entry 3; "" when it has none or cannot be read.
std::string ntfs_label(const Reader& volume);

}  // namespace trousse::disks
