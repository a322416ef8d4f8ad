// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace trousse::disks {

/// A Windows GUID (16 bytes, first three fields little endian, [MS-DTYP] 2.3.4) in upper case
/// without braces: "4967D63B-2E29-4AD8-8399-F6A339E3D001"; "" when there are fewer than 16 bytes.
std::string guid_text(std::span<const std::byte> bytes);

/// A UUID kept in the order it is written (RFC 4122), lower case.
std::string uuid_text(std::span<const std::byte> bytes);

}  // namespace trousse::disks
