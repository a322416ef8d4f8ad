// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "core/reader.hpp"
#include "core/source.hpp"

namespace trousse::disks {

/// What a volume's own header says of its encryption, without any key: BitLocker (Vista, 7 and
/// later, To Go), LUKS 1 and 2, FileVault (CoreStorage; an APFS container is judged by its
/// volumes). Nothing when the volume is not encrypted.
/// Errors: malformed when a mark is there and the metadata behind it cannot be read: the Lock
/// cannot be described, yet the volume is locked.
Result<std::optional<Lock>> find_lock(const Reader& volume);

}  // namespace trousse::disks
