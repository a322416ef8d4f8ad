// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <functional>
#include <random>

#include "core/text.hpp"
#include "evidence/archive.hpp"
#include "evidence/archive_form.hpp"
#include "evidence/crc32.hpp"
#include "evidence/hash.hpp"
#include "evidence/signature.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

// What somebody with the archive in hand, and without the sealing key, could try.
namespace trousse::evidence {
namespace {

using tests::bytes_of;

/// An archive taken apart into entries, and put together again with every structure right: what
/// remains wrong is only what the attack changed.
struct Taken_apart {
  std::vector<std::pair<std::string, std::string>> entries;
  std::uint32_t time = 0;

  explicit Taken_apart(const std::string& bytes) {
    const auto listing = read_zip(MemoryReader(bytes_of(bytes)));
    REQUIRE(listing);
    REQUIRE(listing->trouble.empty());
    time = listing->time;
    for (const ZipEntry& entry : listing->entries) {
      entries.emplace_back(entry.name, bytes.substr(entry.data_offset, entry.size));
    }
  }

  std::string& at(const std::string& name) {
    const auto found =
        std::ranges::find(entries, name, &std::pair<std::string, std::string>::first);
    REQUIRE(found != entries.end());
    return found->second;
  }

  std::string together() const {
    std::vector<ZipEntry> listed;
    for (const auto& [name, content] : entries) {
      Crc32 crc;
      crc.add(bytes_of(content));
      listed.push_back({name, content.size(), crc.value(), 0});
    }
    lay_out(listed, time);
    std::string out;
    for (std::size_t i = 0; i < listed.size(); ++i) {
      out += zip_local_header(listed[i], time) + entries[i].second;
    }
    return out + zip_directory(listed, time);
  }
};

bool passes(const std::string& bytes) {
  const auto checked = check_archive(MemoryReader(bytes_of(bytes)), {});
  return checked && checked->verdict.whole;
}

// Readmes, journal, manifest, keys, parts of two steps, one of which was gone on with.
std::string archive_of_all_kinds(const TestCase& test) {
  {
    Case one = test.create();
    Step step = TestCase::step();
    step.plan = "plan";
    auto intake = one.begin(step);
    REQUIRE(intake);
    TestCase::take(**intake, "/Users/Alice/note.txt", "pay");
    REQUIRE((*intake)->pause());
  }
  auto again = Case::open(test.at("case"));
  REQUIRE(again);
  Step step = TestCase::step();
  step.plan = "plan";
  {
    auto intake = again->begin(step);
    REQUIRE(intake);
    TestCase::take(**intake, "/Users/Alice/note.txt", "pay");
    TestCase::take(**intake, "/Users/Alice/more.txt", "more");
    REQUIRE((*intake)->finish(Intake::How::done));
  }
  {
    auto intake = again->begin(TestCase::step("scan"));
    REQUIRE(intake);
    REQUIRE((*intake)->finding({}));
    REQUIRE((*intake)->finish(Intake::How::done));
  }
  REQUIRE(again->journal("clock", R"({"offset":-3})"));
  REQUIRE(seal(*again, test.to("all.zip")));
  return tests::read_file(test.at("all.zip"));
}

const std::string part_1 = "parts/001-collect.tar.zst.age";

}  // namespace

TEST_CASE("an archive taken apart and put together unchanged passes") {
  const TestCase test;
  test.sealed();
  const std::string good = tests::read_file(test.at("archive.zip"));
  CHECK(passes(good));
  CHECK(Taken_apart(good).together() == good);
}

TEST_CASE("any one byte changed anywhere is caught: every byte once, then 10000 random changes") {
  const TestCase test;
  const std::string good = archive_of_all_kinds(test);
  std::mt19937 random(20261123);
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < good.size(); ++at) places.push_back(at);
  for (int i = 0; i < 10'000; ++i) places.push_back(random() % good.size());
  std::string changed = good;
  int passed = 0;
  for (const std::size_t at : places) {
    changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (1 + random() % 255));
    if (passes(changed)) {
      ++passed;
      WARN("a changed byte passed, at " << at);
    }
    changed[at] = good[at];
  }
  std::printf("single-byte changes: %zu, passed: %d\n", places.size(), passed);
  CHECK(passed == 0);
}

TEST_CASE("a byte of the signature changed is caught even when every CRC is made right again") {
  const TestCase test;
  test.sealed();
  const Taken_apart good(tests::read_file(test.at("archive.zip")));
  const std::size_t size = Taken_apart(good).at("SHA256SUMS.p7s").size();
  int passed = 0;
  for (std::size_t at = 0; at < size; ++at) {
    for (const int flip : {0x01, 0x20, 0x80}) {
      Taken_apart changed = good;
      std::string& signature = changed.at("SHA256SUMS.p7s");
      signature[at] = static_cast<char>(signature[at] ^ flip);
      if (passes(changed.together())) {
        ++passed;
        WARN("a changed signature byte passed, at " << at);
      }
    }
  }
  CHECK(passed == 0);
  for (const std::string& more : {std::string(1, '\0'), std::string("x")}) {
    Taken_apart changed = good;
    changed.at("SHA256SUMS.p7s") += more;
    CHECK_FALSE(passes(changed.together()));
  }
}

TEST_CASE("what is cut, added around, or repeated is caught") {
  const TestCase test;
  test.sealed();
  const std::string good = tests::read_file(test.at("archive.zip"));
  for (std::size_t cut = 1; cut < good.size(); cut += 97) {
    CHECK_FALSE(passes(good.substr(0, good.size() - cut)));
    CHECK_FALSE(passes(good.substr(cut)));
  }
  CHECK_FALSE(passes(good + "x"));
  CHECK_FALSE(passes(good + std::string(1, '\0')));
  CHECK_FALSE(passes("x" + good));
  CHECK_FALSE(passes(good + good));
  CHECK_FALSE(passes(""));
  // A comment, with its length said: what ZIP allows and this format does not.
  std::string commented = good + "hello";
  commented[good.size() - 2] = 5;
  CHECK_FALSE(passes(commented));
  // Bytes between an entry and the directory, with the directory's place said.
  const std::size_t directory = good.find("PK\x01\x02");
  std::string hiding = good;
  hiding.insert(directory, "hidden");
  hiding[hiding.size() - 6] = static_cast<char>(hiding[hiding.size() - 6] + 6);
  CHECK_FALSE(passes(hiding));
}

TEST_CASE("an entry removed, added, doubled, swapped or renamed is caught") {
  const TestCase test;
  test.sealed();
  const Taken_apart good(tests::read_file(test.at("archive.zip")));
  for (std::size_t i = 0; i < good.entries.size(); ++i) {
    INFO(good.entries[i].first);
    Taken_apart changed = good;
    changed.entries.erase(changed.entries.begin() + static_cast<long>(i));
    CHECK_FALSE(passes(changed.together()));
    changed = good;
    changed.entries.insert(changed.entries.begin() + static_cast<long>(i), good.entries[i]);
    CHECK_FALSE(passes(changed.together()));
    changed = good;
    changed.entries[i].first += "x";
    CHECK_FALSE(passes(changed.together()));
    changed = good;
    changed.entries.insert(changed.entries.begin() + static_cast<long>(i), {"parts/x", "added"});
    CHECK_FALSE(passes(changed.together()));
    for (std::size_t j = 0; j < i; ++j) {
      changed = good;
      std::swap(changed.entries[i], changed.entries[j]);
      CHECK_FALSE(passes(changed.together()));
      changed = good;
      std::swap(changed.entries[i].second, changed.entries[j].second);
      CHECK_FALSE(passes(changed.together()));
    }
  }
}

TEST_CASE("another time in the ZIP than that of the seal is caught") {
  const TestCase test;
  test.sealed();
  Taken_apart changed(tests::read_file(test.at("archive.zip")));
  changed.time += 1;
  CHECK_FALSE(passes(changed.together()));
}

TEST_CASE("nothing of another case passes, even sealed by the same kit for the same expert") {
  const TestCase test;
  test.sealed("archive.zip", "case");
  test.sealed("other.zip", "other-case");
  const Taken_apart good(tests::read_file(test.at("archive.zip")));
  const Taken_apart other(tests::read_file(test.at("other.zip")));
  REQUIRE(good.entries.size() == other.entries.size());
  for (std::size_t i = 0; i < good.entries.size(); ++i) {
    if (good.entries[i].second == other.entries[i].second) continue;
    INFO(good.entries[i].first);
    Taken_apart changed = good;
    changed.entries[i] = other.entries[i];
    CHECK_FALSE(passes(changed.together()));
  }
}

TEST_CASE("sealed again by somebody else, it never shows the fingerprint on paper") {
  const TestCase test;
  const Seal seal_made = test.sealed();
  Taken_apart changed(tests::read_file(test.at("archive.zip")));
  changed.at("LISEZMOI.txt") += "call this number\n";
  // The attacker signs the new sums with a key of the right name.
  const auto key = SealingKey::generate(seal_made.case_id);
  REQUIRE(key);
  auto sums = parse_sums(changed.at("SHA256SUMS"));
  REQUIRE(sums);
  for (Sum& sum : *sums) sum.hash = hex(sha256(bytes_of(changed.at(sum.name))));
  changed.at("SHA256SUMS") = sums_text(*sums);
  const auto cms = key->sign(changed.at("SHA256SUMS"), std::nullopt);
  REQUIRE(cms);
  changed.at("SHA256SUMS.p7s") = tests::text_of(*cms);
  const auto checked = check_archive(MemoryReader(bytes_of(changed.together())), {});
  REQUIRE(checked);
  CHECK_FALSE(checked->verdict.whole);  // the journal names the first certificate
  CHECK(checked->verdict.fingerprint != seal_made.fingerprint);
  CHECK(checked->verdict.short_fingerprint != seal_made.short_fingerprint);
}

TEST_CASE("a file that is no archive of ours is said to be none") {
  const TestCase test;
  for (const std::string& bytes : {std::string(), std::string("hello"), std::string(5'000, 'P')}) {
    tests::write_file(test.at("x.zip"), bytes);
    const auto verdict = verify(test.at("x.zip"));
    REQUIRE_FALSE(verdict);
    CHECK(verdict.error().code == Errc::malformed);
  }
  const auto gone = verify(test.at("nowhere.zip"));
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == Errc::missing);
}

}  // namespace trousse::evidence
