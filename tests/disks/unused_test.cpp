// SPDX-License-Identifier: Apache-2.0
#include "disks/unused.hpp"

#include "disks/volume.hpp"
#include "tests/disks/built_disks.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::disks {
namespace {

using tests::Bytes;
using tests::MemorySource;

/// A FAT16 volume of 16 MiB in clusters of 2 KiB, of which every one is free.
class BuiltFat {
 public:
  static constexpr std::size_t sector = 512;
  static constexpr std::size_t cluster = 4 * sector;
  static constexpr std::size_t fat = 1 * sector;
  static constexpr std::size_t fat_sectors = 33;
  static constexpr std::size_t data = (1 + 2 * fat_sectors + 32) * sector;
  static constexpr std::size_t size = std::size_t{16} << 20;

  BuiltFat() {
    constexpr std::uint8_t jump[] = {0xeb, 0x3c, 0x90};
    for (std::size_t i = 0; i < 3; ++i) tests::put_le(bytes, i, jump[i], 1);
    tests::put_text(bytes, 3, "MSDOS5.0");
    tests::put_le(bytes, 11, sector, 2);
    tests::put_le(bytes, 13, 4, 1);
    tests::put_le(bytes, 14, 1, 2);
    tests::put_le(bytes, 16, 2, 1);
    tests::put_le(bytes, 17, 512, 2);
    tests::put_le(bytes, 19, size / sector, 2);
    tests::put_le(bytes, 21, 0xf8, 1);
    tests::put_le(bytes, 22, fat_sectors, 2);
    tests::put_le(bytes, 38, 0x29, 1);
    tests::put_text(bytes, 43, "NO NAME    FAT16   ");
    tests::put_le(bytes, 510, 0xaa55, 2);
    set(0, 0xfff8);
    set(1, 0xffff);
  }

  void set(std::size_t number, std::uint16_t value) {
    for (std::size_t copy = 0; copy < 2; ++copy) {
      tests::put_le(bytes, fat + copy * fat_sectors * sector + 2 * number, value, 2);
    }
  }
  void use(std::size_t number) { set(number, 0xffff); }
  static std::uint64_t place(std::size_t number) { return data + (number - 2) * cluster; }

  Bytes bytes = Bytes(size);
};

Result<std::vector<Gap>> unused_of(const Source& source) {
  const auto volumes = find_volumes(source);
  REQUIRE(volumes);
  return unused_ranges(source, *volumes);
}

// Every stream of every file, one after the other.
std::vector<std::string> contents(const Source& source, const Reader& read_by) {
  std::vector<std::string> all;
  const auto volumes = find_volumes(source);
  REQUIRE(volumes);
  for (VolumeInfo info : *volumes) {
    const SliceReader bytes(read_by, info.offset, info.size);
    Bytes copy(static_cast<std::size_t>(info.size));
    REQUIRE(bytes.read_at(0, copy));
    const MemorySource inside(std::move(copy));
    info.offset = 0;
    const auto volume = open_volume(inside, info);
    REQUIRE(volume);
    REQUIRE((*volume)->for_each_file([&](const File& file) {
      for (const auto& stream : file.streams) {
        const auto content = (*volume)->open(file, stream.name);
        if (!content || file.deleted) continue;
        Bytes whole(static_cast<std::size_t>((*content)->size()));
        if (const auto got = (*content)->read_at(0, whole)) whole.resize(*got);
        all.push_back(tests::text_of(whole));
      }
      return Next::go_on;
    }));
  }
  return all;
}

}  // namespace

TEST_CASE("the free clusters of a FAT volume are left out, those in use and bad ones are not") {
  BuiltFat fat;
  for (std::size_t number = 2; number < 10; ++number) fat.use(number);
  fat.use(3000);
  fat.set(3001, 0xfff7);  // bad: nobody knows what is in it
  fat.use(3400);          // what is free between is less than a mebibyte
  const auto unused = unused_of(MemorySource(fat.bytes));
  REQUIRE(unused);
  REQUIRE(unused->size() == 2);
  const Gap& first = unused->front();
  const Gap& last = unused->back();
  CHECK(first == Gap{BuiltFat::place(10), BuiltFat::place(3000) - BuiltFat::place(10)});
  CHECK(last.offset == BuiltFat::place(3401));
  CHECK(last.offset + last.length <= BuiltFat::size);
  CHECK(last.length > std::uint64_t{8} << 20);
}

TEST_CASE("a FAT whose table cannot be read is read whole") {
  const BuiltFat fat;
  MemorySource source(fat.bytes);
  source.bad.insert(BuiltFat::fat / BuiltFat::sector + 7);
  const auto unused = unused_of(source);
  REQUIRE_FALSE(unused);
  CHECK(unused.error().code == Errc::unsupported);
}

TEST_CASE("a FAT volume is left out at its place on the disk") {
  const BuiltFat fat;
  constexpr std::size_t start = 2048;
  Bytes disk(start * 512 + BuiltFat::size);
  std::ranges::copy(fat.bytes, disk.begin() + static_cast<std::ptrdiff_t>(start * 512));
  tests::write_mbr_entry(disk, 0, 0, 0x06, start, BuiltFat::size / 512);
  tests::put_le(disk, 510, 0xaa55, 2);
  const auto unused = unused_of(MemorySource(disk));
  REQUIRE(unused);
  REQUIRE(unused->size() == 1);
  CHECK(unused->front().offset == start * 512 + BuiltFat::place(2));
}

TEST_CASE("every file of real FAT and exFAT volumes is as it was without their free clusters") {
  DATA_OR_SKIP(data, "01-disk-images");
  std::uint64_t left_out = 0;
  for (const char* image :
       {"Velocidex+go-fat/testcases/fat12.dd", "dsoprea+go-exfat/test/assets/test.exfat",
        "rafalh+rust-fatfs/resources/fat16.img", "rafalh+rust-fatfs/resources/fat32.img"}) {
    if (!std::filesystem::exists(data / image)) continue;
    INFO(image);
    const MemorySource source(tests::bytes_of(tests::read_file(data / image)));
    const auto unused = unused_of(source);
    REQUIRE(unused);
    for (const Gap& gap : *unused) left_out += gap.length;
    const auto before = contents(source, source);
    CHECK_FALSE(before.empty());
    CHECK(contents(source, WithoutRanges(source, *unused)) == before);
  }
  CHECK(left_out > 0);
}

}  // namespace trousse::disks
