// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include <fmt/ranges.h>

#include "tui/parts.hpp"
#include "tui/screens.hpp"
#include "words/labels.hpp"

namespace trousse::tui {
namespace {

using playbooks::FoundSource;
using words::Id;

bool has_windows(const FoundSource& found) {
  return std::ranges::any_of(found.volumes,
                             [](const VolumeInfo& v) { return v.windows.has_value(); });
}
bool has_lock(const FoundSource& found) {
  return std::ranges::any_of(found.volumes, [](const VolumeInfo& v) { return v.lock.has_value(); });
}
bool can_be_read(const FoundSource& found) {
  return std::ranges::any_of(found.volumes, [](const VolumeInfo& v) { return !v.letter.empty(); });
}

// The disk that was most likely asked about: with a Windows, then closed, inside the machine,
// large.
std::vector<const FoundSource*> likely_first(const Situation& situation) {
  std::vector<const FoundSource*> all;
  for (const auto& found : situation.sources) all.push_back(&found);
  std::ranges::stable_sort(all, [](const FoundSource* a, const FoundSource* b) {
    const auto rank = [](const FoundSource& found) {
      return std::tuple(!has_windows(found), !has_lock(found), found.info.removable,
                        ~found.info.size);
    };
    return rank(*a) < rank(*b);
  });
  return all;
}

std::string what_is_on(const FoundSource& found, const Situation& situation) {
  for (const auto& volume : found.volumes) {
    if (!volume.windows) continue;
    std::string users;
    for (const auto& user : volume.windows->users) users += (users.empty() ? "" : ", ") + user.name;
    if (users.empty()) users = say(situation, Id::no_name);
    return say(situation, Id::disk_windows,
               {volume.windows->display_name, volume.windows->computer_name, users});
  }
  for (const auto& volume : found.volumes) {
    if (volume.lock) {
      return say(situation, Id::disk_closed,
                 {words::lock_kind(volume.lock->kind, situation.language)});
    }
  }
  return say(situation, can_be_read(found) ? Id::disk_no_windows : Id::disk_nothing_read);
}

std::string disk_line(const FoundSource& found, const Situation& situation) {
  const bool image = found.info.kind != SourceKind::block_device;
  std::string name = found.info.model;
  if (image) name = found.info.path.substr(found.info.path.find_last_of('/') + 1);
  if (name.empty()) name = found.info.path;
  std::string line = say(situation, image ? Id::disk_image : Id::disk_name,
                         {words::size(found.info.size, situation.language), name});
  if (situation.technician) line += " [" + found.info.path + "]";
  return line + " " + what_is_on(found, situation);
}

const Lock* lock_of(const std::string& path, const Situation& situation) {
  for (const auto& found : situation.sources) {
    if (found.info.path != path) continue;
    for (const auto& volume : found.volumes) {
      if (volume.lock) return &*volume.lock;
    }
  }
  return nullptr;
}

const FoundSource* source_at(const std::string& path, const Situation& situation) {
  for (const auto& found : situation.sources) {
    if (found.info.path == path) return &found;
  }
  return nullptr;
}

// What one can do with a disk that is closed: go back to the list, or read what is not closed.
std::vector<Id> locked_ways(const std::string& path, const Situation& situation) {
  const auto* found = source_at(path, situation);
  std::vector<Id> ways{Id::locked_other_disk};
  if (found != nullptr && can_be_read(*found)) ways.push_back(Id::locked_read_rest);
  if (const Lock* lock = lock_of(path, situation);
      lock != nullptr && !lock->recovery_key_id.empty()) {
    ways.push_back(Id::locked_check_digits);
  }
  return ways;
}

Turn<ChooseDisk> update_locked(ChooseDisk screen, const Key& key, const Situation& situation) {
  const auto ways = locked_ways(screen.locked, situation);
  if (move(screen.way, ways.size(), key)) return {screen, Stay{}};
  if (key.name == Key::Name::escape) screen.locked.clear();
  if (key.name != Key::Name::enter || screen.way >= ways.size()) return {screen, Stay{}};
  const std::string path = screen.locked;
  const Id way = ways[screen.way];
  screen.locked.clear();
  screen.way = 0;
  if (way == Id::locked_read_rest) return {std::move(screen), Done{path}};
  if (way == Id::locked_check_digits) return {std::move(screen), Done{"digits:" + path}};
  return {screen, Stay{}};
}

void hidden_disks(Page& page, const Situation& situation) {
  const auto& hidden = situation.hidden;
  if (!hidden.any()) return;
  gap(page);
  if (hidden.remapped > 0) paragraph(page, say(situation, Id::disk_hidden), Look::warning);
  if (hidden.without_driver.empty()) return;
  const std::string ids = fmt::format("{}", fmt::join(hidden.without_driver, ", "));
  paragraph(page, say(situation, Id::disk_no_driver, {ids}), Look::warning);
}

Turn<ChooseDisk> look_again(ChooseDisk screen) {
  screen.at = 0;
  screen.asked = true;
  return {std::move(screen), Want{playbooks::LookAtDisks{}}};
}

Page locked_page(const ChooseDisk& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::locked_title));
  paragraph(page, say(situation, Id::lock_not_yet), Look::warning);
  if (const Lock* lock = lock_of(screen.locked, situation)) {
    if (!lock->recovery_key_id.empty()) {
      fact(page, say(situation, Id::locked_key_id), lock->recovery_key_id, Look::strong);
      paragraph(page, say(situation, Id::locked_where));
    }
    const std::string means = words::opens_with(*lock, situation.language);
    if (situation.technician && !means.empty()) {
      evidence(page, say(situation, Id::lock_opens_with, {means}), Look::quiet);
    }
  }
  std::vector<std::string> labels;
  for (const Id way : locked_ways(screen.locked, situation)) labels.push_back(say(situation, way));
  choices(page, labels, screen.way);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace

Turn<ChooseDisk> update(ChooseDisk screen, const Input& input, const Situation& situation) {
  if (!screen.asked && !situation.looked) return look_again(std::move(screen));
  const auto* report = std::get_if<playbooks::Report>(&input);
  if (report != nullptr && std::holds_alternative<playbooks::Refused>(*report)) {
    screen.asked = false;  // asked again when one comes back here
  }
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  if (!screen.locked.empty()) return update_locked(std::move(screen), *key, situation);
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (!situation.looked) return {screen, Stay{}};
  const auto all = likely_first(situation);
  if (move(screen.at, all.size() + 1, *key) || key->name != Key::Name::enter) {
    return {screen, Stay{}};
  }
  if (screen.at >= all.size()) return look_again(std::move(screen));
  const FoundSource& found = *all[screen.at];
  if (!can_be_read(found) || (has_lock(found) && !has_windows(found))) {
    screen.locked = found.info.path;
    screen.way = 0;
    return {screen, Stay{}};
  }
  return {std::move(screen), Done{found.info.path}};
}

Page page(const ChooseDisk& screen, const Situation& situation) {
  if (!screen.locked.empty()) return locked_page(screen, situation);
  Page page = frame(situation, say(situation, screen.step.title));
  lines(page, situation, std::get<playbooks::Ask>(screen.step.verb).lines);
  if (!situation.looked) {
    gap(page);
    paragraph(page, say(situation, Id::disk_looking), Look::strong);
    keys(page, situation, Keys::wait);
    return page;
  }
  if (situation.sources.empty()) {
    gap(page);
    paragraph(page, say(situation, Id::sources_none), Look::warning);
  }
  hidden_disks(page, situation);
  std::vector<std::string> labels;
  for (const auto* found : likely_first(situation)) labels.push_back(disk_line(*found, situation));
  labels.push_back(say(situation, Id::disk_look_again));
  choices(page, labels, screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
