// SPDX-License-Identifier: Apache-2.0
#include "disks/lock.hpp"

#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "disks/bitlocker.hpp"
#include "disks/guid.hpp"
#include "disks/little_endian.hpp"
#include "disks/tsk.hpp"

namespace trousse::disks {
namespace {

using View = std::span<const std::byte>;
using Json = nlohmann::json;

std::string text_field(View bytes, std::size_t at, std::size_t length) {
  const View view = piece(bytes, at, length);
  const std::string_view text(reinterpret_cast<const char*>(view.data()), view.size());
  return printable(text.substr(0, text.find('\0')));
}

/// LUKS1 On-Disk Format Specification 1.2.3, 2.3: the numbers are big endian.
Lock luks1(View header) {
  constexpr std::uint32_t active = 0x00ac71f3;
  Lock lock;
  lock.kind = LockKind::luks;
  lock.id = text_field(header, 168, 40);
  lock.method = fmt::format("LUKS1 {}-{} {} bits", text_field(header, 8, 32),
                            text_field(header, 40, 32), std::uint64_t{be32(header, 108)} * 8);
  for (std::size_t slot = 0; slot < 8; ++slot) {
    if (be32(header, 208 + slot * 48) == active) {
      lock.protectors.push_back({Protector::Kind::luks_slot, std::to_string(slot)});
    }
  }
  return lock;
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || !found->is_string()) return {};
  return printable(found->get_ref<const std::string&>());
}

/// LUKS2 On-Disk Format Specification 1.1.1, 3: the metadata is JSON.
void read_luks2_json(const Json& json, Lock& lock) {
  if (const auto segments = json.find("segments");
      segments != json.end() && segments->is_object() && !segments->empty()) {
    lock.method = "LUKS2 " + text_of(*segments->begin(), "encryption");
  }
  const auto slots = json.find("keyslots");
  if (slots == json.end() || !slots->is_object()) return;
  for (const auto& [number, slot] : slots->items()) {
    lock.protectors.push_back({Protector::Kind::luks_slot, printable(number, 16)});
  }
}

Result<Lock> luks2(const Reader& volume, View header) {
  constexpr std::uint64_t binary_header = 4096;
  constexpr std::uint64_t largest_header = 4 << 20;  // specification 2.1: at most 4 MiB
  const std::uint64_t size = be64(header, 8);
  if (size <= binary_header || size > largest_header) {
    return fail(Errc::malformed, "LUKS2: header length");
  }
  Lock lock;
  lock.kind = LockKind::luks;
  lock.id = text_field(header, 168, 40);
  lock.method = "LUKS2";
  lock.description = text_field(header, 24, 48);
  std::string text(size - binary_header, '\0');
  if (TRY(volume.read_at(binary_header, std::as_writable_bytes(std::span(text)))) < text.size()) {
    return fail(Errc::malformed, "LUKS2: header cut short");
  }
  text.resize(std::min(text.find('\0'), text.size()));
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return fail(Errc::malformed, "LUKS2: metadata is not JSON");
  read_luks2_json(json, lock);
  return lock;
}

Result<std::optional<Lock>> find_luks(const Reader& volume, View header) {
  using namespace std::string_view_literals;
  if (!has_mark(header, 0, "LUKS\xba\xbe"sv)) return std::optional<Lock>();
  switch (be16(header, 6)) {
    case 1:
      if (header.size() < 592) return fail(Errc::malformed, "LUKS1: header cut short");
      return std::optional(luks1(header));
    case 2: {
      Lock lock = TRY(luks2(volume, header));
      return std::optional(std::move(lock));
    }
    default: return fail(Errc::malformed, fmt::format("LUKS: version {}", be16(header, 6)));
  }
}

/// Physical volume header of CoreStorage, as libfvde documents it: mark "CS" at 88, block type
/// 0x10, encryption method at 172 (2: AES-XTS; 0: a Fusion Drive in clear), volume UUID at 304.
std::optional<Lock> find_core_storage(View header) {
  if (!has_mark(header, 88, "CS") || le16(header, 8) != 1 || le16(header, 10) != 0x10) return {};
  if (le32(header, 172) == 0) return {};
  Lock lock;
  lock.kind = LockKind::filevault;
  lock.id = uuid_text(piece(header, 304, 16));
  lock.method = le32(header, 172) == 2 ? "CoreStorage AES-XTS 128" : "CoreStorage";
  return lock;
}

Result<std::optional<Lock>> find_apfs(const Reader& volume, View header) {
  if (!has_mark(header, 32, "NXSB")) return std::optional<Lock>();
  const ApfsVolumes found = TRY(apfs_volumes(volume));
  if (found.encrypted == 0) return std::optional<Lock>();
  Lock lock;
  lock.kind = LockKind::filevault;
  lock.id = uuid_text(piece(header, 72, 16));
  lock.method = fmt::format("APFS, {} of {} volumes encrypted", found.encrypted, found.count);
  return std::optional(std::move(lock));
}

}  // namespace

Result<std::optional<Lock>> find_lock(const Reader& volume) {
  if (auto lock = TRY(find_bitlocker(volume))) return lock;
  std::vector<std::byte> header(4096);
  header.resize(TRY(volume.read_at(0, header)));
  if (auto lock = TRY(find_luks(volume, header))) return lock;
  if (auto lock = find_core_storage(header)) return lock;
  return find_apfs(volume, header);
}

}  // namespace trousse::disks
