// SPDX-License-Identifier: Apache-2.0
#include "scanners/scan.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using namespace trousse::scanners;

namespace {

std::vector<Finding> found_on(const std::map<std::string, std::string>& contents) {
  FakeVolume disk;
  disk.contents = {contents.begin(), contents.end()};
  ScanOptions options;
  options.only = {"remote_access"};
  Ledger ledger;
  const auto done = scan_volume(
      [&]() -> Result<std::unique_ptr<disks::Volume>> {
        return std::unique_ptr<disks::Volume>(std::make_unique<FakeVolume>(disk));
      },
      options, ledger);
  REQUIRE(done);
  return ledger.findings;
}

}  // namespace

TEST_CASE("a program of remote control is told once, as something to ask the provider about") {
  const auto found = found_on({{"/Program Files/AnyDesk/AnyDesk.exe", "MZ"},
                               {"/Users/Alice/Downloads/AnyDesk.exe", "MZ"},
                               {"/Program Files/TeamViewer/TeamViewer_Service.exe", "MZ"},
                               {"/Windows/notepad.exe", "MZ"}});
  REQUIRE(found.size() == 2);
  CHECK(found[0].kind == "remote_access");
  CHECK(found[0].facts.at("program") == "AnyDesk");
  CHECK(found[0].facts.at("files") == "2");
  CHECK(found[0].path == "/Program Files/AnyDesk/AnyDesk.exe");
  CHECK(found[0].severity == Severity::medium);
  CHECK(found[0].certainty == Certainty::probable);
  CHECK(found[1].facts.at("program") == "TeamViewer");
}

TEST_CASE("a name that only resembles one, or holds its name in a text, is no finding") {
  CHECK(found_on({{"/Users/Alice/anydesk.txt", "AnyDesk.exe"},
                  {"/Users/Alice/notanydesk.exe", "MZ"},
                  {"/Users/Alice/.exe", "MZ"}})
            .empty());
}
