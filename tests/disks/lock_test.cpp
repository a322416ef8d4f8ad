// SPDX-License-Identifier: Apache-2.0
#include "disks/lock.hpp"

#include "disks/source.hpp"
#include "disks/volume.hpp"
#include "tests/disks/built_disks.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

/// The volume without its content: the boot sector and the three copies at their places.
class BitLockerVolume {
 public:
  explicit BitLockerVolume(const std::filesystem::path& image) {
    auto opened = disks::open_source(image.string());
    REQUIRE(opened);
    source = *std::move(opened);
  }
  Lock lock() const {
    const auto found = disks::find_lock(*source);
    REQUIRE(found);
    REQUIRE(*found);
    return **found;
  }
  std::unique_ptr<disks::Source> source;
};

/// Hides stretches of another Reader behind bytes of our choice.
class Patched final : public Reader {
 public:
  explicit Patched(const Reader& whole) : whole_(whole) {}
  std::uint64_t size() const override { return whole_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    const auto got = whole_.read_at(offset, into);
    for (std::size_t i = 0; got && i < *got; ++i) {
      const auto found = bytes.find(offset + i);
      if (found != bytes.end()) into[i] = found->second;
    }
    return got;
  }
  std::map<std::uint64_t, std::byte> bytes;

 private:
  const Reader& whole_;
};

}  // namespace

TEST_CASE("BitLocker says its protectors and the recovery key's identifier as Windows shows it") {
  DATA_OR_SKIP(images, "02-bitlocker");
  SECTION("AES-XTS, password and recovery password") {
    const Lock lock = BitLockerVolume(images / "bitlk-aes-xts-128.img").lock();
    CHECK(lock.kind == LockKind::bitlocker);
    CHECK(lock.id == "8F595209-F5B9-49A0-85D4-CB8F80258C27");
    CHECK(lock.method == "AES-XTS 128");
    CHECK(lock.description == "DESKTOP-NPM7RCA H: 7/4/2019");
    REQUIRE(lock.protectors.size() == 2);
    CHECK(lock.protectors[0].kind == Protector::Kind::password);
    CHECK(lock.protectors[1].kind == Protector::Kind::recovery_password);
    CHECK(lock.protectors[1].id == "64311DEA-4587-4029-924A-BA299647998E");
    CHECK(lock.recovery_key_id == "64311DEA");
    CHECK(!lock.clear_key);
  }
  SECTION("AES-CBC with the diffuser of Windows 7") {
    const Lock lock = BitLockerVolume(images / "bitlk-aes-cbc-elephant-128.img").lock();
    CHECK(lock.method == "AES-CBC 128 + diffuser");
    CHECK(lock.recovery_key_id == "B4454890");
    CHECK(lock.protectors.size() == 2);
  }
  SECTION("a clear key lies beside the data") {
    const Lock lock = BitLockerVolume(images / "bitlk-aes-xts-128-clearkey-only.img").lock();
    CHECK(lock.clear_key);
    CHECK(lock.recovery_key_id.empty());
    REQUIRE(lock.protectors.size() == 1);
    CHECK(lock.protectors[0].kind == Protector::Kind::clear_key);
    CHECK(lock.protectors[0].id == "F99F18E8-0348-4A6B-AFDF-58B1DD71F0D1");
  }
}

TEST_CASE("a locked volume is listed as locked, and does not open") {
  DATA_OR_SKIP(images, "02-bitlocker");
  const BitLockerVolume volume(images / "bitlk-aes-xts-128.img");
  const auto volumes = disks::find_volumes(*volume.source);
  REQUIRE(volumes);
  REQUIRE(volumes->size() == 1);
  REQUIRE(volumes->front().lock);
  CHECK(volumes->front().file_system == FileSystem::none);
  const auto opened = disks::open_volume(*volume.source, volumes->front());
  REQUIRE(!opened);
  CHECK(opened.error().code == Errc::locked);
}

TEST_CASE("any one of the three copies of BitLocker's metadata will do") {
  DATA_OR_SKIP(images, "02-bitlocker");
  const BitLockerVolume volume(images / "bitlk-aes-xts-128.img");
  const std::uint64_t copies[] = {35213312, 46256128, 57909248};
  for (const std::uint64_t kept : copies) {
    Patched patched(*volume.source);
    for (const std::uint64_t copy : copies) {
      if (copy != kept) patched.bytes[copy] = std::byte{0};
    }
    const auto found = disks::find_lock(patched);
    REQUIRE(found);
    REQUIRE(*found);
    CHECK((*found)->recovery_key_id == "64311DEA");
  }
  Patched none(*volume.source);
  for (const std::uint64_t copy : copies) none.bytes[copy] = std::byte{0};
  const auto found = disks::find_lock(none);
  REQUIRE(!found);
  CHECK(found.error().code == Errc::malformed);
}

TEST_CASE("hostile BitLocker metadata is malformed or described, never more") {
  DATA_OR_SKIP(images, "02-bitlocker");
  const BitLockerVolume volume(images / "bitlk-aes-xts-128.img");
  for (std::uint64_t at = 0; at < 960; ++at) {
    for (const unsigned value : {0x00U, 0x7fU, 0xffU}) {
      Patched patched(*volume.source);
      for (const std::uint64_t copy : {35213312UL, 46256128UL, 57909248UL}) {
        patched.bytes[copy + at] = static_cast<std::byte>(value);
      }
      const auto found = disks::find_lock(patched);
      CHECK((found || found.error().code == Errc::malformed));
    }
  }
}

TEST_CASE("a mark without metadata is still a locked volume") {
  Bytes disk(1 << 20);
  put_text(disk, 3, "-FVE-FS-");
  const MemorySource source(std::move(disk));
  const auto volumes = disks::find_volumes(source);
  REQUIRE(volumes);
  REQUIRE(volumes->front().lock);
  CHECK(volumes->front().lock->kind == LockKind::bitlocker);
  CHECK(!volumes->front().trouble.empty());
}

TEST_CASE("LUKS 1 and LUKS 2 say their identifier, cipher and slots") {
  Bytes disk(1 << 20);
  put_text(disk, 0, "LUKS\xba\xbe");
  put_text(disk, 168, "a1b2c3d4-0000-1111-2222-333344445555");
  SECTION("LUKS 1") {
    put_le(disk, 7, 1, 1);
    put_text(disk, 8, "aes");
    put_text(disk, 40, "xts-plain64");
    put_le(disk, 111, 64, 1);
    put_le(disk, 208 + 48, 0xf371ac00, 4);  // 0x00AC71F3, big endian, slot 1
    const auto lock = disks::find_lock(MemorySource(disk));
    REQUIRE(lock);
    REQUIRE(*lock);
    CHECK((*lock)->kind == LockKind::luks);
    CHECK((*lock)->id == "a1b2c3d4-0000-1111-2222-333344445555");
    CHECK((*lock)->method == "LUKS1 aes-xts-plain64 512 bits");
    REQUIRE((*lock)->protectors.size() == 1);
    CHECK((*lock)->protectors[0].id == "1");
  }
  SECTION("LUKS 2") {
    put_le(disk, 7, 2, 1);
    put_le(disk, 8 + 6, 0x40, 1);  // 16384 bytes, big endian
    put_text(disk, 4096,
             R"({"keyslots":{"0":{},"3":{}},"segments":{"0":{"encryption":"aes-xts-plain64"}}})");
    const auto lock = disks::find_lock(MemorySource(disk));
    REQUIRE(lock);
    REQUIRE(*lock);
    CHECK((*lock)->method == "LUKS2 aes-xts-plain64");
    CHECK((*lock)->protectors.size() == 2);
    put_text(disk, 4096, "[[[[");
    const auto damaged = disks::find_lock(MemorySource(disk));
    REQUIRE(!damaged);
    CHECK(damaged.error().code == Errc::malformed);
  }
}

TEST_CASE("CoreStorage is locked when it says encryption, and only then") {
  Bytes disk(1 << 20);
  put_text(disk, 88, "CS");
  put_le(disk, 8, 1, 2);
  put_le(disk, 10, 0x10, 2);
  REQUIRE(disks::find_lock(MemorySource(disk)));
  CHECK(!*disks::find_lock(MemorySource(disk)));
  put_le(disk, 172, 2, 4);
  const auto lock = disks::find_lock(MemorySource(disk));
  REQUIRE(lock);
  REQUIRE(*lock);
  CHECK((*lock)->kind == LockKind::filevault);
}

TEST_CASE("an APFS container in clear is not locked, and is said to be unsupported") {
  DATA_OR_SKIP(images, "01-disk-images");
  const auto source =
      disks::open_source((images / "log2timeline+dfvfs/test_data/apfs.raw").string());
  REQUIRE(source);
  const auto lock = disks::find_lock(**source);
  REQUIRE(lock);
  CHECK(!*lock);
  const auto volumes = disks::find_volumes(**source);
  REQUIRE(volumes);
  CHECK(volumes->front().file_system == FileSystem::apfs);
  CHECK(!volumes->front().trouble.empty());
  const auto opened = disks::open_volume(**source, volumes->front());
  REQUIRE(!opened);
  CHECK(opened.error().code == Errc::unsupported);
}
