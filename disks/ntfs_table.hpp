// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/reader.hpp"
#include "disks/ntfs_record.hpp"

namespace trousse::disks {

/// A file record with the records that continue it ($ATTRIBUTE_LIST). The attributes are views
/// into bytes that the entry owns, or into the record it was made from.
struct NtfsEntry {
  NtfsEntry() = default;
  NtfsEntry(NtfsEntry&&) = default;
  NtfsEntry& operator=(NtfsEntry&&) = default;
  NtfsEntry(const NtfsEntry&) = delete;
  NtfsEntry& operator=(const NtfsEntry&) = delete;

  std::uint64_t number = 0;
  NtfsHeader header;
  std::vector<NtfsAttribute> attributes;
  std::vector<std::vector<std::byte>> owned;
  bool whole = true;  ///< false when a part of it could not be read

  /// The attribute of that type and name (UTF-16LE) that begins the stream, or nothing.
  const NtfsAttribute* find(NtfsType type, std::span<const std::byte> name = {}) const;
};

/// The $MFT of a volume. `volume` must outlive it.
class NtfsTable {
 public:
  /// Errors: malformed, unreadable. A damaged record 0 is read from $MFTMirr.
  static Result<std::unique_ptr<NtfsTable>> open(const Reader& volume);

  const NtfsLayout& layout() const { return layout_; }
  const Reader& volume() const { return volume_; }
  std::uint64_t count() const { return table_->size() / layout_.record; }

  /// Errors: missing (past the end, or never used), malformed (torn, or continues another entry),
  /// unreadable.
  Result<NtfsEntry> entry(std::uint64_t number) const;

  /// Fills `into` from a record whose update sequence is undone, following $ATTRIBUTE_LIST.
  void gather(std::uint64_t number, const NtfsHeader& header, std::span<const std::byte> record,
              NtfsEntry& into) const;

  /// Calls `visit` with each FILE record in order, its update sequence undone, until it says
  /// false. Returns the count of records that hold something and cannot be read.
  Result<std::uint64_t> scan(const std::function<bool(std::uint64_t, const NtfsHeader&,
                                                      std::span<const std::byte>)>& visit) const;

  /// All extents of a non-resident stream as runs. Stretches without an extent are lost.
  std::vector<Run> runs_of(const NtfsEntry& entry, const NtfsAttribute& first) const;

 private:
  NtfsTable(const Reader& volume, NtfsLayout layout) : volume_(volume), layout_(layout) {}
  Result<void> map_itself();
  Result<std::vector<std::byte>> first_record() const;
  Result<std::vector<std::byte>> record(std::uint64_t number) const;
  std::vector<std::byte> list_of(const NtfsAttribute& list, NtfsEntry& into) const;

  const Reader& volume_;
  NtfsLayout layout_;
  std::unique_ptr<RunsReader> table_;
};

}  // namespace trousse::disks
