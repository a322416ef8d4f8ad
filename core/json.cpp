// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"

#include <nlohmann/json.hpp>

#include "core/text.hpp"

namespace trousse {
namespace {

using Json = nlohmann::ordered_json;

std::string line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class Enum>
struct Word {
  Enum value;
  std::string_view word;
};

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
constexpr Word<Severity> severities[] = {{Severity::informational, "informational"},
                                         {Severity::low, "low"},
                                         {Severity::medium, "medium"},
                                         {Severity::high, "high"},
                                         {Severity::critical, "critical"}};
constexpr Word<Certainty> certainties[] = {{Certainty::possible, "possible"},
                                           {Certainty::probable, "probable"},
                                           {Certainty::certain, "certain"}};
constexpr Word<Absent::Why> absences[] = {{Absent::Why::missing, "missing"},
                                          {Absent::Why::empty, "empty"},
                                          {Absent::Why::failed, "failed"},
                                          {Absent::Why::skipped, "skipped"}};
constexpr Word<FileKind> file_kinds[] = {{FileKind::regular, "file"},
                                         {FileKind::directory, "directory"},
                                         {FileKind::link, "link"},
                                         {FileKind::other, "other"}};
constexpr Word<Errc> errors[] = {{Errc::unreadable, "unreadable"},
                                 {Errc::missing, "missing"},
                                 {Errc::malformed, "malformed"},
                                 {Errc::unsupported, "unsupported"},
                                 {Errc::locked, "locked"},
                                 {Errc::refused, "refused"},
                                 {Errc::usage, "usage"},
                                 {Errc::key_full, "key_full"},
                                 {Errc::key_removed, "key_removed"},
                                 {Errc::not_whole, "not_whole"},
                                 {Errc::wrong_key, "wrong_key"},
                                 {Errc::exists, "exists"},
                                 {Errc::cancelled, "cancelled"}};

template <class Enum, std::size_t N>
std::string_view word_of(const Word<Enum> (&table)[N], Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.word;
  }
  return "";
}

template <class Enum, std::size_t N>
Enum value_of(const Word<Enum> (&table)[N], std::string_view word, Enum otherwise) {
  for (const auto& row : table) {
    if (row.word == word) return row.value;
  }
  return otherwise;
}

// Reading back: what is absent or of another type is the empty value, never an exception.
std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool flag_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

const Json& member(const Json& object, const char* key) {
  static const Json nothing;
  const auto found = object.find(key);
  return found != object.end() ? *found : nothing;
}

void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = valid_utf8(text);
}

void put(Json& object, const char* key, const std::optional<Utc>& time) {
  if (time) object[key] = to_iso8601(*time);
}

std::optional<Utc> time_at(const Json& object, const char* key) {
  return from_iso8601(text_at(object, key));
}

Json times_json(const Times& times) {
  Json out = Json::object();
  put(out, "created", times.created);
  put(out, "modified", times.modified);
  put(out, "changed", times.changed);
  put(out, "accessed", times.accessed);
  return out;
}

Times times_from(const Json& object) {
  return {time_at(object, "created"), time_at(object, "modified"), time_at(object, "changed"),
          time_at(object, "accessed")};
}

Json artifact_json(const Artifact& artifact) {
  Json out;
  out["question"] = valid_utf8(artifact.question.id);
  out["family"] = valid_utf8(artifact.question.family);
  out["asked"] = valid_utf8(artifact.question.asked);
  if (const auto* taken = std::get_if<Taken>(&artifact.answer)) {
    out["answer"] = "taken";
    out["size"] = taken->size;
    out["sha256"] = to_hex(taken->sha256);
    out["bag_path"] = valid_utf8(taken->bag_path);
    if (taken->start != 0) out["start"] = taken->start;
    for (const Gap& gap : taken->gaps) out["gaps"].push_back({gap.offset, gap.length});
  } else {
    const auto& absent = std::get<Absent>(artifact.answer);
    out["answer"] = word_of(absences, absent.why);
    put(out, "detail", absent.detail);
  }
  if (artifact.origin) {
    const Origin& origin = *artifact.origin;
    out["volume"] = valid_utf8(origin.volume);
    out["path"] = valid_utf8(origin.file.path.text());
    put(out, "stream", origin.stream);
    for (const auto& link : origin.file.links) out["links"].push_back(valid_utf8(link.text()));
    out["entry"] = origin.file.entry;
    if (origin.file.sequence != 0) out["sequence"] = origin.file.sequence;
    if (origin.file.kind != FileKind::regular) out["kind"] = word_of(file_kinds, origin.file.kind);
    if (origin.file.deleted) out["deleted"] = true;
    if (origin.file.orphan) out["orphan"] = true;
    if (origin.file.dos_attributes != 0) out["dos_attributes"] = origin.file.dos_attributes;
    out["times"] = times_json(origin.file.standard);
    if (const Json names = times_json(origin.file.name_times); !names.empty()) {
      out["name_times"] = names;
    }
  }
  return out;
}

Json finding_json(const Finding& finding) {
  Json out;
  out["kind"] = valid_utf8(finding.kind);
  put(out, "rule", finding.rule);
  out["severity"] = word_of(severities, finding.severity);
  out["certainty"] = word_of(certainties, finding.certainty);
  put(out, "volume", finding.volume);
  put(out, "path", finding.path);
  put(out, "stream", finding.stream);
  if (finding.entry != 0) out["entry"] = finding.entry;
  if (finding.deleted) out["deleted"] = true;
  put(out, "when", finding.when);
  for (const auto& [name, value] : finding.facts)
    out["facts"][valid_utf8(name)] = valid_utf8(value);
  return out;
}

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

struct EventJson {
  Json operator()(const Progress& progress) const {
    return {{"event", "progress"},
            {"step", valid_utf8(progress.step)},
            {"now", valid_utf8(progress.now)},
            {"done", progress.done},
            {"total", progress.total},
            {"taken", progress.taken},
            {"findings", progress.findings}};
  }
  Json operator()(const Artifact& artifact) const {
    Json out = {{"event", "outcome"}};
    out.update(artifact_json(artifact));
    return out;
  }
  Json operator()(const Finding& finding) const {
    Json out = {{"event", "finding"}};
    out.update(finding_json(finding));
    return out;
  }
  Json operator()(const Note& note) const {
    return {{"event", "note"}, {"id", valid_utf8(note.id)}, {"detail", valid_utf8(note.detail)}};
  }
  Json operator()(const Error& error) const {
    return {{"event", "error"},
            {"code", word_of(errors, error.code)},
            {"detail", valid_utf8(error.what)}};
  }
};

Result<Json> parse(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  if (!value.is_object()) return fail(Errc::malformed, "not a JSON object");
  return value;
}

Result<Sha256> hash_from(const std::string& hex) {
  Sha256 hash{};
  if (hex.size() != 64) return fail(Errc::malformed, "a SHA-256 has 64 digits");
  for (std::size_t i = 0; i < 64; ++i) {
    const auto digit = std::string_view("0123456789abcdef").find(hex[i]);
    if (digit == std::string_view::npos) return fail(Errc::malformed, "not hexadecimal");
    hash[i / 2] |= static_cast<std::byte>(i % 2 == 0 ? digit << 4 : digit);
  }
  return hash;
}

}  // namespace

std::string to_json(const Artifact& artifact) { return line(artifact_json(artifact)); }
std::string to_json(const Finding& finding) { return line(finding_json(finding)); }
std::string to_json(const SourceInfo& source) { return line(source_json(source)); }
std::string to_json(const VolumeInfo& volume) { return line(volume_json(volume)); }
std::string to_json(const Event& event) { return line(std::visit(EventJson{}, event)); }

Result<Artifact> artifact_from_json(std::string_view text) {
  const Json object = TRY(parse(text));
  Artifact artifact;
  artifact.question = {text_at(object, "question"), text_at(object, "family"),
                       text_at(object, "asked")};
  const std::string answer = text_at(object, "answer");
  if (answer == "taken") {
    Taken taken;
    taken.size = number_at(object, "size");
    taken.sha256 = TRY(hash_from(text_at(object, "sha256")));
    taken.bag_path = text_at(object, "bag_path");
    taken.start = number_at(object, "start");
    for (const Json& gap : member(object, "gaps")) {
      if (gap.is_array() && gap.size() == 2 && gap[0].is_number_unsigned() &&
          gap[1].is_number_unsigned()) {
        taken.gaps.push_back({gap[0].get<std::uint64_t>(), gap[1].get<std::uint64_t>()});
      }
    }
    artifact.answer = taken;
  } else {
    artifact.answer =
        Absent{value_of(absences, answer, Absent::Why::failed), text_at(object, "detail")};
  }
  if (object.contains("path")) {
    Origin origin;
    origin.volume = text_at(object, "volume");
    origin.stream = text_at(object, "stream");
    origin.file.path = EvidencePath(text_at(object, "path"));
    for (const Json& link : member(object, "links")) {
      if (link.is_string()) origin.file.links.emplace_back(link.get<std::string>());
    }
    origin.file.entry = number_at(object, "entry");
    origin.file.sequence = static_cast<std::uint32_t>(number_at(object, "sequence"));
    origin.file.kind = value_of(file_kinds, text_at(object, "kind"), FileKind::regular);
    origin.file.deleted = flag_at(object, "deleted");
    origin.file.orphan = flag_at(object, "orphan");
    origin.file.dos_attributes = static_cast<std::uint32_t>(number_at(object, "dos_attributes"));
    origin.file.standard = times_from(member(object, "times"));
    origin.file.name_times = times_from(member(object, "name_times"));
    artifact.origin = origin;
  }
  return artifact;
}

Result<Finding> finding_from_json(std::string_view text) {
  const Json object = TRY(parse(text));
  Finding finding;
  finding.kind = text_at(object, "kind");
  finding.rule = text_at(object, "rule");
  finding.severity = value_of(severities, text_at(object, "severity"), Severity::informational);
  finding.certainty = value_of(certainties, text_at(object, "certainty"), Certainty::possible);
  finding.volume = text_at(object, "volume");
  finding.path = text_at(object, "path");
  finding.stream = text_at(object, "stream");
  finding.entry = number_at(object, "entry");
  finding.deleted = flag_at(object, "deleted");
  finding.when = time_at(object, "when");
  for (const auto& [name, value] : member(object, "facts").items()) {
    if (value.is_string()) finding.facts[name] = value.get<std::string>();
  }
  return finding;
}

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
