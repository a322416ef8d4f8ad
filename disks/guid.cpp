// SPDX-License-Identifier: Apache-2.0
#include "disks/guid.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "disks/little_endian.hpp"

namespace trousse::disks {

std::string guid_text(std::span<const std::byte> bytes) {
  if (bytes.size() < 16) return {};
  return fmt::format("{:08X}-{:04X}-{:04X}-{:02X}{:02X}-{:02X}{:02X}{:02X}{:02X}{:02X}{:02X}",
                     le32(bytes, 0), le16(bytes, 4), le16(bytes, 6), u8(bytes, 8), u8(bytes, 9),
                     u8(bytes, 10), u8(bytes, 11), u8(bytes, 12), u8(bytes, 13), u8(bytes, 14),
                     u8(bytes, 15));
}

std::string uuid_text(std::span<const std::byte> bytes) {
  if (bytes.size() < 16) return {};
  std::string text = to_hex(bytes.first(16));
  for (const std::size_t at : {std::size_t{20}, std::size_t{16}, std::size_t{12}, std::size_t{8}}) {
    text.insert(at, "-");
  }
  return text;
}

}  // namespace trousse::disks
