// SPDX-License-Identifier: Apache-2.0
#include "collectors/windows_facts.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/hive_writer.hpp"

using namespace trousse;
using collectors::display_name;
using collectors::read_windows;
using tests::FakeVolume;
using tools::at;
using tools::HiveWriter;

namespace {

constexpr const char* config = "/Windows/System32/config/";
constexpr const char* version = "Microsoft\\Windows NT\\CurrentVersion";
constexpr const char* alice = "S-1-5-21-1111111111-2222222222-3333333333-1001";

std::string software() {
  HiveWriter hive("\\SystemRoot\\System32\\Config\\SOFTWARE", at("2026-11-19T07:52:31Z"));
  hive.text(version, "ProductName", "Windows 10 Pro").text(version, "CurrentBuild", "26100");
  hive.dword(version, "UBR", 2314).text(version, "DisplayVersion", "24H2");
  hive.text(version, "SystemRoot", "C:\\WINDOWS");
  hive.dword(version, "InstallDate", 1727943164);
  const std::string profiles = std::string(version) + "\\ProfileList\\";
  hive.expand_text(profiles + "S-1-5-18", "ProfileImagePath", "%systemroot%\\system32\\config");
  hive.expand_text(profiles + alice, "ProfileImagePath", "C:\\Users\\Alice.Martin");
  hive.expand_text(profiles + "S-1-5-21-9-9-9-1104", "ProfileImagePath",
                   "D:\\Profils\\remplacante");
  hive.expand_text(profiles + "S-1-12-1-5-6-7-8", "ProfileImagePath",
                   "%SystemDrive%\\Users\\Nuage");
  return hive.bytes();
}

std::string system_hive(std::uint32_t current) {
  HiveWriter hive("\\SystemRoot\\System32\\Config\\SYSTEM", at("2026-11-19T07:52:31Z"));
  hive.dword("Select", "Current", current);
  for (const std::uint32_t set : {1U, 2U}) {
    const std::string control = "ControlSet00" + std::to_string(set) + "\\Control\\";
    hive.text(control + "ComputerName\\ComputerName", "ComputerName",
              set == 1 ? "PC-AVANT" : "PC-CABINET-01");
    hive.text(control + "TimeZoneInformation", "TimeZoneKeyName", "Romance Standard Time");
    hive.binary(control + "Windows", "ShutdownTime",
                tools::Bytes().time(at("2026-11-19T07:52:31Z")).str());
  }
  return hive.bytes();
}

std::string sam() {
  HiveWriter hive("\\SystemRoot\\System32\\Config\\SAM", at("2026-11-19T07:52:31Z"));
  const std::string domain = "SAM\\Domains\\Account";
  hive.binary(domain, "V",
              tools::Bytes().zeros(40).u32(1111111111).u32(2222222222U).u32(3333333333U).str());
  hive.value(domain + "\\Users\\Names\\Administrateur", "", 500, "");
  hive.value(domain + "\\Users\\Names\\Alice Martin", "", 1001, "");
  hive.value(domain + "\\Users\\Names\\support$", "", 1005, "");
  return hive.bytes();
}

/// FakeVolume knows files; a real one finds folders too.
class VolumeWithFolders : public FakeVolume {
 public:
  using FakeVolume::FakeVolume;
  Result<File> find(const EvidencePath& path) const override {
    if (auto file = FakeVolume::find(path)) return file;
    for (const auto& [name, content] : contents) {
      if (!name.starts_with(path.text() + "/")) continue;
      File folder;
      folder.path = path;
      folder.kind = FileKind::directory;
      return folder;
    }
    return fail(Errc::missing, "no such path");
  }
};

}  // namespace

TEST_CASE("What the hives say of a Windows is read from the control set in use") {
  const FakeVolume volume({{std::string(config) + "SOFTWARE", software()},
                           {std::string(config) + "SYSTEM", system_hive(2)},
                           {std::string(config) + "SAM", sam()}});
  const auto windows = read_windows(volume);
  REQUIRE(windows);
  CHECK(windows->root == "/Windows");
  CHECK(windows->product_name == "Windows 10 Pro");
  CHECK(windows->display_name == "Windows 11 Pro");
  CHECK(windows->display_version == "24H2");
  CHECK(windows->build == "26100.2314");
  CHECK(windows->computer_name == "PC-CABINET-01");
  CHECK(windows->time_zone == "Romance Standard Time");
  CHECK(windows->installed == at("2024-10-03T08:12:44Z"));
  CHECK(windows->last_shutdown == at("2026-11-19T07:52:31Z"));
  CHECK(windows->unreadable.empty());
}

TEST_CASE(
    "Users are those with a profile, and the accounts without one that Windows did not ship") {
  const FakeVolume volume(
      {{std::string(config) + "SOFTWARE", software()}, {std::string(config) + "SAM", sam()}});
  const auto windows = read_windows(volume);
  REQUIRE(windows);
  std::vector<std::string> users;
  for (const auto& user : windows->users) {
    users.push_back(user.name + "|" + user.profile + "|" + user.sid);
  }
  CHECK(users ==
        std::vector<std::string>{"Nuage|/Users/Nuage|S-1-12-1-5-6-7-8",
                                 "Alice Martin|/Users/Alice.Martin|" + std::string(alice),
                                 "remplacante||S-1-5-21-9-9-9-1104",
                                 "support$||S-1-5-21-1111111111-2222222222-3333333333-1005"});
}

TEST_CASE("Hives that a ransomware renamed are found by their name or by what they carry inside") {
  const VolumeWithFolders volume({{std::string(config) + "SOFTWARE.lockbit", software()},
                                  {std::string(config) + "x7Gq2.akira", system_hive(1)},
                                  {std::string(config) + "SYSTEM.LOG1", system_hive(2)}});
  const auto windows = read_windows(volume);
  REQUIRE(windows);
  CHECK(windows->display_name == "Windows 11 Pro");
  CHECK(windows->computer_name == "PC-AVANT");
  CHECK(windows->unreadable.empty());
}

TEST_CASE("A hive that is there and cannot be read is named, and the others still speak") {
  VolumeWithFolders volume({{std::string(config) + "SOFTWARE.lockbit", std::string(9000, 'x')},
                            {std::string(config) + "SYSTEM", system_hive(1)},
                            {std::string(config) + "SAM", sam()}});
  volume.unreadable.insert(std::string(config) + "SAM");
  const auto windows = read_windows(volume);
  REQUIRE(windows);
  CHECK(windows->computer_name == "PC-AVANT");
  CHECK(windows->product_name.empty());
  REQUIRE(windows->unreadable.size() == 2);
  CHECK(windows->unreadable[0] == "SOFTWARE.lockbit: not a registry hive");
  CHECK(windows->unreadable[1].starts_with("SAM: "));
}

TEST_CASE("A volume without Windows has no Windows") {
  FakeVolume volume;
  CHECK_FALSE(read_windows(volume));
  volume.contents["/Photos/a.jpg"] = "x";
  volume.contents["/Windows.old/Windows/System32/config/SOFTWARE"] = software();
  CHECK_FALSE(read_windows(volume));
}

TEST_CASE("Windows 11 is called so although its registry says Windows 10") {
  CHECK(display_name("Windows 10 Pro", "22000.1") == "Windows 11 Pro");
  CHECK(display_name("Windows 10 Pro", "19045.4529") == "Windows 10 Pro");
  CHECK(display_name("Windows Server 2025 Standard", "26100") == "Windows Server 2025 Standard");
  CHECK(display_name("Windows 10 Home", "") == "Windows 10 Home");
  CHECK(display_name("", "26100").empty());
}
