// SPDX-License-Identifier: Apache-2.0
#include "words/labels.hpp"

#include <algorithm>

#include "core/file_system_name.hpp"
#include "core/text.hpp"
#include "words/messages.hpp"

namespace trousse::words {
namespace {

std::string word(Id id, Language language) { return std::string(text(id, language)); }

// A value's row by its spelling ("family_" + "event_logs"): data brings new ones without code.
std::string row_or_name(std::string_view prefix, std::string_view id, Language language) {
  const auto row = id_of(std::string(prefix) + std::string(id.substr(0, 64)));
  return row ? word(*row, language) : printable(id, 64);
}

}  // namespace

std::string file_system(FileSystem kind, Language language) {
  if (kind == FileSystem::none) return word(Id::file_system_none, language);
  const std::string_view name = name_of(kind);
  return name.empty() ? word(Id::file_system_other, language) : std::string(name);
}

std::string source_kind(SourceKind kind, Language language) {
  switch (kind) {
    case SourceKind::block_device: return word(Id::source_block_device, language);
    case SourceKind::raw_image: return word(Id::source_raw_image, language);
    case SourceKind::split_raw_image: return word(Id::source_split_raw_image, language);
    case SourceKind::ewf_image: return word(Id::source_ewf_image, language);
  }
  return word(Id::unknown_value, language);
}

std::string lock_kind(LockKind kind, Language language) {
  switch (kind) {
    case LockKind::bitlocker: return word(Id::lock_bitlocker, language);
    case LockKind::luks: return word(Id::lock_luks, language);
    case LockKind::filevault: return word(Id::lock_filevault, language);
  }
  return word(Id::unknown_value, language);
}

std::string protector(Protector::Kind kind, Language language) {
  using Kind = Protector::Kind;
  switch (kind) {
    case Kind::clear_key: return word(Id::protector_clear_key, language);
    case Kind::tpm: return word(Id::protector_tpm, language);
    case Kind::tpm_pin: return word(Id::protector_tpm_pin, language);
    case Kind::tpm_startup_key: return word(Id::protector_tpm_startup_key, language);
    case Kind::tpm_pin_startup_key: return word(Id::protector_tpm_pin_startup_key, language);
    case Kind::startup_key: return word(Id::protector_startup_key, language);
    case Kind::recovery_password: return word(Id::protector_recovery_password, language);
    case Kind::password: return word(Id::protector_password, language);
    case Kind::luks_slot: return word(Id::protector_luks_slot, language);
    case Kind::unknown: return word(Id::protector_unknown, language);
  }
  return word(Id::protector_unknown, language);
}

std::string hibernation(Hibernation state, Language language) {
  switch (state) {
    case Hibernation::no: return word(Id::hibernation_no, language);
    case Hibernation::fast_startup: return word(Id::hibernation_fast_startup, language);
    case Hibernation::full: return word(Id::hibernation_full, language);
    case Hibernation::unknown: return word(Id::hibernation_unknown, language);
  }
  return word(Id::hibernation_unknown, language);
}

std::string why(Absent::Why why, Language language) {
  switch (why) {
    case Absent::Why::missing: return word(Id::why_missing, language);
    case Absent::Why::empty: return word(Id::why_empty, language);
    case Absent::Why::failed: return word(Id::why_failed, language);
    case Absent::Why::skipped: return word(Id::why_skipped, language);
  }
  return word(Id::unknown_value, language);
}

std::string family(std::string_view id, Language language) {
  return row_or_name("family_", id, language);
}

std::string profile(std::string_view id, Language language) {
  return row_or_name("profile_", id, language);
}

std::string opens_with(const Lock& lock, Language language) {
  std::string out;
  std::vector<Protector::Kind> said;
  for (const Protector& way : lock.protectors) {
    if (std::find(said.begin(), said.end(), way.kind) != said.end()) continue;
    said.push_back(way.kind);
    if (!out.empty()) out += language == Language::french ? " ; " : "; ";
    out += protector(way.kind, language);
  }
  return out;
}

std::string place(std::string_view volume, std::string_view path, std::string_view stream,
                  std::size_t longest) {
  std::string whole;
  if (!volume.empty()) whole = std::string(volume.substr(0, longest)) + ":";
  whole += path.substr(0, longest + 1);
  if (!stream.empty()) whole += ":" + std::string(stream.substr(0, longest + 1));
  return printable(whole, longest);
}

}  // namespace trousse::words
