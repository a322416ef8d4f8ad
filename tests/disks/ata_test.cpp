// SPDX-License-Identifier: Apache-2.0
#include "disks/ata.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "disks/medium_facts.hpp"
#include "disks/unused.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::disks {
namespace {

using Answer = std::vector<std::byte>;

void put(Answer& answer, std::size_t word, unsigned value) {
  answer[2 * word] = static_cast<std::byte>(value);
  answer[2 * word + 1] = static_cast<std::byte>(value >> 8);
}

// A disk of 1 953 525 168 sectors (1 TB), 512 bytes over 4096, with both kinds of hidden area.
Answer identity_answer() {
  Answer answer(512);
  put(answer, 0, 0x0040);
  put(answer, 60, 0xffff);
  put(answer, 61, 0x0fff);
  put(answer, 82, 1U << 10);
  put(answer, 83, 1U << 14 | 1U << 10 | 1U << 11);
  put(answer, 100, 0x6db0);
  put(answer, 101, 0x7470);
  put(answer, 106, 1U << 14 | 1U << 13 | 3);
  return answer;
}

// The same with what ACS-3 has: the maximum by 78h instead of a protected area, no overlay.
Answer newer_identity_answer() {
  Answer answer = identity_answer();
  put(answer, 82, 0);
  put(answer, 83, 1U << 14 | 1U << 10);
  put(answer, 86, 1U << 15);
  put(answer, 119, 1U << 14 | 1U << 8);
  return answer;
}

constexpr std::uint64_t seen = 1'953'525'168;

// Sense data in descriptor form: "ATA information available", then the registers.
Answer sense_of(std::uint64_t last, unsigned status = 0x50, unsigned device = 0x40) {
  Answer sense(64);
  const unsigned bytes[] = {0x72, 0x01, 0x00, 0x1d, 0, 0, 0, 14, 0x09, 0x0c, 1, 0, 0, 0};
  for (std::size_t i = 0; i < std::size(bytes); ++i) sense[i] = static_cast<std::byte>(bytes[i]);
  const auto set = [&](std::size_t at, std::uint64_t value) {
    sense[8 + at] = static_cast<std::byte>(value);
  };
  set(7, last);
  set(9, last >> 8);
  set(11, last >> 16);
  set(6, last >> 24);
  set(8, last >> 32);
  set(10, last >> 40);
  set(12, device);
  set(13, status);
  return sense;
}

Answer factory_answer(std::uint64_t sectors) {
  Answer answer(512);
  put(answer, 0, 2);
  for (std::size_t i = 0; i < 4; ++i) {
    put(answer, 3 + i, static_cast<unsigned>((sectors - 1) >> (16 * i) & 0xffff));
  }
  answer[510] = std::byte{0xa5};
  unsigned sum = 0;
  for (const std::byte value : answer) sum += std::to_integer<unsigned>(value);
  answer[511] = static_cast<std::byte>(256 - sum % 256);
  return answer;
}

/// A disk that answers what it was built to, and refuses everything else.
struct BuiltDisk {
  std::map<AtaQuestion, Answer> answers;
  std::vector<AtaQuestion> asked;

  HiddenAreas areas() {
    return hidden_areas([this](AtaQuestion question) -> Result<AtaAnswer> {
      asked.push_back(question);
      const auto found = answers.find(question);
      if (found == answers.end()) return fail(Errc::unsupported, "no answer");
      if (ata_answer_size(question) > 0) return AtaAnswer{found->second, {}};
      return AtaAnswer{{}, found->second};
    });
  }
};

}  // namespace

TEST_CASE("every command that can be sent to a disk only asks") {
  // [ACS-2]: what sets a maximum is F9h and 37h, what sets or restores an overlay B1h with C3h or
  // C0h, what freezes it C1h. [ACS-3]: 78h asks with feature 0, sets with 1, freezes with 2.
  const std::set<std::pair<unsigned, unsigned>> asking = {
      {0xec, 0}, {0xf8, 0}, {0x27, 0}, {0x78, 0}, {0xb1, 0xc2}};
  for (const AtaQuestion question :
       {AtaQuestion::identify, AtaQuestion::native_max, AtaQuestion::native_max_ext,
        AtaQuestion::accessible_max, AtaQuestion::configuration_identify}) {
    const auto command = ata_command(question);
    CHECK(command[0] == 0x85);
    CHECK(asking.contains({command[14], command[4]}));
    CHECK(command[3] == 0);
    const unsigned protocol = command[1] >> 1 & 0xf;
    CHECK(protocol == (ata_answer_size(question) > 0 ? 4 : 3));
    // Data only ever comes in (T_DIR).
    CHECK((ata_answer_size(question) == 0 || (command[2] & 0x08) != 0));
  }
}

TEST_CASE("IDENTIFY DEVICE gives the sectors, their sizes and what the disk can answer") {
  const auto identity = ata_identity(identity_answer());
  REQUIRE(identity);
  CHECK(identity->sectors == 1'953'525'168);
  CHECK(identity->has_48_bits);
  CHECK(identity->has_protected_area);
  CHECK(identity->has_configuration);
  CHECK(identity->logical_sector == 512);
  CHECK(identity->physical_sector == 4096);
}

TEST_CASE("an old disk says its sectors in 28 bits") {
  Answer answer = identity_answer();
  put(answer, 83, 1U << 14);
  const auto identity = ata_identity(answer);
  REQUIRE(identity);
  CHECK(identity->sectors == 0x0fffffff);
  CHECK_FALSE(identity->has_configuration);
}

TEST_CASE("sectors of 4096 bytes are told in words") {
  Answer answer = identity_answer();
  put(answer, 106, 1U << 14 | 1U << 12);
  put(answer, 117, 2048);
  const auto identity = ata_identity(answer);
  REQUIRE(identity);
  CHECK(identity->logical_sector == 4096);
  CHECK(identity->physical_sector == 4096);
}

TEST_CASE("what is no answer of a disk is none") {
  CHECK_FALSE(ata_identity(Answer(512)));
  CHECK_FALSE(ata_identity(Answer(100)));
  Answer packet = identity_answer();
  put(packet, 0, 0x8580);
  CHECK_FALSE(ata_identity(packet));
}

TEST_CASE("the native maximum comes back in the registers") {
  CHECK(ata_native_sectors(sense_of(0x0123456789abULL), AtaQuestion::native_max_ext) ==
        0x0123456789acULL);
  CHECK(ata_native_sectors(sense_of(0x00fffffe, 0x50, 0x4f), AtaQuestion::native_max) ==
        0x0fffffff);
}

TEST_CASE("a refused question, lost registers and another form of sense are not a size") {
  CHECK_FALSE(ata_native_sectors(sense_of(1000, 0x51), AtaQuestion::native_max_ext));
  CHECK_FALSE(ata_native_sectors(sense_of(0), AtaQuestion::native_max_ext));
  Answer fixed = sense_of(1000);
  fixed[0] = std::byte{0x70};
  CHECK_FALSE(ata_native_sectors(fixed, AtaQuestion::native_max_ext));
  CHECK_FALSE(ata_native_sectors(Answer(10), AtaQuestion::native_max_ext));
  CHECK_FALSE(ata_native_sectors(Answer(64), AtaQuestion::native_max_ext));
}

TEST_CASE("registers are found behind other descriptors, and not past the length that is told") {
  const Answer plain = sense_of(seen);
  Answer behind(64);
  std::copy_n(plain.begin(), 8, behind.begin());
  behind[7] = std::byte{4 + 14};
  behind[8] = std::byte{0x05};  // another descriptor, of two bytes
  behind[9] = std::byte{0x02};
  std::copy_n(plain.begin() + 8, 14, behind.begin() + 12);
  CHECK(ata_native_sectors(behind, AtaQuestion::native_max_ext) == seen + 1);
  behind[7] = std::byte{4 + 13};
  CHECK_FALSE(ata_native_sectors(behind, AtaQuestion::native_max_ext));
  for (unsigned length = 0; length < 256; ++length) {
    for (const std::size_t size : {8U, 9U, 10U, 21U, 22U, 64U}) {
      Answer hostile(size, std::byte{0x09});
      hostile[0] = std::byte{0x72};
      hostile[7] = static_cast<std::byte>(length);
      static_cast<void>(ata_native_sectors(hostile, AtaQuestion::native_max_ext));
    }
  }
}

TEST_CASE("a bridge that gives back half of the registers is not believed") {
  Answer half = sense_of(0x0123456789abULL);
  half[8 + 2] = std::byte{0};  // not "extend"
  CHECK_FALSE(ata_native_sectors(half, AtaQuestion::native_max_ext));
  CHECK_FALSE(ata_native_sectors(half, AtaQuestion::accessible_max));
  CHECK(ata_native_sectors(half, AtaQuestion::native_max));
}

TEST_CASE("a disk of ACS-3 says so, and more sectors than words 100 to 103 hold") {
  Answer answer = newer_identity_answer();
  auto identity = ata_identity(answer);
  REQUIRE(identity);
  CHECK(identity->has_accessible_max);
  CHECK_FALSE(identity->has_protected_area);
  put(answer, 69, 1U << 3);
  put(answer, 230, 0x0001);
  put(answer, 232, 0x0002);
  identity = ata_identity(answer);
  REQUIRE(identity);
  CHECK(identity->sectors == (std::uint64_t{2} << 32 | 1));
  put(answer, 233, 0x0001);  // more than 48 bits address
  CHECK_FALSE(ata_identity(answer));
  answer = newer_identity_answer();
  put(answer, 86, 0);
  CHECK_FALSE(ata_identity(answer)->has_accessible_max);
  put(answer, 86, 1U << 15);
  put(answer, 119, 1U << 8);
  CHECK_FALSE(ata_identity(answer)->has_accessible_max);
}

TEST_CASE("the factory's size is believed only with its signature and checksum") {
  Answer answer(512);
  answer = factory_answer(seen);
  CHECK(ata_factory_sectors(answer) == 1'953'525'168);
  answer[511] ^= std::byte{1};
  CHECK_FALSE(ata_factory_sectors(answer));
  CHECK_FALSE(ata_factory_sectors(Answer(512)));
}

TEST_CASE("hidden sectors are what is known to be there beyond what a system sees") {
  HiddenAreas areas;
  areas.visible = 1000;
  CHECK(areas.hidden() == 0);
  areas.native = 1200;
  CHECK(areas.hidden() == 200);
  areas.factory = 1500;
  CHECK(areas.hidden() == 500);
}

TEST_CASE("a disk with a protected area and an overlay is asked for both") {
  BuiltDisk disk{{{AtaQuestion::identify, identity_answer()},
                  {AtaQuestion::native_max_ext, sense_of(seen + 999)},
                  {AtaQuestion::configuration_identify, factory_answer(seen + 5000)}},
                 {}};
  const HiddenAreas areas = disk.areas();
  CHECK(areas.is_whole());
  CHECK(areas.visible == seen);
  CHECK(areas.native == seen + 1000);
  CHECK(areas.factory == seen + 5000);
  CHECK(areas.hidden() == 5000);
}

TEST_CASE("a disk that shows all of itself hides nothing") {
  BuiltDisk disk{{{AtaQuestion::identify, identity_answer()},
                  {AtaQuestion::native_max_ext, sense_of(seen - 1)},
                  {AtaQuestion::configuration_identify, factory_answer(seen)}},
                 {}};
  const HiddenAreas areas = disk.areas();
  CHECK(areas.is_whole());
  CHECK(areas.hidden() == 0);
}

TEST_CASE("a disk of ACS-3 is asked by its own question alone") {
  BuiltDisk disk{{{AtaQuestion::identify, newer_identity_answer()},
                  {AtaQuestion::accessible_max, sense_of(seen + 99)}},
                 {}};
  const HiddenAreas areas = disk.areas();
  CHECK(areas.is_whole());
  CHECK(areas.hidden() == 100);
  CHECK(disk.asked == std::vector{AtaQuestion::identify, AtaQuestion::accessible_max});
}

TEST_CASE(
    "a disk without such features is asked nothing more, and hides nothing that one can ask") {
  Answer answer = identity_answer();
  put(answer, 82, 0);
  put(answer, 83, 1U << 14 | 1U << 10);
  BuiltDisk disk{{{AtaQuestion::identify, answer}}, {}};
  CHECK(disk.areas().is_whole());
  CHECK(disk.asked.size() == 1);
}

TEST_CASE("what could not be asked is not known, and never told as nothing hidden") {
  BuiltDisk silent;
  CHECK(silent.areas().state == HiddenAreas::State::not_known);
  CHECK(silent.areas().why == "no answer");
  BuiltDisk packet{{{AtaQuestion::identify, Answer(512)}}, {}};
  CHECK(packet.areas().state == HiddenAreas::State::not_known);

  BuiltDisk half{{{AtaQuestion::identify, identity_answer()},
                  {AtaQuestion::native_max_ext, sense_of(seen - 1)}},
                 {}};
  const HiddenAreas areas = half.areas();
  CHECK(areas.state == HiddenAreas::State::known);
  CHECK_FALSE(areas.is_whole());
  MediumFacts facts;
  facts.hidden_areas = areas;
  CHECK(to_json(facts).find("hidden_areas_why") != std::string::npos);
}

TEST_CASE("fewer sectors in all than are seen is no answer") {
  BuiltDisk disk{{{AtaQuestion::identify, identity_answer()},
                  {AtaQuestion::native_max_ext, sense_of(1000)},
                  {AtaQuestion::configuration_identify, factory_answer(1000)}},
                 {}};
  const HiddenAreas areas = disk.areas();
  CHECK_FALSE(areas.is_whole());
  CHECK_FALSE(areas.native);
  CHECK_FALSE(areas.factory);
  CHECK(areas.hidden() == 0);
}

TEST_CASE("answers of random bytes are never more than a question without an answer") {
  std::mt19937_64 random(20261130);
  const auto noise = [&](std::size_t size) {
    Answer answer(size);
    for (auto& byte : answer) byte = static_cast<std::byte>(random());
    return answer;
  };
  for (int i = 0; i < 20'000; ++i) {
    Answer identity = noise(512);
    // Half of them say that they are a disk with everything.
    if (i % 2 == 0) {
      put(identity, 0, 0x0040);
      put(identity, 83, 1U << 14 | 1U << 10 | 1U << 11);
    }
    Answer sense = noise(random() % 65);
    if (!sense.empty()) sense[0] = std::byte{0x72};
    BuiltDisk disk{{{AtaQuestion::identify, identity},
                    {AtaQuestion::native_max, sense},
                    {AtaQuestion::native_max_ext, sense},
                    {AtaQuestion::accessible_max, sense},
                    {AtaQuestion::configuration_identify, noise(random() % 600)}},
                   {}};
    const HiddenAreas areas = disk.areas();
    CHECK((areas.state != HiddenAreas::State::known || areas.visible > 0));
    CHECK((areas.hidden() == 0 || areas.native || areas.factory));
    CHECK(areas.hidden() <= std::uint64_t{1} << 48);
  }
}

TEST_CASE("a block device that cannot be asked is not one without hidden areas") {
  SourceInfo gone;
  gone.kind = SourceKind::block_device;
  gone.path = "/nowhere/disk";
  CHECK(medium_facts(gone).hidden_areas.state == HiddenAreas::State::not_known);
  gone.transport = "nvme";
  CHECK(medium_facts(gone).hidden_areas.state == HiddenAreas::State::does_not_apply);
}

TEST_CASE("an image file has no hidden area to ask for") {
  SourceInfo image;
  image.kind = SourceKind::raw_image;
  const MediumFacts facts = medium_facts(image);
  CHECK(facts.hidden_areas.state == HiddenAreas::State::does_not_apply);
  CHECK(to_json(facts) == R"({"logical_sector":512,"hidden_areas":"does_not_apply"})");
}

TEST_CASE("what is left out of a source reads as zeros, everything else as it is") {
  std::string bytes(1000, 'x');
  const MemoryReader whole(tests::bytes_of(bytes));
  const WithoutRanges reader(whole, {{100, 50}, {150, 10}, {990, 10}});
  for (const Gap& gap : {Gap{100, 60}, Gap{990, 10}}) {
    bytes.replace(gap.offset, gap.length, std::string(gap.length, '\0'));
  }
  for (const std::size_t offset : {0U, 99U, 100U, 120U, 149U, 150U, 159U, 160U, 985U, 999U}) {
    for (const std::size_t size : {1U, 7U, 60U, 2000U}) {
      std::vector<std::byte> piece(size);
      const auto got = reader.read_at(offset, piece);
      REQUIRE(got);
      piece.resize(*got);
      CHECK(tests::text_of(piece) == bytes.substr(offset, size));
    }
  }
  std::vector<std::byte> past(1);
  CHECK(reader.read_at(1000, past) == 0);
}

}  // namespace trousse::disks
