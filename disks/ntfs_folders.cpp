// SPDX-License-Identifier: Apache-2.0
#include "disks/ntfs_folders.hpp"

#include <algorithm>
#include <utility>

namespace trousse::disks {
namespace {

/// Windows itself stops at paths of 32767 characters; this also ends a loop of parents.
constexpr std::size_t deepest = 512;
constexpr std::size_t longest_path = 128 << 10;

}  // namespace

std::vector<NtfsName> ntfs_names(const NtfsEntry& entry) {
  std::vector<NtfsName> names;
  bool has_long = false;
  for (const auto& attribute : entry.attributes) {
    if (attribute.type != NtfsType::file_name || !attribute.resident) continue;
    if (auto name = ntfs_name(attribute.content)) {
      if (name->space != NtfsName::dos) has_long = true;
      names.push_back(*std::move(name));
    }
  }
  if (has_long) std::erase_if(names, [](const auto& name) { return name.space == NtfsName::dos; });
  return names;
}

std::optional<NtfsFolders::Folder> NtfsFolders::folder_of(const NtfsEntry& entry) {
  if (!entry.header.directory) return std::nullopt;
  auto names = ntfs_names(entry);
  if (names.empty()) return std::nullopt;
  return Folder{std::move(names.front().name), names.front().parent, names.front().parent_sequence,
                entry.header.sequence, entry.header.in_use};
}

Result<void> NtfsFolders::load_all() {
  if (complete_) return {};
  NtfsEntry entry;
  const auto damaged =
      table_.scan([&](std::uint64_t number, const NtfsHeader& header, auto record) {
        if (!header.directory || header.base != 0) return true;
        table_.gather(number, header, record, entry);
        if (auto folder = folder_of(entry)) folders_[number] = std::move(folder);
        return true;
      });
  if (!damaged) return tl::unexpected(damaged.error());
  complete_ = true;
  return {};
}

const NtfsFolders::Folder* NtfsFolders::find(std::uint64_t number) {
  auto found = folders_.find(number);
  if (found == folders_.end()) {
    if (complete_) return nullptr;
    load(number);
    found = folders_.find(number);
  }
  return found->second ? &*found->second : nullptr;
}

void NtfsFolders::load(std::uint64_t number) {
  const auto entry = table_.entry(number);
  folders_[number] = entry ? folder_of(*entry) : std::nullopt;
}

/// A reference holds the sequence number of its time. Freeing an entry counts that number up, so
/// a freed folder is still the one meant when it is one ahead.
bool NtfsFolders::is_meant(const Folder& folder, std::uint16_t sequence) {
  if (sequence == 0 || folder.sequence == sequence) return true;
  return !folder.in_use && folder.sequence == static_cast<std::uint16_t>(sequence + 1);
}

NtfsFolders::Path NtfsFolders::path(std::uint64_t number, std::uint16_t sequence) {
  if (last_path_ && last_folder_ == number && last_sequence_ == sequence) return *last_path_;
  last_folder_ = number;
  last_sequence_ = sequence;

  std::vector<const std::string*> names;
  Path path;
  std::size_t length = 0;
  while (number != ntfs_root) {
    const Folder* folder = find(number);
    if (folder == nullptr || !is_meant(*folder, sequence) || names.size() == deepest ||
        length > longest_path) {
      path.orphan = true;
      // What loops or has no end is no path: only the folder itself is named.
      if (names.size() == deepest || length > longest_path) names.resize(1);
      break;
    }
    names.push_back(&folder->name);
    length += folder->name.size() + 1;
    number = folder->parent;
    sequence = folder->parent_sequence;
  }
  if (path.orphan) path.text = "/$Orphan";
  for (auto name = names.rbegin(); name != names.rend(); ++name)
    path.text.append("/").append(**name);
  last_path_ = path;
  return path;
}

}  // namespace trousse::disks
