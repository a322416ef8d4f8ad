// SPDX-License-Identifier: Apache-2.0
#include "disks/partitions.hpp"

#include <algorithm>

#include "tests/disks/built_disks.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

std::vector<VolumeInfo> volumes_of(const MemorySource& disk, std::vector<std::string>& notes) {
  const auto found = disks::find_volumes(disk, &notes);
  REQUIRE(found);
  return *found;
}

bool says(const std::vector<std::string>& notes, std::string_view word) {
  return std::any_of(notes.begin(), notes.end(),
                     [&](const auto& note) { return note.find(word) != std::string::npos; });
}

}  // namespace

TEST_CASE("a GPT is read whatever the sector size, known or not") {
  for (const std::size_t sector : {std::size_t{512}, std::size_t{4096}}) {
    Bytes disk(4 << 20);
    write_gpt(disk, sector, {{100, 199, u"Basic data partition"}, {40, 99, u"Donn\u00e9es"}});
    const MemorySource source(std::move(disk));
    std::vector<std::string> notes;
    const auto volumes = volumes_of(source, notes);
    INFO("sectors of " << sector);
    REQUIRE(volumes.size() == 2);
    CHECK(volumes[0].number == 1);
    CHECK(volumes[0].offset == 40 * sector);
    CHECK(volumes[0].size == 60 * sector);
    CHECK(volumes[0].partition_name ==
          "Donn\xc3\xa9"
          "es");
    CHECK(volumes[1].offset == 100 * sector);
    CHECK(volumes[1].partition_type == "A0A2B9E5-EBD0-0000-BBAA-334400000000");
    CHECK(volumes[1].partition_id == "556677EC-3344-1122-9900-000000000000");
    CHECK(notes.empty());
  }
}

TEST_CASE("the backup GPT is used, and said, when the first is damaged in any of its bytes") {
  Bytes good(4 << 20);
  write_gpt(good, 512, {{100, 199, u"x"}});
  for (const std::size_t at : {512UL, 520UL, 524UL, 528UL, 552UL, 584UL, 592UL, 1024UL, 1060UL}) {
    Bytes disk = good;
    disk[at] ^= std::byte{0x10};
    const MemorySource source(std::move(disk));
    std::vector<std::string> notes;
    const auto volumes = volumes_of(source, notes);
    INFO("damaged at byte " << at);
    REQUIRE(volumes.size() == 1);
    CHECK(volumes[0].offset == 51200);
    CHECK(says(notes, "backup table"));
  }
}

TEST_CASE("a bad sector under the first GPT does not lose the disk") {
  Bytes disk(4 << 20);
  write_gpt(disk, 512, {{100, 199, u"x"}});
  MemorySource source(std::move(disk));
  source.bad = {1};
  std::vector<std::string> notes;
  const auto volumes = volumes_of(source, notes);
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].offset == 51200);
}

TEST_CASE("without any GPT left the disk is one volume, and it is said") {
  Bytes disk(4 << 20);
  write_gpt(disk, 512, {{100, 199, u"x"}});
  put_le(disk, 520, 0xff, 1);
  put_le(disk, disk.size() - 512 + 8, 0xff, 1);
  const MemorySource source(std::move(disk));
  std::vector<std::string> notes;
  const auto volumes = volumes_of(source, notes);
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].offset == 0);
  CHECK(volumes[0].size == 4 << 20);
  CHECK(says(notes, "damaged"));
}

TEST_CASE("a GPT that claims the impossible is cut to the disk or left out, and said") {
  Bytes disk(4 << 20);
  write_gpt(disk, 512,
            {{100, 1 << 20, u"long"},
             {1 << 20, 1 << 21, u"far"},
             {200, 150, u"back"},
             {120, 130, u"inside"}});
  const MemorySource source(std::move(disk));
  std::vector<std::string> notes;
  const auto volumes = volumes_of(source, notes);
  REQUIRE(volumes.size() == 2);
  CHECK(volumes[0].offset + volumes[0].size == 4 << 20);
  CHECK(volumes[1].offset == 120 * 512);
  CHECK(says(notes, "past the end"));
  CHECK(says(notes, "left out"));
  CHECK(says(notes, "overlaps"));
}

TEST_CASE("primary and logical partitions of an MBR come in the order of the disk") {
  Bytes disk(4 << 20);
  write_mbr_entry(disk, 0, 0, 0x0f, 1000, 3000);
  write_mbr_entry(disk, 0, 1, 0x07, 64, 500);
  write_mbr_entry(disk, 1000 * 512, 0, 0x0b, 10, 100);
  write_mbr_entry(disk, 1000 * 512, 1, 0x05, 500, 300);
  write_mbr_entry(disk, 1500 * 512, 0, 0x83, 20, 200);
  write_ntfs_mark(disk, 64 * 512);
  const MemorySource source(std::move(disk));
  std::vector<std::string> notes;
  const auto volumes = volumes_of(source, notes);
  REQUIRE(volumes.size() == 3);
  CHECK(volumes[0].offset == 64 * 512);
  CHECK(volumes[0].size == 500 * 512);
  CHECK(volumes[0].partition_type == "0x07");
  CHECK(volumes[0].file_system == FileSystem::ntfs);
  CHECK(!volumes[0].trouble.empty());
  CHECK(volumes[1].offset == 1010 * 512);
  CHECK(volumes[2].offset == 1520 * 512);
  CHECK(volumes[2].partition_type == "0x83");
  CHECK(notes.empty());
}

TEST_CASE("an MBR counted in 4096-byte sectors is recognised by what its partitions hold") {
  Bytes disk(8 << 20);
  write_mbr_entry(disk, 0, 0, 0x07, 256, 512);
  write_ntfs_mark(disk, std::size_t{256} * 4096);
  const MemorySource source(std::move(disk));
  std::vector<std::string> notes;
  const auto volumes = volumes_of(source, notes);
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].offset == std::uint64_t{256} * 4096);
}

TEST_CASE("a chain of logical partitions that loops ends, and is said") {
  Bytes disk(4 << 20);
  write_mbr_entry(disk, 0, 0, 0x05, 1000, 3000);
  write_mbr_entry(disk, 1000 * 512, 0, 0x07, 10, 100);
  write_mbr_entry(disk, 1000 * 512, 1, 0x05, 500, 300);
  write_mbr_entry(disk, 1500 * 512, 1, 0x05, 0, 300);
  const MemorySource source(std::move(disk));
  std::vector<std::string> notes;
  CHECK(volumes_of(source, notes).size() == 1);
  CHECK(says(notes, "loops"));
}

TEST_CASE("the boot sector of a volume is not taken for a partition table") {
  Bytes disk(1 << 20);
  write_ntfs_mark(disk, 0);
  write_mbr_entry(disk, 0, 0, 0x07, 64, 500);
  const MemorySource source(std::move(disk));
  std::vector<std::string> notes;
  const auto volumes = volumes_of(source, notes);
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].offset == 0);
  CHECK(volumes[0].file_system == FileSystem::ntfs);
}

TEST_CASE("what is no disk is one volume without a file system") {
  for (const std::size_t size : {1UL, 511UL, 512UL, 100000UL}) {
    const MemorySource source(Bytes(size, std::byte{0x41}));
    std::vector<std::string> notes;
    const auto volumes = volumes_of(source, notes);
    REQUIRE(volumes.size() == 1);
    CHECK(volumes[0].file_system == FileSystem::none);
    CHECK(volumes[0].size == size);
  }
}
