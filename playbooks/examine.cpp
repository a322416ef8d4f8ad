// SPDX-License-Identifier: Apache-2.0
#include "playbooks/examine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "collectors/windows_facts.hpp"
#include "core/text.hpp"
#include "playbooks/trial.hpp"

namespace trousse::playbooks {
namespace {

bool is_readable(const VolumeInfo& volume) { return !volume.lock && volume.trouble.empty(); }

void read_volume(const disks::Source& source, VolumeInfo& info) {
  auto volume = disks::open_volume(source, info);
  if (!volume) {
    info.trouble = printable(volume.error().what);
    return;
  }
  info = (*volume)->info();
  info.windows = collectors::read_windows(**volume);
}

// First in a process of its own: a volume that kills its reader must not hide the others, or the
// other disks of the machine. What was read is in the kernel's memory then.
void look_inside(const disks::Source& source, VolumeInfo& info) {
  if (!is_readable(info) || info.file_system == FileSystem::none) return;
  const auto death = death_in([&] {
    VolumeInfo forgotten = info;
    read_volume(source, forgotten);
  });
  if (!death) return read_volume(source, info);
  info.trouble = fmt::format("the reader of the file system crashed: {}", *death);
}

std::string letter_after(std::string_view letter) {
  // C … Z, then V27, V28, …: more than 24 volumes on one disk is possible, if rare.
  if (letter.size() == 1 && letter[0] < 'Z') return {static_cast<char>(letter[0] + 1)};
  const int number = letter == "Z" ? 27 : std::stoi(std::string(letter.substr(1))) + 1;
  return fmt::format("V{}", number);
}

void give_letters(std::vector<VolumeInfo>& volumes) {
  const auto system = std::find_if(volumes.begin(), volumes.end(),
                                   [](const auto& volume) { return volume.windows.has_value(); });
  // Without a Windows the first volume that holds files is "C".
  std::string letter = system != volumes.end() ? "C" : "B";
  if (system != volumes.end()) system->letter = letter;
  for (auto& volume : volumes) {
    const bool holds_files = volume.file_system != FileSystem::none && is_readable(volume);
    if (!holds_files || !volume.letter.empty()) continue;
    letter = letter_after(letter);
    volume.letter = letter;
  }
}

}  // namespace

Result<Examined> examine(const std::string& path) {
  Examined examined;
  examined.source = TRY(disks::open_source(path));
  examined.volumes = TRY(disks::find_volumes(*examined.source, &examined.notes));
  for (auto& volume : examined.volumes) {
    const unsigned number = volume.number;
    look_inside(*examined.source, volume);
    volume.number = number;
  }
  give_letters(examined.volumes);
  return examined;
}

Result<std::vector<VolumeInfo>> readable_volumes(const Examined& examined,
                                                 std::optional<unsigned> number) {
  std::vector<VolumeInfo> chosen;
  for (const auto& volume : examined.volumes) {
    if (number ? volume.number == *number : !volume.letter.empty()) chosen.push_back(volume);
  }
  if (number) {
    if (chosen.empty()) return fail(Errc::usage, fmt::format("there is no volume {}", *number));
    if (chosen.front().lock) return fail(Errc::locked, "this volume is locked");
    if (chosen.front().letter.empty()) {
      return fail(Errc::unsupported,
                  fmt::format("volume {} cannot be read: {}", *number, chosen.front().trouble));
    }
  }
  if (!chosen.empty()) return chosen;
  const bool any_lock = std::any_of(examined.volumes.begin(), examined.volumes.end(),
                                    [](const auto& volume) { return volume.lock.has_value(); });
  if (any_lock) return fail(Errc::locked, "every volume of this source is locked");
  return fail(Errc::unsupported, "no file system that can be read is on this source");
}

}  // namespace trousse::playbooks
