// SPDX-License-Identifier: Apache-2.0
#include "disks/bitlocker.hpp"

#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/text.hpp"
#include "disks/guid.hpp"
#include "disks/little_endian.hpp"

namespace trousse::disks {
namespace {

using View = std::span<const std::byte>;

constexpr std::string_view mark = "-FVE-FS-";
constexpr std::string_view normal_volume = "4967D63B-2E29-4AD8-8399-F6A339E3D001";
constexpr std::string_view used_space_only = "92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8";

constexpr std::size_t block_header_size = 64;
constexpr std::size_t metadata_header_size = 48;
constexpr std::uint32_t largest_metadata = 1 << 20;

enum EntryType : std::uint16_t { volume_master_key = 0x0002, description = 0x0007 };
enum ValueType : std::uint16_t { text_value = 0x0002, master_key_value = 0x0008 };

/// Where the copies of the metadata should be, from the boot sector; empty when it has no mark.
std::vector<std::uint64_t> copies(View boot) {
  std::size_t table = 0;
  if (has_mark(boot, 3, mark)) {
    const std::string kind = guid_text(piece(boot, 160, 16));
    if (kind != normal_volume && kind != used_space_only) {
      // Vista keeps a cluster number in the field where NTFS keeps that of $MFTMirr.
      const std::uint64_t cluster = std::uint64_t{le16(boot, 11)} * u8(boot, 13);
      if (cluster == 0 || le64(boot, 56) > (std::uint64_t{1} << 62) / cluster) return {0};
      return {le64(boot, 56) * cluster};
    }
    table = 176;
  } else if (guid_text(piece(boot, 424, 16)) == normal_volume) {
    table = 440;  // BitLocker To Go: a FAT32 boot sector that old Windows understand
  } else {
    return {};
  }
  return {le64(boot, table), le64(boot, table + 8), le64(boot, table + 16)};
}

Protector::Kind kind_of(std::uint16_t protection) {
  switch (protection) {
    case 0x0000: return Protector::Kind::clear_key;
    case 0x0100: return Protector::Kind::tpm;
    case 0x0200: return Protector::Kind::startup_key;
    case 0x0300: return Protector::Kind::tpm_startup_key;
    case 0x0500: return Protector::Kind::tpm_pin;
    case 0x0700: return Protector::Kind::tpm_pin_startup_key;
    case 0x0800: return Protector::Kind::recovery_password;
    case 0x2000: return Protector::Kind::password;
    default: return Protector::Kind::unknown;
  }
}

std::string method_name(std::uint16_t method) {
  switch (method) {
    case 0x8000: return "AES-CBC 128 + diffuser";
    case 0x8001: return "AES-CBC 256 + diffuser";
    case 0x8002: return "AES-CBC 128";
    case 0x8003: return "AES-CBC 256";
    case 0x8004: return "AES-XTS 128";
    case 0x8005: return "AES-XTS 256";
    default: return fmt::format("0x{:04X}", method);
  }
}

void add_protector(View value, Lock& lock) {
  // GUID (16), time of change (8), unknown (2), protection type (2), then nested entries.
  if (value.size() < 28) return;
  Protector protector;
  protector.kind = kind_of(le16(value, 26));
  protector.id = guid_text(value.first(16));
  if (protector.kind == Protector::Kind::clear_key) lock.clear_key = true;
  if (protector.kind == Protector::Kind::recovery_password && lock.recovery_key_id.empty()) {
    lock.recovery_key_id = protector.id.substr(0, 8);
  }
  lock.protectors.push_back(std::move(protector));
}

Result<void> read_entries(View entries, Lock& lock) {
  std::size_t at = 0;
  while (at + 8 <= entries.size()) {
    const std::size_t size = le16(entries, at);
    if (size == 0) break;  // zeros behind the last entry
    if (size < 8 || size > entries.size() - at) return fail(Errc::malformed, "entry length");
    const View value = entries.subspan(at + 8, size - 8);
    const auto type = le16(entries, at + 2);
    const auto form = le16(entries, at + 4);
    if (type == volume_master_key && form == master_key_value) add_protector(value, lock);
    if (type == description && form == text_value && lock.description.empty()) {
      std::string text = utf8_from_utf16le(value);
      text.resize(std::min(text.find('\0'), text.size()));
      lock.description = printable(text);
    }
    at += size;
  }
  return {};
}

Result<Lock> read_metadata(const Reader& volume, std::uint64_t offset) {
  std::array<std::byte, block_header_size + metadata_header_size> header{};
  if (TRY(volume.read_at(offset, header)) < header.size() || !has_mark(header, 0, mark)) {
    return fail(Errc::malformed, fmt::format("no metadata at byte {}", offset));
  }
  const auto version = le16(header, 10);
  if (version != 1 && version != 2) {
    return fail(Errc::malformed, fmt::format("metadata version {}", version));
  }
  const View metadata = View(header).subspan(block_header_size);
  const std::uint32_t size = le32(metadata, 0);
  if (size < metadata_header_size || size > largest_metadata ||
      le32(metadata, 8) != metadata_header_size) {
    return fail(Errc::malformed, "metadata length");
  }
  std::vector<std::byte> entries(size - metadata_header_size);
  if (TRY(volume.read_at(offset + header.size(), entries)) < entries.size()) {
    return fail(Errc::malformed, "metadata past the end of the volume");
  }
  Lock lock;
  lock.kind = LockKind::bitlocker;
  lock.id = guid_text(piece(metadata, 16, 16));
  lock.method = method_name(le16(metadata, 36));
  TRY(read_entries(entries, lock));
  return lock;
}

}  // namespace

Result<std::optional<Lock>> find_bitlocker(const Reader& volume) {
  std::array<std::byte, 512> boot{};
  if (TRY(volume.read_at(0, boot)) < boot.size()) return std::optional<Lock>();
  const auto places = copies(boot);
  if (places.empty()) return std::optional<Lock>();

  std::string why;
  for (const std::uint64_t place : places) {
    // A volume that is being encrypted for the first time may leave a place at 0.
    if (place == 0) continue;
    auto lock = read_metadata(volume, place);
    if (lock) return std::optional(*std::move(lock));
    why = lock.error().what;
  }
  return fail(Errc::malformed, "BitLocker: no copy of the metadata can be read (" + why + ")");
}

}  // namespace trousse::disks
