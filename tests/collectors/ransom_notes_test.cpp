// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

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
