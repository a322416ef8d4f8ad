// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "disks/source.hpp"

namespace trousse::disks {

/// True when the file begins with the mark of an EWF segment (E01, L01, Ex01).
bool is_ewf(std::span<const std::byte> first_bytes);

/// Opens an EWF image by its first segment; the others are found beside it.
/// A chunk whose checksum does not hold is Errc::unreadable for its range.
/// Errors: malformed (a segment missing or damaged), unreadable.
Result<std::unique_ptr<Source>> open_ewf(const std::string& path);

}  // namespace trousse::disks
