// SPDX-License-Identifier: Apache-2.0
#include "evidence/zip.hpp"

#include <zlib.h>

#include "core/text.hpp"
#include "evidence/crc32.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::evidence {
namespace {

/// An archive of many gigabytes that is never written: structures here, zeros between them.
class SparseReader final : public Reader {
 public:
  void put(std::uint64_t offset, std::string bytes) { pieces_[offset] = std::move(bytes); }
  std::uint64_t size() const override {
    return pieces_.rbegin()->first + pieces_.rbegin()->second.size();
  }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    const std::size_t count = static_cast<std::size_t>(
        std::min<std::uint64_t>(into.size(), size() - std::min(offset, size())));
    for (std::size_t i = 0; i < count; ++i) {
      const auto after = pieces_.upper_bound(offset + i);
      const auto& [start, bytes] = *std::prev(after);
      const std::uint64_t at = offset + i - start;
      into[i] = static_cast<std::byte>(at < bytes.size() ? bytes[at] : 0);
    }
    return count;
  }

 private:
  std::map<std::uint64_t, std::string> pieces_;
};

SparseReader archive_of(std::vector<ZipEntry>& entries, std::uint32_t time) {
  SparseReader file;
  const std::uint64_t directory = lay_out(entries, time);
  for (const ZipEntry& entry : entries) {
    const std::string header = zip_local_header(entry, time);
    file.put(entry.data_offset - header.size(), header);
  }
  file.put(directory, zip_directory(entries, time));
  return file;
}

}  // namespace

TEST_CASE("CRC-32 is that of zlib, whole or in pieces") {
  std::string text;
  for (int i = 0; i < 1'000; ++i) {
    text += static_cast<char>(i * 7);
    Crc32 crc;
    crc.add(tests::bytes_of(text.substr(0, text.size() / 3)));
    crc.add(tests::bytes_of(text.substr(text.size() / 3)));
    REQUIRE(crc.value() == ::crc32(0, reinterpret_cast<const Bytef*>(text.data()),
                                   static_cast<uInt>(text.size())));
  }
}

TEST_CASE("archives below and beyond four gigabytes are read as they were laid out") {
  const std::uint32_t time = dos_time({1'795'456'805, 0});
  for (const std::uint64_t size : {10ULL, 0xfffffffeULL, 0xffffffffULL, 0x180000000ULL}) {
    INFO(size);
    std::vector<ZipEntry> entries{{"SHA256SUMS", 5, 1, 0},
                                  {"parts/001-a.tar.zst.age", size, 2, 0},
                                  {"parts/002-a.tar.zst.age", 7, 3, 0}};
    const SparseReader file = archive_of(entries, time);
    const auto listing = read_zip(file);
    REQUIRE(listing);
    CHECK(listing->trouble.empty());
    REQUIRE(listing->entries.size() == 3);
    CHECK(listing->entries[1].size == size);
    CHECK(listing->entries[2].data_offset == entries[2].data_offset);
    CHECK(listing->time == time);
  }
}

TEST_CASE("more entries than 16 bits can count are read") {
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 70'000; ++i) entries.push_back({"parts/" + std::to_string(i), 1, 0, 0});
  const SparseReader file = archive_of(entries, 1);
  const auto listing = read_zip(file);
  REQUIRE(listing);
  CHECK(listing->trouble.empty());
  CHECK(listing->entries.size() == 70'000);
}

TEST_CASE("sizes made up to wrap around are refused") {
  std::vector<ZipEntry> entries{{"a", ~std::uint64_t{0} - 50, 0, 0}, {"b", 5, 0, 0}};
  const std::string directory = zip_directory(entries, 1);
  const std::string bytes = zip_local_header(entries[0], 1) + directory;
  const auto listing = read_zip(MemoryReader(tests::bytes_of(bytes)));
  CHECK((!listing || !listing->trouble.empty()));
}

TEST_CASE("the time of an entry is MS-DOS's, in UTC") {
  CHECK(dos_time({315'532'800, 0}) == ((1U << 21) | (1U << 16)));  // 1980-01-01
  CHECK(dos_time({-5, 0}) == ((1U << 21) | (1U << 16)));
  // 2026-11-23 18:04:05
  CHECK(dos_time({1'795'457'045, 0}) ==
        ((46U << 25) | (11U << 21) | (23U << 16) | (18U << 11) | (4U << 5) | 2U));
}

TEST_CASE("only plain names stand in an archive") {
  for (const std::string name : {"a", "keys/rescue.age", "parts/001-a.tar.zst.age"}) {
    CHECK(is_archive_name(name));
  }
  for (const std::string name :
       {"", "/a", "a/", "a//b", "../a", "a/..", ".", "a b", "a\\b", "\u00e9"}) {
    CHECK_FALSE(is_archive_name(name));
  }
}

}  // namespace trousse::evidence
