// SPDX-License-Identifier: Apache-2.0
#include "collectors/windows_facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include <fmt/format.h>

#include "core/read_whole.hpp"
#include "core/text.hpp"
#include "formats/hive.hpp"

namespace trousse::collectors {
namespace {

using formats::Hive;

// The largest SOFTWARE hives seen are of some 200 MB; Windows itself stops at 2 GB.
constexpr std::uint64_t largest_hive = std::uint64_t{512} << 20;
constexpr std::size_t most_users = 4096;
constexpr std::string_view version_key = "Microsoft\\Windows NT\\CurrentVersion";

/// The first bytes of a file, fewer when it is shorter or cannot be read.
std::vector<std::byte> head_of(const disks::Volume& volume, const File& file) {
  std::vector<std::byte> head(512);
  const auto reader = volume.open(file, "");
  if (!reader) return {};
  const auto got = (*reader)->read_at(0, head);
  head.resize(got ? *got : 0);
  return head;
}

/// "Base block", file name: 64 bytes of UTF-16 at 48, the end of the path that Windows gave it.
bool calls_itself(std::span<const std::byte> head, std::string_view hive) {
  if (!formats::looks_like_hive(head) || head.size() < 112) return false;
  std::string path = utf8_from_utf16le(head.subspan(48, 64));
  path.resize(std::min(path.find('\0'), path.size()));
  return same_name(path.substr(path.find_last_of('\\') + 1), hive);
}

/// What Windows itself puts beside a hive and is not one.
bool is_companion(const EvidencePath& path) {
  constexpr std::array<std::string_view, 6> endings{"log",         "log1", "log2",
                                                    "regtrans-ms", "blf",  "sav"};
  return std::find(endings.begin(), endings.end(), path.extension()) != endings.end();
}

/// The hives' folder. Its content is listed only when a hive is not at its place, since that takes
/// a walk over the whole volume.
class Config {
 public:
  Config(const disks::Volume& volume, std::string folder)
      : volume_(volume), folder_(std::move(folder)) {}

  /// The file that holds this hive: by its name, or by its name with something added, or by the
  /// name it carries inside, as ransomware renames even what it cannot encrypt.
  std::optional<File> file_of(std::string_view hive) {
    if (auto plain = volume_.find(EvidencePath(fmt::format("{}/{}", folder_, hive)))) {
      return std::move(*plain);
    }
    std::optional<File> named;
    for (const File& file : files()) {
      if (is_companion(file.path)) continue;
      const std::vector<std::byte> head = head_of(volume_, file);
      if (calls_itself(head, hive)) return file;
      const std::string name = folded(file.path.name());
      if (!name.starts_with(folded(hive) + ".")) continue;
      if (formats::looks_like_hive(head)) return file;
      if (!named) named = file;
    }
    return named;
  }

 private:
  const std::vector<File>& files() {
    if (listed_) return files_;
    listed_ = true;
    const std::string wanted = folded(folder_);
    // A volume that cannot be walked to its end has given what it could.
    (void)volume_.for_each_file([&](const File& file) {
      if (!file.deleted && file.kind == FileKind::regular && folded(file.path.folder()) == wanted) {
        files_.push_back(file);
      }
      return disks::Next::go_on;
    });
    return files_;
  }

  const disks::Volume& volume_;
  std::string folder_;
  std::vector<File> files_;
  bool listed_ = false;
};

Result<Hive> open_hive(const disks::Volume& volume, const File& file, std::size_t& gap_count) {
  const auto reader = TRY(volume.open(file, ""));
  std::vector<Gap> gaps;
  auto bytes = TRY(read_whole(*reader, largest_hive, gaps));
  gap_count = gaps.size();
  return Hive::open(std::move(bytes));
}

/// The hive when it is there and reads; a line in `unreadable` when it is there and does not.
std::optional<Hive> hive_of(const disks::Volume& volume, Config& config, std::string_view name,
                            WindowsInfo& info, bool& present) {
  const auto file = config.file_of(name);
  if (!file) return std::nullopt;
  present = true;
  std::size_t gap_count = 0;
  auto hive = open_hive(volume, *file, gap_count);
  const std::string shown = printable(file->path.name());
  if (!hive) {
    info.unreadable.push_back(fmt::format("{}: {}", shown, hive.error().what));
    return std::nullopt;
  }
  if (gap_count > 0) {
    info.unreadable.push_back(fmt::format("{}: {} unreadable ranges in it", shown, gap_count));
  }
  return std::move(*hive);
}

std::optional<std::uint64_t> little_endian(std::span<const std::byte> bytes) {
  if (bytes.size() > 8) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | static_cast<std::uint64_t>(bytes[i]);
  }
  return value;
}

void read_software(const Hive& software, WindowsInfo& info) {
  info.product_name = software.text(version_key, "ProductName").value_or("");
  info.display_version = software.text(version_key, "DisplayVersion")
                             .value_or(software.text(version_key, "ReleaseId").value_or(""));
  info.build = software.text(version_key, "CurrentBuild")
                   .value_or(software.text(version_key, "CurrentBuildNumber").value_or(""));
  const auto revision = software.number(version_key, "UBR");
  if (revision && !info.build.empty()) info.build += fmt::format(".{}", *revision);
  info.display_name = display_name(info.product_name, info.build);
  if (const auto ticks = software.number(version_key, "InstallTime")) {
    info.installed = from_filetime(*ticks);
  }
  const auto seconds = software.number(version_key, "InstallDate").value_or(0);
  if (!info.installed && seconds > 0) info.installed = Utc{static_cast<std::int64_t>(seconds), 0};
}

void read_system(const Hive& system, WindowsInfo& info) {
  const std::uint64_t current = system.number("Select", "Current").value_or(1);
  const std::string control = fmt::format("ControlSet{:03}\\Control\\", current);
  const std::string name = control + "ComputerName\\";
  info.computer_name =
      system.text(name + "ComputerName", "ComputerName")
          .value_or(system.text(name + "ActiveComputerName", "ComputerName").value_or(""));
  const std::string zone = control + "TimeZoneInformation";
  info.time_zone =
      system.text(zone, "TimeZoneKeyName").value_or(system.text(zone, "StandardName").value_or(""));
  const auto shutdown = system.value(control + "Windows", "ShutdownTime");
  if (shutdown && shutdown->data.size() == 8) {
    info.last_shutdown = from_filetime(little_endian(shutdown->data).value_or(0));
  }
}

struct Account {
  std::string name;
  std::string sid;
};

/// The machine's own accounts: the number of each is the type of the unnamed value below its name,
/// the machine's SID ends the value V of the domain.
std::vector<Account> accounts_of(const Hive& sam) {
  const std::string domain = "SAM\\Domains\\Account";
  const auto v = sam.value(domain, "V");
  if (!v || v->data.size() < 12) return {};
  const std::span<const std::byte> tail = std::span(v->data).last(12);
  std::string machine = "S-1-5-21";
  for (std::size_t i = 0; i < 12; i += 4) {
    machine += fmt::format("-{}", little_endian(tail.subspan(i, 4)).value_or(0));
  }
  std::vector<Account> accounts;
  for (const std::string& name : sam.subkeys(domain + "\\Users\\Names")) {
    const auto number = sam.value(domain + "\\Users\\Names\\" + name, "");
    if (number) accounts.push_back({name, fmt::format("{}-{}", machine, number->type)});
    if (accounts.size() == most_users) break;
  }
  return accounts;
}

bool is_person(std::string_view sid) {
  // Local and domain accounts, and those of Entra ID; services have S-1-5-18, S-1-5-80-…
  return sid.starts_with("S-1-5-21-") || sid.starts_with("S-1-12-1-");
}

/// "C:\\Users\\Alice" as a path of this volume, "" when it is on another drive than Windows.
std::string on_this_volume(std::string path, std::string_view system_root) {
  constexpr std::string_view drive = "%systemdrive%";
  if (folded(path).starts_with(drive)) {
    path.erase(0, drive.size());
  } else if (path.size() > 2 && path[1] == ':') {
    if (system_root.size() > 1 && folded(path.substr(0, 1)) != folded(system_root.substr(0, 1))) {
      return "";
    }
    path.erase(0, 2);
  }
  std::replace(path.begin(), path.end(), '\\', '/');
  while (path.ends_with('/')) path.pop_back();
  return path.starts_with('/') ? path : "";
}

void read_users(const Hive* software, const std::vector<Account>& accounts, WindowsInfo& info) {
  const std::string profiles = std::string(version_key) + "\\ProfileList";
  if (software != nullptr) {
    const std::string root = software->text(version_key, "SystemRoot").value_or("");
    for (const std::string& sid : software->subkeys(profiles)) {
      // Windows adds ".bak" to a profile that it could not load, and makes a new one beside it.
      if (!is_person(sid) || info.users.size() == most_users) continue;
      const auto image = software->text(profiles + "\\" + sid, "ProfileImagePath");
      const std::string path = on_this_volume(image.value_or(""), root);
      const std::string folder = image.value_or("");
      info.users.push_back({folder.substr(folder.find_last_of('\\') + 1), path, sid});
    }
  }
  constexpr std::string_view built_in[] = {"-500", "-501", "-503", "-504"};
  for (const Account& account : accounts) {
    const auto known = std::find_if(info.users.begin(), info.users.end(),
                                    [&](const auto& user) { return user.sid == account.sid; });
    if (known != info.users.end()) {
      known->name = account.name;
      continue;
    }
    const bool shipped = std::any_of(std::begin(built_in), std::end(built_in),
                                     [&](auto ending) { return account.sid.ends_with(ending); });
    // An account that never opened a session here has no profile, and may be the attacker's.
    if (!shipped) info.users.push_back({account.name, "", account.sid});
  }
}

}  // namespace

std::string display_name(const std::string& product_name, const std::string& build) {
  constexpr std::string_view old_name = "Windows 10";
  constexpr unsigned first_of_windows_11 = 22000;
  unsigned number = 0;
  std::from_chars(build.data(), build.data() + build.size(), number);
  if (!product_name.starts_with(old_name) || number < first_of_windows_11) return product_name;
  return "Windows 11" + product_name.substr(old_name.size());
}

std::optional<WindowsInfo> read_windows(const disks::Volume& volume) {
  for (const std::string root : {"/Windows", "/WINNT"}) {
    const std::string folder = root + "/System32/config";
    const bool there = volume.find(EvidencePath(folder)).has_value() ||
                       volume.find(EvidencePath(folder + "/SOFTWARE")).has_value() ||
                       volume.find(EvidencePath(folder + "/SYSTEM")).has_value();
    if (!there) continue;
    WindowsInfo info;
    info.root = root;
    Config config(volume, folder);
    bool present = false;
    const auto software = hive_of(volume, config, "SOFTWARE", info, present);
    const auto system = hive_of(volume, config, "SYSTEM", info, present);
    const auto sam = hive_of(volume, config, "SAM", info, present);
    if (!present) continue;
    if (software) read_software(*software, info);
    if (system) read_system(*system, info);
    const auto accounts = sam ? accounts_of(*sam) : std::vector<Account>{};
    read_users(software ? &*software : nullptr, accounts, info);
    return info;
  }
  return std::nullopt;
}

}  // namespace trousse::collectors
