// SPDX-License-Identifier: Apache-2.0
#include "disks/source.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
namespace fs = std::filesystem;

namespace {

Errc code_of(const std::string& path) {
  const auto source = disks::open_source(path);
  REQUIRE(!source);
  return source.error().code;
}

std::string content_of(const disks::Source& source) {
  const auto all = read_whole(source, 1 << 24);
  REQUIRE(all);
  return text_of(*all);
}

}  // namespace

TEST_CASE("what cannot be a source is refused with its reason") {
  const TemporaryFolder folder;
  CHECK(code_of((folder.path() / "absent").string()) == Errc::missing);
  CHECK(code_of(folder.path().string()) == Errc::refused);
  CHECK(code_of("/dev/null") == Errc::refused);
  write_file(folder.path() / "empty.dd", "");
  CHECK(code_of((folder.path() / "empty.dd").string()) == Errc::malformed);
  if (::geteuid() != 0) {
    write_file(folder.path() / "secret.dd", "x");
    fs::permissions(folder.path() / "secret.dd", fs::perms::none);
    CHECK(code_of((folder.path() / "secret.dd").string()) == Errc::refused);
  }
}

TEST_CASE("a raw image is read at any place, and its end is its end") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "disk.dd";
  write_file(path, "0123456789");
  const auto source = disks::open_source(path.string());
  REQUIRE(source);
  CHECK((*source)->info().kind == SourceKind::raw_image);
  CHECK((*source)->info().read_only);
  CHECK((*source)->size() == 10);
  std::vector<std::byte> four(4);
  REQUIRE((*source)->read_at(8, four));
  CHECK(*(*source)->read_at(8, four) == 2);
  CHECK(text_of(four).substr(0, 2) == "89");
  CHECK(*(*source)->read_at(10, four) == 0);
  CHECK(*(*source)->read_at(~std::uint64_t{0}, four) == 0);
}

TEST_CASE("an image that shrinks while it is read is unreadable there, not shorter") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "disk.dd";
  write_file(path, std::string(10000, 'a'));
  const auto source = disks::open_source(path.string());
  REQUIRE(source);
  fs::resize_file(path, 5000);
  std::vector<std::byte> bytes(10000);
  const auto got = (*source)->read_at(0, bytes);
  REQUIRE(!got);
  CHECK(got.error().code == Errc::unreadable);
}

TEST_CASE("the segments of a split image are joined in order") {
  const std::vector<std::vector<std::string>> namings = {
      {"a.001", "a.002", "a.003"},    {"a.000", "a.001", "a.002"},
      {"a.aa", "a.ab", "a.ac"},       {"a.raw.001", "a.raw.002", "a.raw.003"},
      {"a.0001", "a.0002", "a.0003"},
  };
  for (const auto& names : namings) {
    const TemporaryFolder here;
    write_file(here.path() / names[0], "0123");
    write_file(here.path() / names[1], "4567");
    write_file(here.path() / names[2], "89");
    write_file(here.path() / "b.002", "not ours");
    const auto source = disks::open_source((here.path() / names[0]).string());
    INFO(names[0]);
    REQUIRE(source);
    CHECK((*source)->info().kind == SourceKind::split_raw_image);
    CHECK((*source)->info().segments.size() == 3);
    CHECK((*source)->size() == 10);
    CHECK(content_of(**source) == "0123456789");
  }
}

TEST_CASE("a split image goes on past .099 and past .az") {
  const TemporaryFolder folder;
  std::string expected;
  for (int i = 1; i <= 101; ++i) {
    std::string number = std::to_string(i);
    number.insert(0, 3 - number.size(), '0');
    const std::string piece = i == 101 ? "e" : "ab";
    write_file(folder.path() / ("a." + number), piece);
    expected += piece;
  }
  const auto source = disks::open_source((folder.path() / "a.001").string());
  REQUIRE(source);
  CHECK(content_of(**source) == expected);
}

TEST_CASE("a split image that contradicts itself is an error, never a shorter disk") {
  const TemporaryFolder folder;
  SECTION("a segment is missing in the middle") {
    write_file(folder.path() / "a.001", "0123");
    write_file(folder.path() / "a.003", "89");
  }
  SECTION("a segment is missing far behind") {
    write_file(folder.path() / "a.001", "0123");
    write_file(folder.path() / "a.002", "4567");
    write_file(folder.path() / "a.009", "89");
  }
  SECTION("a segment is empty") {
    write_file(folder.path() / "a.001", "0123");
    write_file(folder.path() / "a.002", "");
    write_file(folder.path() / "a.003", "89");
  }
  SECTION("a segment is cut") {
    write_file(folder.path() / "a.001", "0123");
    write_file(folder.path() / "a.002", "45");
    write_file(folder.path() / "a.003", "89");
  }
  SECTION("the last one is longer than the first") {
    write_file(folder.path() / "a.001", "0123");
    write_file(folder.path() / "a.002", "456789");
  }
  CHECK(code_of((folder.path() / "a.001").string()) == Errc::malformed);
}

TEST_CASE("a lone file that is called .001 is a raw image") {
  DATA_OR_SKIP(images, "01-disk-images");
  const auto path = images / "log2timeline+dfvfs/test_data/bogus.001";
  const auto source = disks::open_source(path.string());
  REQUIRE(source);
  CHECK((*source)->size() == 51200);
  CHECK((*source)->info().kind == SourceKind::raw_image);
}

TEST_CASE("an E01 and a split E01 are seen uncompressed") {
  DATA_OR_SKIP(images, "01-disk-images");
  const auto folder = images / "log2timeline+dfvfs/test_data";
  const auto whole = disks::open_source((folder / "ext2.E01").string());
  const auto split = disks::open_source((folder / "ext2.split.E01").string());
  REQUIRE(whole);
  REQUIRE(split);
  CHECK((*whole)->info().kind == SourceKind::ewf_image);
  CHECK((*split)->info().segments.size() == 2);
  CHECK((*whole)->size() == 4194304);
  CHECK(content_of(**whole) == content_of(**split));
  // The ext magic number, at its place.
  CHECK(content_of(**whole).substr(1080, 2) == "\x53\xef");
}

TEST_CASE("an E01 without its second segment does not open as a shorter disk") {
  DATA_OR_SKIP(images, "01-disk-images");
  const TemporaryFolder folder;
  fs::copy_file(images / "log2timeline+dfvfs/test_data/ext2.split.E01",
                folder.path() / "ext2.split.E01");
  const auto source = disks::open_source((folder.path() / "ext2.split.E01").string());
  if (source) {
    CHECK((*source)->size() == 4194304);
    std::vector<std::byte> all(4194304);
    const auto got = (*source)->read_at(0, all);
    REQUIRE(!got);
    CHECK(got.error().code == Errc::unreadable);
  } else {
    CHECK(source.error().code == Errc::malformed);
  }
}

TEST_CASE("damage inside an E01 is unreadable there, never passed for content") {
  DATA_OR_SKIP(images, "01-disk-images");
  const TemporaryFolder folder;
  std::string bytes = read_file(images / "Velocidex+go-ewf/test/test.ntfs.dd.E01");
  const auto good =
      disks::open_source((images / "Velocidex+go-ewf/test/test.ntfs.dd.E01").string());
  REQUIRE(good);
  const auto expected = content_of(**good);
  for (std::size_t at = 3000; at < 100000; at += 9973) {
    std::string damaged = bytes;
    for (std::size_t i = 0; i < 64; ++i)
      damaged[at + i] = static_cast<char>(damaged[at + i] ^ 0x5a);
    write_file(folder.path() / "d.E01", damaged);
    const auto source = disks::open_source((folder.path() / "d.E01").string());
    if (!source) continue;
    std::vector<std::byte> piece(32768);
    unsigned wrong = 0;
    for (std::uint64_t offset = 0; offset < (*source)->size(); offset += piece.size()) {
      const auto got = (*source)->read_at(offset, piece);
      if (got && text_of(std::span(piece).first(*got)) != expected.substr(offset, *got)) ++wrong;
    }
    INFO("damaged at byte " << at);
    CHECK(wrong == 0);
  }
}

TEST_CASE("the disks of the machine are listed from sysfs, without loop, memory and optical ones") {
  const TemporaryFolder sys;
  const auto make = [&](const std::string& name, const std::string& sectors) {
    fs::create_directories(sys.path() / "block" / name / "device");
    fs::create_directories(sys.path() / "block" / name / "queue");
    write_file(sys.path() / "block" / name / "size", sectors + "\n");
    write_file(sys.path() / "block" / name / "removable", "0\n");
    write_file(sys.path() / "block" / name / "ro", "1\n");
  };
  make("sda", "2048");
  make("nvme0n1", "4096");
  make("sdb", "0");
  for (const std::string name : {"loop0", "ram1", "zram0", "sr0", "mmcblk0boot0"}) make(name, "8");
  write_file(sys.path() / "block/sda/device/model", "Samsung SSD 870 \n");
  write_file(sys.path() / "block/sda/device/vpd_pg80", std::string("\0\x80\0\x06S5Y1AB", 10));
  write_file(sys.path() / "block/nvme0n1/device/serial", "N-1\n");
  write_file(sys.path() / "block/nvme0n1/queue/logical_block_size", "4096\n");
  write_file(sys.path() / "block/nvme0n1/removable", "1\n");

  const auto found = disks::list_block_devices(sys.path().string());
  REQUIRE(found.size() == 2);
  CHECK(found[0].path == "/dev/nvme0n1");
  CHECK(found[0].size == 2097152);
  CHECK(found[0].sector_size == 4096);
  CHECK(found[0].serial == "N-1");
  CHECK(found[0].transport == "nvme");
  CHECK(found[0].removable);
  CHECK(found[1].path == "/dev/sda");
  CHECK(found[1].model == "Samsung SSD 870");
  CHECK(found[1].serial == "S5Y1AB");
  CHECK(found[1].read_only);
}
