// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/collectors/collecting.hpp"

using namespace trousse;
using namespace trousse::collectors;
using tests::Collecting;
using tests::FakeVolume;
using tests::Lines;

namespace {

std::string random_bytes(std::size_t size, unsigned seed) {
  std::mt19937 engine(seed);
  std::string out(size, '\0');
  for (char& byte : out) byte = static_cast<char>(engine() & 0xFFU);
  return out;
}

/// A disk on which a ransomware renamed ten files of several types.
FakeVolume hit_disk() {
  FakeVolume disk;
  for (unsigned i = 0; i < 10; ++i) {
    disk.contents[fmt::format("/Users/a/Documents/rapport{}.txt.lockbit", i)] =
        random_bytes(9000 + i, i);
    disk.contents[fmt::format("/Users/a/Documents/ordonnance{}.docx.lockbit", i)] =
        random_bytes(7000 + i, 100 + i);
  }
  disk.contents["/Backup/ordonnance4.docx"] = "PK\x03\x04 la vraie";
  disk.contents["/Backup/rapport4.txt"] = "Monsieur X, 12 mai";
  return disk;
}

}  // namespace

TEST_CASE("mass renaming is counted, and one encrypted file of each type is taken with its twin") {
  const FakeVolume disk = hit_disk();
  Collecting run({}, Profile::triage);
  REQUIRE(run.run(disk));
  CHECK(run.told("took ransom") ==
        Lines{"took ransom /Users/a/Documents/ordonnance4.docx.lockbit 7004",
              "took ransom /Backup/ordonnance4.docx 13",
              "took ransom /Users/a/Documents/rapport4.txt.lockbit 9004",
              "took ransom /Backup/rapport4.txt 18"});
  const auto census = nlohmann::json::parse(run.ledger.bytes.at("census.json"));
  REQUIRE(census["suspicious"].size() == 1);
  CHECK(census["suspicious"][0]["extension"] == "lockbit");
  CHECK(census["suspicious"][0]["files"] == 20);
}

TEST_CASE("in the medical profile no twin leaves, and only a sample that hides its content whole") {
  const FakeVolume disk = hit_disk();
  Collecting run;
  REQUIRE(run.run(disk));
  CHECK(run.told("took ransom") ==
        Lines{"took ransom /Users/a/Documents/rapport4.txt.lockbit 9004"});
  const auto twin = run.told("/Backup/rapport4.txt");
  REQUIRE(twin.size() == 1);
  CHECK(twin[0].find("skipped profile medical: unencrypted twin") != std::string::npos);
  CHECK(run.ledger.bytes.count("/Backup/rapport4.txt") == 0);
}

TEST_CASE("a half-encrypted document does not leave as a sample in the medical profile") {
  FakeVolume disk;
  for (unsigned i = 0; i < 10; ++i) {
    std::string content = random_bytes(70'000, i);
    content.replace(66'000, 3'000, std::string(3'000, 'P'));
    disk.contents[fmt::format("/Users/a/Documents/rapport{}.txt.lockbit", i)] = content;
  }
  Collecting run;
  REQUIRE(run.run(disk));
  CHECK(run.told("took ransom").empty());
  CHECK(run.told("profile medical: parts may not be encrypted").size() == 1);
  CHECK(run.ledger.unanswered() == 0);
}

TEST_CASE("files that are only renamed, not encrypted, are no samples") {
  FakeVolume disk;
  for (int i = 0; i < 10; ++i) {
    disk.contents[fmt::format("/d/rapport{}.txt.lockbit", i)] = std::string(5000, 'a');
  }
  Collecting run({}, Profile::full);
  REQUIRE(run.run(disk));
  CHECK(run.told("took ransom").empty());
}
