// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/reader.hpp"
#include "disks/volume.hpp"

namespace trousse::disks {

/// FAT, exFAT and ext through The Sleuth Kit. Times of FAT, which are local, are taken by it as
/// times of the zone that this process runs in. Content is read from our own Reader run by run.
/// `source` must outlive it. Errors: malformed, unreadable.
Result<std::unique_ptr<Volume>> open_with_tsk(const Reader& source, const VolumeInfo& info);

}  // namespace trousse::disks
