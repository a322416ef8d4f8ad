// SPDX-License-Identifier: Apache-2.0
#include "tests/collectors/collecting.hpp"

using namespace trousse;
using namespace trousse::collectors;
using tests::Collecting;
using tests::FakeVolume;
using tests::Files;
using tests::Lines;

namespace {

FakeVolume disk_with_streams() {
  FakeVolume disk(
      Files{{"/$Secure", ""}, {"/Users/a/Downloads/x.exe", "MZ"}, {"/Users/a/b.doc", "D"}});
  disk.streams["/$Secure"] = {{"$SDS", "descriptors"}};
  disk.streams["/Users/a/Downloads/x.exe"] = {{"Zone.Identifier", "[ZoneTransfer]"},
                                              {"payload", std::string(5000, 'p')},
                                              {"large", std::string(70'000, 'l')},
                                              {"WofCompressedData", "w"}};
  disk.streams["/Users/a/b.doc"] = {{"\x05SummaryInformation", "Mme X"}, {"hidden", "script"}};
  return disk;
}

}  // namespace

TEST_CASE("in the medical profile streams of 4 KiB are taken, not those that describe documents") {
  Collecting run;
  REQUIRE(run.run(disk_with_streams()));
  CHECK(run.told(" streams ") ==
        Lines{"took streams /Users/a/Downloads/x.exe:Zone.Identifier 14",
              "absent streams /Users/a/Downloads/x.exe:large skipped limit of a stream: 70000 of "
              "65536 bytes",
              "absent streams /Users/a/Downloads/x.exe:payload skipped profile medical: 5000 of "
              "4096 bytes",
              "absent streams /Users/a/b.doc:\x05SummaryInformation skipped profile medical: may "
              "describe a document",
              "took streams /Users/a/b.doc:hidden 6"});
}

TEST_CASE("beyond the medical profile every stream up to 64 KiB is taken") {
  Collecting run({}, Profile::triage);
  REQUIRE(run.run(disk_with_streams()));
  CHECK(run.told("took streams").size() == 4);
  CHECK(run.told("WofCompressedData").empty());
  CHECK(run.told("$SDS").empty());
}

TEST_CASE("a disk without any named stream answers missing") {
  Collecting run;
  REQUIRE(run.run(FakeVolume(Files{{"/a", "x"}})));
  CHECK(run.told(" streams ") == Lines{"absent streams named streams up to 64 KiB missing "});
}
