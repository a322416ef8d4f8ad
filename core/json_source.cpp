// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "core/json_fields.hpp"

namespace trousse {
namespace {

using namespace json_fields;

constexpr Word<SourceKind> source_kinds[] = {{SourceKind::block_device, "block_device"},
                                             {SourceKind::raw_image, "raw"},
                                             {SourceKind::split_raw_image, "split_raw"},
                                             {SourceKind::ewf_image, "ewf"}};
constexpr Word<FileSystem> file_systems[] = {
    {FileSystem::none, ""},       {FileSystem::ntfs, "ntfs"},   {FileSystem::fat12, "fat12"},
    {FileSystem::fat16, "fat16"}, {FileSystem::fat32, "fat32"}, {FileSystem::exfat, "exfat"},
    {FileSystem::ext2, "ext2"},   {FileSystem::ext3, "ext3"},   {FileSystem::ext4, "ext4"},
    {FileSystem::apfs, "apfs"},   {FileSystem::hfs, "hfs"},     {FileSystem::iso9660, "iso9660"},
    {FileSystem::other, "other"}};
constexpr Word<LockKind> lock_kinds[] = {{LockKind::bitlocker, "bitlocker"},
                                         {LockKind::luks, "luks"},
                                         {LockKind::filevault, "filevault"}};
constexpr Word<Protector::Kind> protector_kinds[] = {
    {Protector::Kind::clear_key, "clear_key"},
    {Protector::Kind::tpm, "tpm"},
    {Protector::Kind::tpm_pin, "tpm_pin"},
    {Protector::Kind::tpm_startup_key, "tpm_startup_key"},
    {Protector::Kind::tpm_pin_startup_key, "tpm_pin_startup_key"},
    {Protector::Kind::startup_key, "startup_key"},
    {Protector::Kind::recovery_password, "recovery_password"},
    {Protector::Kind::password, "password"},
    {Protector::Kind::luks_slot, "luks_slot"},
    {Protector::Kind::unknown, "unknown"}};
constexpr Word<Hibernation> hibernations[] = {{Hibernation::no, "no"},
                                              {Hibernation::fast_startup, "fast_startup"},
                                              {Hibernation::full, "full"},
                                              {Hibernation::unknown, "unknown"}};
Json lock_json(const Lock& lock) {
  Json out;
  out["kind"] = word_of(lock_kinds, lock.kind);
  put(out, "id", lock.id);
  put(out, "method", lock.method);
  put(out, "description", lock.description);
  put(out, "recovery_key_id", lock.recovery_key_id);
  out["clear_key"] = lock.clear_key;
  out["protectors"] = Json::array();
  for (const Protector& protector : lock.protectors) {
    out["protectors"].push_back(
        {{"kind", word_of(protector_kinds, protector.kind)}, {"id", valid_utf8(protector.id)}});
  }
  return out;
}

Lock lock_from(const Json& object) {
  Lock lock;
  lock.kind = value_of(lock_kinds, text_at(object, "kind"), LockKind::bitlocker);
  lock.id = text_at(object, "id");
  lock.method = text_at(object, "method");
  lock.description = text_at(object, "description");
  lock.recovery_key_id = text_at(object, "recovery_key_id");
  lock.clear_key = flag_at(object, "clear_key");
  for (const Json& row : member(object, "protectors")) {
    if (!row.is_object()) continue;
    lock.protectors.push_back(
        {value_of(protector_kinds, text_at(row, "kind"), Protector::Kind::unknown),
         text_at(row, "id")});
  }
  return lock;
}

Json windows_json(const WindowsInfo& windows) {
  Json out;
  put(out, "root", windows.root);
  put(out, "product_name", windows.product_name);
  put(out, "display_name", windows.display_name);
  put(out, "display_version", windows.display_version);
  put(out, "build", windows.build);
  put(out, "computer_name", windows.computer_name);
  put(out, "installed", windows.installed);
  put(out, "last_shutdown", windows.last_shutdown);
  put(out, "time_zone", windows.time_zone);
  out["users"] = Json::array();
  for (const auto& user : windows.users) {
    Json row = Json::object();
    put(row, "name", user.name);
    put(row, "profile", user.profile);
    put(row, "sid", user.sid);
    out["users"].push_back(row);
  }
  for (const auto& hive : windows.unreadable) out["unreadable"].push_back(valid_utf8(hive));
  return out;
}

WindowsInfo windows_from(const Json& object) {
  WindowsInfo windows;
  windows.root = text_at(object, "root");
  windows.product_name = text_at(object, "product_name");
  windows.display_name = text_at(object, "display_name");
  windows.display_version = text_at(object, "display_version");
  windows.build = text_at(object, "build");
  windows.computer_name = text_at(object, "computer_name");
  windows.installed = time_at(object, "installed");
  windows.last_shutdown = time_at(object, "last_shutdown");
  windows.time_zone = text_at(object, "time_zone");
  for (const Json& row : member(object, "users")) {
    if (!row.is_object()) continue;
    windows.users.push_back({text_at(row, "name"), text_at(row, "profile"), text_at(row, "sid")});
  }
  for (const Json& row : member(object, "unreadable")) {
    if (row.is_string()) windows.unreadable.push_back(row.get<std::string>());
  }
  return windows;
}

Json source_json(const SourceInfo& source) {
  Json out;
  out["path"] = valid_utf8(source.path);
  out["kind"] = word_of(source_kinds, source.kind);
  out["size"] = source.size;
  out["sector_size"] = source.sector_size;
  put(out, "model", source.model);
  put(out, "serial", source.serial);
  put(out, "transport", source.transport);
  out["removable"] = source.removable;
  out["read_only"] = source.read_only;
  for (const auto& segment : source.segments) out["segments"].push_back(valid_utf8(segment));
  return out;
}

Json volume_json(const VolumeInfo& volume) {
  Json out;
  out["number"] = volume.number;
  put(out, "letter", volume.letter);
  out["offset"] = volume.offset;
  out["size"] = volume.size;
  put(out, "partition_type", volume.partition_type);
  put(out, "partition_name", volume.partition_name);
  put(out, "partition_id", volume.partition_id);
  out["file_system"] = word_of(file_systems, volume.file_system);
  put(out, "label", volume.label);
  put(out, "serial", volume.serial);
  if (volume.lock) out["lock"] = lock_json(*volume.lock);
  out["hibernation"] = word_of(hibernations, volume.hibernation);
  if (volume.windows) out["windows"] = windows_json(*volume.windows);
  put(out, "trouble", volume.trouble);
  return out;
}

}  // namespace

std::string to_json(const SourceInfo& source) { return line(source_json(source)); }
std::string to_json(const VolumeInfo& volume) { return line(volume_json(volume)); }

Result<SourceInfo> source_from_json(std::string_view text) {
  const Json object = TRY(parse(text));
  SourceInfo source;
  source.path = text_at(object, "path");
  source.kind = value_of(source_kinds, text_at(object, "kind"), SourceKind::raw_image);
  source.size = number_at(object, "size");
  source.sector_size = static_cast<std::uint32_t>(number_at(object, "sector_size"));
  source.model = text_at(object, "model");
  source.serial = text_at(object, "serial");
  source.transport = text_at(object, "transport");
  source.removable = flag_at(object, "removable");
  source.read_only = flag_at(object, "read_only");
  for (const Json& segment : member(object, "segments")) {
    if (segment.is_string()) source.segments.push_back(segment.get<std::string>());
  }
  return source;
}

Result<VolumeInfo> volume_from_json(std::string_view text) {
  const Json object = TRY(parse(text));
  VolumeInfo volume;
  volume.number = static_cast<unsigned>(number_at(object, "number"));
  volume.letter = text_at(object, "letter");
  volume.offset = number_at(object, "offset");
  volume.size = number_at(object, "size");
  volume.partition_type = text_at(object, "partition_type");
  volume.partition_name = text_at(object, "partition_name");
  volume.partition_id = text_at(object, "partition_id");
  volume.file_system = value_of(file_systems, text_at(object, "file_system"), FileSystem::other);
  volume.label = text_at(object, "label");
  volume.serial = text_at(object, "serial");
  if (object.contains("lock")) volume.lock = lock_from(member(object, "lock"));
  volume.hibernation = value_of(hibernations, text_at(object, "hibernation"), Hibernation::no);
  if (object.contains("windows")) volume.windows = windows_from(member(object, "windows"));
  volume.trouble = text_at(object, "trouble");
  return volume;
}

}  // namespace trousse
