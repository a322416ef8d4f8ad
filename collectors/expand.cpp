// SPDX-License-Identifier: Apache-2.0
#include "collectors/expand.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::collectors {
namespace {

constexpr std::size_t max_patterns = 1024;

/// What a variable stands for: below which of the volume's places, and what follows.
enum class Below { root, windows, profile, legacy_profile, home, text };

struct Meaning {
  std::string_view variable;
  Below below;
  std::string_view rest;
};

// ForensicArtifacts format specification, "Parameter expansion and globs", and the fields of the
// user and system records that its older definitions name. A variable may stand on several rows.
// Before Vista some folders had names in the system's language: English and French are known here.
constexpr std::array meanings{
    Meaning{"environ_systemdrive", Below::root, ""},
    Meaning{"environ_systemroot", Below::windows, ""},
    Meaning{"environ_windir", Below::windows, ""},
    Meaning{"environ_comspec", Below::windows, "/System32/cmd.exe"},
    Meaning{"environ_driverdata", Below::windows, "/System32/Drivers/DriverData"},
    Meaning{"environ_temp", Below::windows, "/Temp"},
    Meaning{"environ_temp", Below::windows, "/SystemTemp"},
    Meaning{"environ_tmp", Below::windows, "/Temp"},
    Meaning{"environ_programfiles", Below::root, "/Program Files"},
    Meaning{"environ_programfilesx86", Below::root, "/Program Files (x86)"},
    Meaning{"environ_commonprogramfiles", Below::root, "/Program Files/Common Files"},
    Meaning{"environ_commonprogramfilesx86", Below::root, "/Program Files (x86)/Common Files"},
    Meaning{"environ_programdata", Below::root, "/ProgramData"},
    Meaning{"environ_programdata", Below::root,
            "/Documents and Settings/All Users/Application Data"},
    Meaning{"environ_allusersappdata", Below::root, "/ProgramData"},
    Meaning{"environ_allusersappdata", Below::root,
            "/Documents and Settings/All Users/Application Data"},
    Meaning{"environ_allusersprofile", Below::root, "/ProgramData"},
    Meaning{"environ_allusersprofile", Below::root, "/Documents and Settings/All Users"},
    Meaning{"environ_public", Below::root, "/Users/Public"},
    Meaning{"environ_profilesdirectory", Below::root, "/Users"},
    Meaning{"environ_profilesdirectory", Below::root, "/Documents and Settings"},
    Meaning{"users.userprofile", Below::profile, ""},
    Meaning{"users.userprofile", Below::legacy_profile, ""},
    Meaning{"users.homedir", Below::profile, ""},
    Meaning{"users.homedir", Below::legacy_profile, ""},
    Meaning{"users.homedir", Below::home, ""},
    Meaning{"users.appdata", Below::profile, "/AppData/Roaming"},
    Meaning{"users.appdata", Below::legacy_profile, "/Application Data"},
    Meaning{"users.localappdata", Below::profile, "/AppData/Local"},
    Meaning{"users.localappdata", Below::legacy_profile, "/Local Settings/Application Data"},
    Meaning{"users.localappdata_low", Below::profile, "/AppData/LocalLow"},
    Meaning{"users.temp", Below::profile, "/AppData/Local/Temp"},
    Meaning{"users.temp", Below::legacy_profile, "/Local Settings/Temp"},
    Meaning{"users.desktop", Below::profile, "/Desktop"},
    Meaning{"users.desktop", Below::profile, "/OneDrive*/Desktop"},
    Meaning{"users.desktop", Below::profile, "/OneDrive*/Bureau"},
    Meaning{"users.desktop", Below::legacy_profile, "/Desktop"},
    Meaning{"users.desktop", Below::legacy_profile, "/Bureau"},
    Meaning{"users.personal", Below::profile, "/Documents"},
    Meaning{"users.personal", Below::legacy_profile, "/My Documents"},
    Meaning{"users.personal", Below::legacy_profile, "/Mes documents"},
    Meaning{"users.recent", Below::profile, "/AppData/Roaming/Microsoft/Windows/Recent"},
    Meaning{"users.recent", Below::legacy_profile, "/Recent"},
    Meaning{"users.startup", Below::profile,
            "/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup"},
    Meaning{"users.startup", Below::legacy_profile, "/Start Menu/Programs/Startup"},
    Meaning{"users.startup", Below::legacy_profile,
            "/Menu D\u00e9marrer/Programmes/D\u00e9marrage"},
    Meaning{"users.internet_cache", Below::profile, "/AppData/Local/Microsoft/Windows/INetCache"},
    Meaning{"users.internet_cache", Below::profile,
            "/AppData/Local/Microsoft/Windows/Temporary Internet Files"},
    Meaning{"users.internet_cache", Below::legacy_profile,
            "/Local Settings/Temporary Internet Files"},
    Meaning{"users.cookies", Below::profile, "/AppData/Roaming/Microsoft/Windows/Cookies"},
    Meaning{"users.cookies", Below::profile, "/AppData/Local/Microsoft/Windows/INetCookies"},
    Meaning{"users.cookies", Below::legacy_profile, "/Cookies"},
    Meaning{"users.username", Below::text, "*"},
    Meaning{"users.sid", Below::text, "S-1-*"},
};

const std::vector<std::string>& folders(Below below, const Places& places) {
  static const std::vector<std::string> just_itself{""};
  switch (below) {
    case Below::windows: return places.windows;
    case Below::profile: return places.profiles;
    case Below::legacy_profile: return places.legacy_profiles;
    case Below::home: return places.homes;
    case Below::root:
    case Below::text: break;
  }
  return just_itself;
}

Result<std::vector<std::string>> values_of(std::string_view variable, const Places& places) {
  const std::string wanted = folded(variable);
  std::vector<std::string> values;
  bool known = false;
  for (const Meaning& meaning : meanings) {
    if (meaning.variable != wanted) continue;
    known = true;
    for (const std::string& folder : folders(meaning.below, places)) {
      values.push_back(folder + std::string(meaning.rest));
    }
  }
  if (!known) {
    return fail(Errc::unsupported, fmt::format("unknown variable %%{}%%", variable));
  }
  return values;
}

// "C:/x" and "x" to "/x".
std::string rooted(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  const bool has_drive = path.size() >= 2 && path[1] == ':' && path[0] != '/';
  if (has_drive) path.erase(0, 2);
  if (!path.starts_with('/')) path.insert(0, 1, '/');
  return path;
}

bool within(std::string_view folder, std::string_view parent) {
  return folder.size() > parent.size() && folder[parent.size()] == '/' &&
         same_name(folder.substr(0, parent.size()), parent) &&
         folder.find('/', parent.size() + 1) == std::string_view::npos;
}

// A folder's true name as a pattern: a bracket in it would open a set.
std::string literal(std::string_view folder) {
  std::string out;
  for (const char letter : folder)
    out += letter == '[' ? std::string("[[]") : std::string(1, letter);
  return out;
}

void add_windows(const VolumeInfo& volume, Places& places) {
  places.windows = {"/Windows", "/WINNT"};
  places.profiles = {"/Users/*"};
  places.legacy_profiles = {"/Documents and Settings/*"};
  if (!volume.windows) return;
  const std::string& root = volume.windows->root;
  if (!root.empty() && !same_name(root, "/Windows")) places.windows = {literal(root)};
  for (const auto& user : volume.windows->users) {
    const std::string& folder = user.profile;
    if (folder.empty() || within(folder, "/Users") || within(folder, "/Documents and Settings")) {
      continue;
    }
    places.profiles.push_back(literal(folder));
    places.legacy_profiles.push_back(literal(folder));
  }
}

void add_services(Places& places) {
  for (const std::string& windows : places.windows) {
    for (const char* folder : {"/System32/config/systemprofile", "/SysWOW64/config/systemprofile",
                               "/ServiceProfiles/*"}) {
      places.profiles.push_back(windows + folder);
      places.legacy_profiles.push_back(windows + folder);
    }
  }
  for (auto* list : {&places.profiles, &places.legacy_profiles}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
}

}  // namespace

Places places_of(const VolumeInfo& volume) {
  Places places;
  switch (volume.file_system) {
    case FileSystem::ext2:
    case FileSystem::ext3:
    case FileSystem::ext4:
      places.system = "Linux";
      places.homes = {"/home/*", "/root"};
      return places;
    case FileSystem::apfs:
    case FileSystem::hfs:
      places.system = "Darwin";
      places.homes = {"/Users/*", "/var/root", "/private/var/root"};
      return places;
    case FileSystem::ntfs:
    case FileSystem::fat12:
    case FileSystem::fat16:
    case FileSystem::fat32:
    case FileSystem::exfat: places.system = "Windows"; break;
    case FileSystem::none:
    case FileSystem::iso9660:
    case FileSystem::other: break;
  }
  add_windows(volume, places);
  add_services(places);
  return places;
}

Result<std::vector<std::string>> expand(std::string_view path, const Places& places) {
  std::vector<std::string> made{""};
  while (!path.empty()) {
    const std::size_t open = path.find("%%");
    const std::size_t close = open == std::string_view::npos ? open : path.find("%%", open + 2);
    const bool has_variable = close != std::string_view::npos;
    const std::string_view plain = has_variable ? path.substr(0, open) : path;
    for (std::string& text : made) text += plain;
    if (!has_variable) break;
    const auto values = TRY(values_of(path.substr(open + 2, close - open - 2), places));
    path.remove_prefix(close + 2);
    if (made.size() * values.size() > max_patterns) {
      return fail(Errc::unsupported, "more than 1024 places");
    }
    std::vector<std::string> longer;
    for (const std::string& text : made) {
      for (const std::string& value : values) longer.push_back(text + value);
    }
    made = std::move(longer);
  }
  for (std::string& text : made) text = rooted(std::move(text));
  std::sort(made.begin(), made.end());
  made.erase(std::unique(made.begin(), made.end()), made.end());
  return made;
}

}  // namespace trousse::collectors
