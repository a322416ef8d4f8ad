// SPDX-License-Identifier: Apache-2.0
#include "scanners/services.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/read_whole.hpp"
#include "core/text.hpp"
#include "formats/hive.hpp"

namespace trousse::scanners {
namespace {

// The largest SYSTEM hives seen are of some 40 MB.
constexpr std::uint64_t largest_hive = std::uint64_t{128} << 20;
constexpr std::size_t most_services = 4096;
// SERVICE_WIN32: own process or shared, of WinNT.h. The others are drivers.
constexpr std::uint64_t win32_types = 0x30;

std::optional<File> hive_file(const disks::Volume& volume) {
  for (const char* place : {"/Windows/System32/config/SYSTEM", "/WINNT/System32/config/SYSTEM"}) {
    if (auto file = volume.find(EvidencePath(place))) return std::move(*file);
  }
  return std::nullopt;
}

Result<formats::Hive> open_hive(const disks::Volume& volume, const File& file) {
  const auto reader = TRY(volume.open(file, ""));
  std::vector<Gap> gaps;
  auto bytes = TRY(read_whole(*reader, largest_hive, gaps));
  return formats::Hive::open(std::move(bytes));
}

// Start, of the key HKLM\SYSTEM\CurrentControlSet\Services\NAME: 0 to 4.
Service::Start start_of(std::optional<std::uint64_t> value) {
  constexpr std::array starts{Service::Start::boot, Service::Start::system,
                              Service::Start::automatic, Service::Start::manual,
                              Service::Start::disabled};
  return value && *value < starts.size() ? starts[static_cast<std::size_t>(*value)]
                                         : Service::Start::unknown;
}

}  // namespace

std::string_view word_of(Service::Start start) {
  switch (start) {
    case Service::Start::boot: return "boot";
    case Service::Start::system: return "system";
    case Service::Start::automatic: return "automatic";
    case Service::Start::manual: return "manual";
    case Service::Start::disabled: return "disabled";
    case Service::Start::unknown: break;
  }
  return "unknown";
}

std::string program_of(std::string_view command) {
  constexpr std::string_view ending = ".exe";
  std::string path = folded(command);
  const auto quoted = path.find('"', 1);
  if (path.starts_with('"') && quoted != std::string::npos) {
    path = path.substr(1, quoted - 1);
  } else if (const auto end = path.find(ending); end != std::string::npos) {
    path.resize(end + ending.size());
  }
  return path.substr(path.find_last_of("\\/") + 1);
}

std::string services_hive(const disks::Volume& volume) {
  const auto file = hive_file(volume);
  return file ? file->path.text() : std::string();
}

Result<std::vector<Service>> services_of(const disks::Volume& volume) {
  std::vector<Service> all;
  const auto file = hive_file(volume);
  if (!file) return all;
  const formats::Hive hive = TRY(open_hive(volume, *file));
  const std::uint64_t current = hive.number("Select", "Current").value_or(1);
  const std::string services = fmt::format("ControlSet{:03}\\Services", current);
  for (const std::string& name : hive.subkeys(services)) {
    if (all.size() == most_services) break;
    const std::string key = services + "\\" + name;
    if ((hive.number(key, "Type").value_or(0) & win32_types) == 0) continue;
    all.push_back({name, hive.text(key, "DisplayName").value_or(""),
                   hive.text(key, "ImagePath").value_or(""), start_of(hive.number(key, "Start")),
                   hive.last_written(key)});
  }
  return all;
}

}  // namespace trousse::scanners
