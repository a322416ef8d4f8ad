// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace trousse::tools {

/// One partition of an image to be made.
struct Partition {
  std::string type;        ///< GPT type GUID
  std::string id;          ///< GPT unique GUID
  std::string name;        ///< as the table holds it
  std::string content;     ///< file whose bytes it gets, "" for none
  std::uint64_t size = 0;  ///< bytes, a multiple of 1 MiB
  std::uint64_t attributes = 0;
};

constexpr const char* type_efi_system = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
constexpr const char* type_microsoft_reserved = "E3C9E316-0B5C-4DB8-817D-F92DF00215AE";
constexpr const char* type_basic_data = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7";

/// Where the partition of that index begins, in bytes: they follow one another from 1 MiB on.
std::uint64_t partition_start(const std::vector<Partition>& partitions, std::size_t index);

/// Writes a sparse raw image with a GUID partition table (UEFI 2.10, 5.3) of 512-byte sectors: a
/// protective MBR, the two tables, and what each partition's file holds without its holes.
/// Errors: exists, unreadable, key_full.
Result<void> write_gpt_image(const std::string& path, const std::string& disk_id,
                             const std::vector<Partition>& partitions);

}  // namespace trousse::tools
