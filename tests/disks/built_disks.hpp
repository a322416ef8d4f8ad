// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "disks/source.hpp"

/// Disks made in memory, byte by byte, so that a test can say what is wrong with them.
namespace trousse::tests {

using Bytes = std::vector<std::byte>;

void put_le(Bytes& into, std::size_t at, std::uint64_t value, std::size_t length);
void put_text(Bytes& into, std::size_t at, std::string_view text);
Bytes utf16(std::u16string_view text);

/// A disk in memory. Sectors of 512 bytes in `bad` answer Errc::unreadable.
class MemorySource final : public disks::Source {
 public:
  explicit MemorySource(Bytes bytes);
  const SourceInfo& info() const override { return facts; }
  std::uint64_t size() const override { return bytes.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

  Bytes bytes;
  SourceInfo facts;
  std::set<std::uint64_t> bad;
};

struct GptEntry {
  std::uint64_t first = 0;  ///< sectors
  std::uint64_t last = 0;
  std::u16string_view name;
};
/// Protective MBR, primary and backup tables, in sectors of `sector` bytes.
void write_gpt(Bytes& disk, std::size_t sector, const std::vector<GptEntry>& entries);

/// One entry of a partition record at `at` (a sector): counted in `unit` by the reader.
void write_mbr_entry(Bytes& disk, std::size_t at, std::size_t index, std::uint8_t type,
                     std::uint32_t start, std::uint32_t size);

/// A boot sector that says NTFS, enough for its mark to be known.
void write_ntfs_mark(Bytes& disk, std::size_t at);

/// An NTFS volume made of file records only: what our reader needs of one.
class BuiltNtfs {
 public:
  static constexpr std::size_t cluster = 4096;
  static constexpr std::size_t record_size = 1024;

  explicit BuiltNtfs(std::size_t records);

  struct Run {
    std::uint64_t clusters = 0;
    std::int64_t place = -1;  ///< first cluster, -1 for a hole
  };
  struct Content {
    std::vector<Run> runs;
    std::uint64_t size = 0;
    std::uint64_t initialised = 0;
    std::uint16_t flags = 0;
    std::uint8_t unit_shift = 0;
    std::uint64_t first_vcn = 0;
  };

  static Bytes resident(std::uint32_t type, std::u16string_view name, const Bytes& content,
                        std::uint16_t flags = 0);
  static Bytes non_resident(std::uint32_t type, std::u16string_view name, const Content& content);
  static Bytes file_name(std::uint64_t parent, std::uint16_t parent_sequence,
                         std::u16string_view name, std::uint8_t space = 3);
  static Bytes name_attribute(std::uint64_t parent, std::uint16_t parent_sequence,
                              std::u16string_view name, std::uint8_t space = 3);
  /// $INDEX_ROOT of names given as (entry, sequence, file_name).
  struct Child {
    std::uint64_t entry = 0;
    std::uint16_t sequence = 0;
    Bytes name;
  };
  static Bytes index_root(const std::vector<Child>& children);

  enum Flags : std::uint16_t { free_file = 0, file = 1, free_folder = 2, folder = 3 };
  void put(std::uint64_t number, std::uint16_t sequence, std::uint16_t flags,
           const std::vector<Bytes>& attributes, std::uint64_t base = 0);
  /// Appends clusters; returns the first one.
  std::int64_t store(const Bytes& content);
  std::size_t record_at(std::uint64_t number) const { return 4 * cluster + number * record_size; }

  Bytes bytes;
};

VolumeInfo ntfs_info(const Bytes& volume);

}  // namespace trousse::tests
