// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/file.hpp"
#include "core/reader.hpp"
#include "disks/runs_reader.hpp"

/// The bytes of NTFS file records, as Linux' Documentation and the "NTFS Documentation" of
/// R. Russon and Y. Fledel describe them; Microsoft gives the values in [MS-FSCC].
namespace trousse::disks {

/// What the boot sector says. All in bytes.
struct NtfsLayout {
  std::uint32_t cluster = 0;
  std::uint32_t record = 0;
  std::uint32_t index_block = 0;
  std::uint64_t table = 0;   ///< where $MFT begins
  std::uint64_t mirror = 0;  ///< where $MFTMirr begins
  std::uint64_t size = 0;    ///< of the volume
};

/// Errors: malformed, unreadable.
Result<NtfsLayout> read_ntfs_boot(const Reader& volume);

/// Undoes the update sequence of a FILE record or INDX block, in place: the last two bytes of
/// each 512 stand in an array at its front. False when they do not agree: a torn write.
bool undo_update_sequence(std::span<std::byte> record);

enum class NtfsType : std::uint32_t {
  standard_information = 0x10,
  attribute_list = 0x20,
  file_name = 0x30,
  volume_name = 0x60,
  data = 0x80,
  index_root = 0x90,
  index_allocation = 0xa0,
  reparse_point = 0xc0,
};

/// One attribute of a record: a view into the record's bytes.
struct NtfsAttribute {
  NtfsType type{};
  std::uint16_t flags = 0;
  bool resident = false;
  std::span<const std::byte> name;     ///< UTF-16LE
  std::span<const std::byte> content;  ///< of a resident one
  std::span<const std::byte> runs;     ///< mapping pairs of a non-resident one
  std::uint64_t first_vcn = 0;
  std::uint64_t last_vcn = 0;
  std::uint32_t unit = 0;  ///< compression unit in clusters, 0 for none
  std::uint64_t size = 0;  ///< this and the next hold in the extent of first_vcn 0 only
  std::uint64_t initialised = 0;

  bool is_compressed() const { return (flags & 0x00ff) != 0; }
  bool is_encrypted() const { return (flags & 0x4000) != 0; }
  bool is_sparse() const { return (flags & 0x8000) != 0; }
};

/// The header of a record; nothing when it is not a FILE record.
struct NtfsHeader {
  std::uint16_t sequence = 0;
  bool in_use = false;
  bool directory = false;
  std::uint64_t base = 0;  ///< entry that this record only continues, 0 for none
  std::uint16_t base_sequence = 0;
};
std::optional<NtfsHeader> ntfs_header(std::span<const std::byte> record);

/// Appends the attributes of a record. False when the list breaks off: those before stand.
bool append_attributes(std::span<const std::byte> record, std::vector<NtfsAttribute>& into);

/// A $FILE_NAME attribute.
struct NtfsName {
  enum Space : std::uint8_t { posix = 0, win32 = 1, dos = 2, win32_and_dos = 3 };
  std::uint64_t parent = 0;
  std::uint16_t parent_sequence = 0;
  std::uint8_t space = posix;
  std::string name;  ///< valid UTF-8; a '/' in it is replaced, a name is one component of a path
  Times times;
};
std::optional<NtfsName> ntfs_name(std::span<const std::byte> content);

/// Four FILETIMEs one behind the other: created, modified, changed, accessed.
Times ntfs_times(std::span<const std::byte> content, std::size_t at);

/// Appends the runs of one extent, which is `clusters` long. False when the mapping pairs break
/// off: the rest of the extent is appended as lost.
bool append_runs(const NtfsAttribute& extent, const NtfsLayout& layout, std::vector<Run>& into);

}  // namespace trousse::disks
