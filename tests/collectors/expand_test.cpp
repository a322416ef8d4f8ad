// SPDX-License-Identifier: Apache-2.0
#include "collectors/expand.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::collectors;

namespace {

VolumeInfo windows_volume() {
  VolumeInfo volume;
  volume.file_system = FileSystem::ntfs;
  return volume;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST_CASE("variables mean every place that they can have on that volume") {
  const Places places = places_of(windows_volume());
  const auto local = expand("%%USERS.localappdata%%\\x", places);
  REQUIRE(local);
  CHECK(contains(*local, "/Users/*/AppData/Local/x"));
  CHECK(contains(*local, "/Documents and Settings/*/Local Settings/Application Data/x"));
  CHECK(contains(*local, "/Windows/System32/config/systemprofile/AppData/Local/x"));
  CHECK(contains(*local, "/Windows/ServiceProfiles/*/AppData/Local/x"));
  CHECK_FALSE(contains(*local, "/Users/*/Local Settings/Application Data/x"));
  const auto named = expand("%%users.appdata%%/L.%%users.username%%/a", places);
  REQUIRE(named);
  CHECK(contains(*named, "/Users/*/AppData/Roaming/L.*/a"));
  CHECK(*expand("%%environ_systemdrive%%\\$MFT", places) == std::vector<std::string>{"/$MFT"});
  CHECK(*expand("C:\\a b", places) == std::vector<std::string>{"/a b"});
  CHECK(*expand("a/100%%", places) == std::vector<std::string>{"/a/100%%"});
  CHECK_FALSE(expand("%%x%%", places));
  std::string many;
  for (int i = 0; i < 40; ++i) many += "%%users.homedir%%";
  CHECK_FALSE(expand(many, places));
}

TEST_CASE("a Windows folder and a profile elsewhere are found where the hives say") {
  VolumeInfo volume = windows_volume();
  volume.windows = WindowsInfo{};
  volume.windows->root = "/WIN[1]";
  volume.windows->users = {{"Alice", "/Users/Alice", "S-1-5-21-1"},
                           {"Bob", "/Profils/Bob", "S-1-5-21-2"}};
  const Places places = places_of(volume);
  CHECK(*expand("%%environ_windir%%/x", places) == std::vector<std::string>{"/WIN[[]1]/x"});
  const auto homes = expand("%%users.userprofile%%", places);
  CHECK(contains(*homes, "/Profils/Bob"));
  CHECK_FALSE(contains(*homes, "/Users/Alice"));
  volume.file_system = FileSystem::ext4;
  CHECK(*expand("%%users.homedir%%", places_of(volume)) ==
        std::vector<std::string>{"/home/*", "/root"});
}
