// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "disks/ntfs_table.hpp"

namespace trousse::disks {

constexpr std::uint64_t ntfs_root = 5;  ///< entry number of the root folder

/// The names to show of an entry: a DOS name is left out when there is a longer one.
std::vector<NtfsName> ntfs_names(const NtfsEntry& entry);

/// The folders of a volume, from which paths are made. Memory grows with the count of folders.
/// `table` must outlive it.
class NtfsFolders {
 public:
  explicit NtfsFolders(const NtfsTable& table) : table_(table) {}

  /// Reads them all in one pass over $MFT; without it they are read as they are asked for.
  Result<void> load_all();

  struct Path {
    std::string text;  ///< "" for the root folder itself, "/Users", "/$Orphan/Users"
    bool orphan = false;
  };
  /// The path of the folder that a $FILE_NAME calls its parent.
  Path path(std::uint64_t folder, std::uint16_t sequence);

 private:
  struct Folder {
    std::string name;
    std::uint64_t parent = 0;
    std::uint16_t parent_sequence = 0;
    std::uint16_t sequence = 0;
    bool in_use = false;
  };
  const Folder* find(std::uint64_t number);
  void load(std::uint64_t number);
  static std::optional<Folder> folder_of(const NtfsEntry& entry);
  static bool is_meant(const Folder& folder, std::uint16_t sequence);

  const NtfsTable& table_;
  /// Nothing for an entry that is no folder: asked once, remembered.
  std::unordered_map<std::uint64_t, std::optional<Folder>> folders_;
  bool complete_ = false;
  std::uint64_t last_folder_ = 0;  ///< files of one folder often follow one another in $MFT
  std::uint16_t last_sequence_ = 0;
  std::optional<Path> last_path_;
};

}  // namespace trousse::disks
