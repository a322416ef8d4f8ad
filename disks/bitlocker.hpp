// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/reader.hpp"
#include "core/source.hpp"

namespace trousse::disks {

/// BitLocker metadata of a volume, without any key; nothing when the volume shows no mark of it.
/// Any of the three copies will do. Format: docs/decisions/0002-bitlocker-metadata.md.
/// Errors: malformed (the mark is there, none of the copies holds).
Result<std::optional<Lock>> find_bitlocker(const Reader& volume);

}  // namespace trousse::disks
