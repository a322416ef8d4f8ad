// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/file.hpp"
#include "core/reader.hpp"
#include "core/source.hpp"
#include "disks/runs_reader.hpp"

namespace trousse::disks {

/// A name in a folder, as The Sleuth Kit gives it.
struct TskName {
  std::string name;  ///< valid UTF-8, without '/'
  std::uint64_t entry = 0;
  bool deleted = false;
  bool directory = false;
};

/// An inode, without its path.
struct TskEntry {
  File file;
  std::uint32_t links = 0;
  bool in_use = false;
};

/// The content of an inode.
struct TskContent {
  std::uint64_t size = 0;
  std::uint64_t initialised = 0;
  std::vector<std::byte> resident;  ///< the content itself, when it lies in the inode
  bool is_resident = false;
  std::vector<Run> runs;
};

/// The Sleuth Kit over one of our Readers: the only wrapper of libtsk. Used by one thread.
/// `volume` must outlive it.
class TskFileSystem {
 public:
  /// Errors: malformed, with what the library says.
  static Result<std::unique_ptr<TskFileSystem>> open(const Reader& volume, FileSystem kind);
  ~TskFileSystem();
  TskFileSystem(const TskFileSystem&) = delete;
  TskFileSystem& operator=(const TskFileSystem&) = delete;

  std::uint64_t root() const;
  /// Bytes of the blocks that `for_each_free` counts in: of FAT and exFAT sectors, not clusters.
  std::uint64_t block_size() const;
  /// Calls `hear` with the number of each block that the file system calls free, in order. Errors:
  /// unreadable; what was heard until then is not all, and what was heard is not certain.
  Result<void> for_each_free(const std::function<void(std::uint64_t)>& hear) const;
  /// The names of a folder without ".", ".." and what the library invents. Errors: unreadable.
  Result<std::vector<TskName>> list(std::uint64_t folder) const;
  /// Errors: missing.
  Result<TskEntry> entry(std::uint64_t number) const;
  /// Errors: missing, unreadable.
  Result<TskContent> content(std::uint64_t number) const;
  /// "S-1-5-18" (NTFS), "" when there is none.
  std::string owner(std::uint64_t number) const;

 private:
  struct Inside;
  explicit TskFileSystem(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

/// The volumes of an APFS container.
struct ApfsVolumes {
  unsigned count = 0;
  unsigned encrypted = 0;
};
Result<ApfsVolumes> apfs_volumes(const Reader& container);

}  // namespace trousse::disks
