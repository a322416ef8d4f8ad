// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/collectors/collecting.hpp"

using namespace trousse;
using namespace trousse::collectors;
using tests::Collecting;
using tests::FakeVolume;
using tests::Files;
using tests::Lines;

namespace {

const std::string note =
    "ALL YOUR FILES HAVE BEEN ENCRYPTED!\r\nYour network was penetrated, your data was stolen and "
    "encrypted.\r\nTo decrypt your files you must pay in Bitcoin. Download Tor Browser and open "
    "http://abcdefghijklmnop234567abcdefghijklmnop234567abcdefghijkl.onion\r\nDo not rename "
    "encrypted files. Your personal ID: 0123456789ABCDEF\r\n";

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

TEST_CASE("a ransom note is taken, told from other texts of such a name by what it says") {
  FakeVolume disk(Files{{"/Users/a/Desktop/Restore-My-Files.txt", note},
                        {"/Program Files/x/README.txt", "Installation of the printer driver."}});
  Collecting run;
  REQUIRE(run.run(disk));
  CHECK(run.told("took ransom") ==
        Lines{fmt::format("took ransom /Users/a/Desktop/Restore-My-Files.txt {}", note.size())});
  CHECK(run.told("README").empty());
  CHECK(run.ledger.unanswered() == 0);
}

TEST_CASE("a note that cannot be read is reported, and the next one is still taken") {
  FakeVolume disk(
      {{"/Users/a/Restore-My-Files.txt", note}, {"/Users/b/Restore-My-Files.txt", note}});
  disk.unreadable = {"/Users/a/Restore-My-Files.txt"};
  Collecting run;
  REQUIRE(run.run(disk));
  CHECK(run.told("Restore-My-Files") ==
        Lines{"absent ransom /Users/a/Restore-My-Files.txt failed bad sector",
              fmt::format("took ransom /Users/b/Restore-My-Files.txt {}", note.size())});
}

TEST_CASE("of a note that lies in every folder five are taken and the others are counted") {
  FakeVolume disk;
  for (int i = 0; i < 40; ++i) disk.contents[fmt::format("/d{}/Restore-My-Files.txt", i)] = note;
  Collecting run;
  REQUIRE(run.run(disk));
  CHECK(run.told("took ransom").size() == 5);
  CHECK(run.told("35 more files named restore-my-files.txt").size() == 1);
}

TEST_CASE(
    "without notes and samples both questions are answered missing, and the census is there") {
  FakeVolume disk(Files{{"/a.txt", "x"}, {"/b.txt", "y"}});
  Collecting run;
  REQUIRE(run.run(disk));
  CHECK(run.told("absent ransom").size() == 2);
  const auto census = nlohmann::json::parse(run.ledger.bytes.at("census.json"));
  CHECK(census["volume"] == "C");
  CHECK(census["files"] == 2);
  CHECK(census["suspicious"].empty());
  CHECK(census["extensions"][0]["extension"] == "txt");
  CHECK(census["extensions"][0]["files"] == 2);
}

TEST_CASE("a second volume has a census of its own name") {
  FakeVolume disk(Files{{"/a.txt", "x"}});
  disk.facts.letter = "D";
  Collecting run;
  REQUIRE(run.run(disk));
  CHECK(run.ledger.bytes.count("census-D.json") == 1);
}

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
