// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// What an ATA disk says of itself: bytes to values, no I/O (ATA/ATAPI Command Set - 2 and - 3,
/// "ACS-2" and "ACS-3"; SCSI/ATA Translation - 3, "SAT-3"). Nothing here can change a disk: every
/// question is one of a closed list, and each of these only asks.
namespace trousse::disks {

enum class AtaQuestion {
  identify,                ///< IDENTIFY DEVICE, 512 bytes [ACS-2 7.12]
  native_max,              ///< READ NATIVE MAX ADDRESS, 28 bits [ACS-2 7.34]
  native_max_ext,          ///< the same, 48 bits [ACS-2 7.35]
  accessible_max,          ///< GET NATIVE MAX ADDRESS EXT, what ACS-3 has instead [78h/0000h]
  configuration_identify,  ///< DEVICE CONFIGURATION IDENTIFY, 512 bytes [ACS-2 7.9.3]
};

/// ATA PASS-THROUGH (16) with that question [SAT-3 12.2.2].
std::array<std::uint8_t, 16> ata_command(AtaQuestion question);
/// 512, or 0 for a question whose answer is in the registers.
std::size_t ata_answer_size(AtaQuestion question);

/// What came back: data, or sense data with the registers.
struct AtaAnswer {
  std::vector<std::byte> bytes;
  std::vector<std::byte> sense;
};

struct AtaIdentity {
  std::uint64_t sectors = 0;          ///< that a system sees; words 60-61, 100-103 or 230-233
  bool has_48_bits = false;           ///< word 83 bit 10
  bool has_protected_area = false;    ///< word 82 bit 10: Host Protected Area
  bool has_accessible_max = false;    ///< word 119 bit 8: Accessible Max Address Configuration
  bool has_configuration = false;     ///< word 83 bit 11: Device Configuration Overlay
  std::uint32_t logical_sector = 0;   ///< bytes; words 106, 117-118
  std::uint32_t physical_sector = 0;  ///< bytes; word 106
};
/// Nothing when it is not the answer of a disk.
std::optional<AtaIdentity> ata_identity(std::span<const std::byte> answer);

/// Sectors in all, from the ATA status return descriptor in the sense data [SAT-3 12.2.7]. Nothing
/// when the disk refused, or the bridge gave back no registers, or too few of them.
std::optional<std::uint64_t> ata_native_sectors(std::span<const std::byte> sense,
                                                AtaQuestion question);

/// Sectors that the factory gave [ACS-2 table 36, words 3-6]; nothing when signature or checksum
/// do not hold.
std::optional<std::uint64_t> ata_factory_sectors(std::span<const std::byte> answer);

}  // namespace trousse::disks
