// SPDX-License-Identifier: Apache-2.0
#include "scanners/scan.hpp"
#include "scanners/services.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"
#include "tests/tools/hive_writer.hpp"

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

namespace {

struct Installed {
  std::string key, shown, command;
  std::uint32_t start;
  std::uint32_t type = 0x10;
};

std::string system_hive(const std::vector<Installed>& services) {
  tools::HiveWriter hive("\\SystemRoot\\System32\\Config\\SYSTEM", Utc{1'767'600'000, 0});
  hive.dword("Select", "Current", 2);
  hive.key("ControlSet001\\Services\\TeamViewer");  // not the one in use
  for (const Installed& one : services) {
    const std::string key = "ControlSet002\\Services\\" + one.key;
    hive.text(key, "DisplayName", one.shown).expand_text(key, "ImagePath", one.command);
    hive.dword(key, "Start", one.start).dword(key, "Type", one.type);
  }
  return hive.bytes();
}

const std::string hive_place = "/Windows/System32/config/SYSTEM";

}  // namespace

TEST_CASE("a service of such a program is told with its start, surer where its file is there too") {
  const std::string command = R"("C:\Program Files\AnyDesk\AnyDesk.exe" --service)";
  const auto both =
      found_on({{hive_place, system_hive({{"AnyDesk", "AnyDesk Service", command, 2}})},
                {"/Program Files/AnyDesk/AnyDesk.exe", "MZ"}});
  REQUIRE(both.size() == 1);
  CHECK(both[0].certainty == Certainty::certain);
  CHECK(both[0].path == "/Program Files/AnyDesk/AnyDesk.exe");
  CHECK(both[0].facts.at("service") == "AnyDesk");
  CHECK(both[0].facts.at("start") == "automatic");
  CHECK(both[0].facts.at("command") == command);

  const auto alone = found_on({{hive_place, system_hive({{"Maj", "Mises", command, 4}})}});
  REQUIRE(alone.size() == 1);
  CHECK(alone[0].certainty == Certainty::probable);  // by its file, whatever it is called
  CHECK(alone[0].path == hive_place);
  CHECK(alone[0].facts.at("files") == "0");
  CHECK(alone[0].facts.at("start") == "disabled");

  const auto by_name = found_on(
      {{hive_place, system_hive({{"ScreenConnect Client (4f2)", "", R"(C:\Temp\svc.exe)", 3}})}});
  REQUIRE(by_name.size() == 1);
  CHECK(by_name[0].certainty == Certainty::possible);
  CHECK(by_name[0].facts.at("program") == "ScreenConnect");
  CHECK(by_name[0].facts.at("start") == "manual");
}

TEST_CASE("drivers, other services and control sets not in use are no finding") {
  CHECK(found_on({{hive_place, system_hive({{"anydesk_driver", "AnyDesk", "x.sys", 1, 1},
                                            {"Spooler", "Spouleur", "spoolsv.exe", 2}})}})
            .empty());
}

TEST_CASE("a hive that cannot be read costs its services only") {
  const auto found = found_on(
      {{hive_place, "regf and nothing more"}, {"/Program Files/AnyDesk/AnyDesk.exe", "MZ"}});
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found[0].facts.contains("service"));
}

TEST_CASE("the program of a command is found whichever way it is written") {
  CHECK(program_of(R"("C:\Program Files\A B\AnyDesk.exe" --service)") == "anydesk.exe");
  CHECK(program_of(R"(C:\Program Files\A B\AnyDesk.EXE -x)") == "anydesk.exe");
  CHECK(program_of("anydesk.exe") == "anydesk.exe");
  CHECK(program_of(R"(\??\C:\X\MeshAgent.exe)") == "meshagent.exe");
  CHECK(program_of("\"") == "\"");
  CHECK(program_of("").empty());
}
