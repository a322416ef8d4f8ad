// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/print.hpp"
#include "core/json.hpp"
#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "disks/source.hpp"
#include "machine/hidden_disks.hpp"
#include "playbooks/examine.hpp"
#include "words/labels.hpp"

namespace trousse::cli {
namespace {

using words::Id;

// French puts a space before it.
const char* colon(const Context& context) {
  return context.language == words::Language::french ? " : " : ": ";
}

void row(const Context& context, Id label, const std::string& value, std::size_t indent) {
  if (value.empty()) return;
  fmt::print("{:{}}{}{}{}\n", "", indent, say(context, label), colon(context), printable(value));
}

std::string time_text(const Context& context, const std::optional<Utc>& time) {
  return time ? words::moment(*time, context.language) : std::string();
}

void print_source(const Context& context, const SourceInfo& source) {
  row(context, Id::label_disk, source.path, 0);
  row(context, Id::label_kind, words::source_kind(source.kind, context.language), 2);
  row(context, Id::label_size, words::size(source.size, context.language), 2);
  row(context, Id::label_sector_size, std::to_string(source.sector_size), 2);
  row(context, Id::label_model, source.model, 2);
  row(context, Id::label_serial, source.serial, 2);
  row(context, Id::label_transport, source.transport, 2);
  if (source.segments.size() > 1) {
    row(context, Id::label_segments, std::to_string(source.segments.size()), 2);
  }
  if (source.kind == SourceKind::block_device && !source.read_only) {
    print(context, Id::sources_not_read_only, {}, 2);
  }
}

void print_lock(const Context& context, const Lock& lock) {
  print(context, Id::lock_title, {words::lock_kind(lock.kind, context.language)}, 4);
  row(context, Id::label_lock, lock.method, 6);
  const std::string means = words::opens_with(lock, context.language);
  if (!means.empty()) print(context, Id::lock_opens_with, {means}, 6);
  if (lock.clear_key) print(context, Id::lock_clear_key, {}, 6);
  print(context, Id::lock_not_yet, {}, 6);
  if (lock.recovery_key_id.empty()) return;
  print(context, Id::lock_key_id, {lock.recovery_key_id}, 6);
  for (const auto id : {Id::lock_compare_id, Id::lock_where_digits, Id::lock_where_account,
                        Id::lock_digits_secret, Id::lock_no_bios}) {
    print(context, id, {}, 6);
  }
}

void print_windows(const Context& context, const WindowsInfo& windows) {
  print(context, Id::windows_found, {windows.display_name, windows.display_version, windows.build},
        4);
  row(context, Id::label_computer_name, windows.computer_name, 6);
  row(context, Id::label_installed, time_text(context, windows.installed), 6);
  row(context, Id::label_last_shutdown, time_text(context, windows.last_shutdown), 6);
  row(context, Id::label_time_zone, windows.time_zone, 6);
  std::string users;
  for (const auto& user : windows.users) users += (users.empty() ? "" : ", ") + user.name;
  row(context, Id::label_users, users, 6);
  for (const auto& hive : windows.unreadable) print(context, Id::windows_unreadable, {hive}, 6);
}

void print_volume(const Context& context, const VolumeInfo& volume) {
  fmt::print("\n  {} {}{}{}, {}\n", say(context, Id::label_volume), volume.number, colon(context),
             words::file_system(volume.file_system, context.language),
             words::size(volume.size, context.language));
  row(context, Id::label_letter, volume.letter, 4);
  row(context, Id::label_label, volume.label, 4);
  if (volume.lock) print_lock(context, *volume.lock);
  if (!volume.trouble.empty()) print(context, Id::volume_trouble, {volume.trouble}, 4);
  if (volume.hibernation != Hibernation::no) {
    fmt::print("    {}\n", words::hibernation(volume.hibernation, context.language));
  }
  if (volume.windows) print_windows(context, *volume.windows);
}

// One JSON object a source, on a line of its own.
void print_json(const SourceInfo& source, const std::vector<VolumeInfo>& volumes,
                const std::vector<std::string>& notes) {
  auto object = nlohmann::ordered_json::parse(to_json(source));
  object["volumes"] = nlohmann::ordered_json::array();
  for (const auto& volume : volumes) {
    object["volumes"].push_back(nlohmann::ordered_json::parse(to_json(volume)));
  }
  object["notes"] = notes;
  print_object(object);
}

void show(Context& context, const std::string& path) {
  auto examined = playbooks::examine(path);
  if (!examined) return say_error(context, examined.error());
  if (context.json) {
    return print_json(examined->source->info(), examined->volumes, examined->notes);
  }
  print_source(context, examined->source->info());
  if (examined->volumes.empty()) print(context, Id::sources_no_volume, {}, 2);
  for (const auto& note : examined->notes) print(context, Id::volume_oddity, {note}, 2);
  for (const auto& volume : examined->volumes) print_volume(context, volume);
  fmt::print("\n");
}

// Disks that this machine has and that the list above cannot hold.
void tell_hidden(const Context& context) {
  const auto hidden = machine::hidden_disks();
  if (!hidden.any()) return;
  if (context.json) {
    return fmt::print("{}\n", json_fields::line({{"hidden_disks", hidden.remapped},
                                                 {"without_driver", hidden.without_driver}}));
  }
  if (hidden.remapped > 0) print(context, Id::disk_hidden);
  if (hidden.without_driver.empty()) return;
  print(context, Id::disk_no_driver, {fmt::format("{}", fmt::join(hidden.without_driver, ", "))});
}

void sources(Context& context, std::vector<std::string> paths) {
  const bool every_disk = paths.empty();
  if (every_disk) {
    for (const auto& device : disks::list_block_devices()) paths.push_back(device.path);
    if (paths.empty()) print(context, Id::sources_none);
  }
  for (const auto& path : paths) show(context, path);
  if (every_disk) tell_hidden(context);
  if (!context.json && !paths.empty()) print(context, Id::sources_untouched);
}

}  // namespace

void declare_sources(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "sources", "Disks, volumes, what locks them, and the Windows found on them");
  const auto paths = std::make_shared<std::vector<std::string>>();
  command->add_option("source", *paths, "Devices or images; every disk when none is named");
  command->footer("Example: trousse sources /dev/nvme0n1");
  command->callback([&context, paths] { sources(context, *paths); });
}

}  // namespace trousse::cli
