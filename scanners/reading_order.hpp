// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "core/file.hpp"
#include "core/source.hpp"

namespace trousse::scanners {

// NTFS keeps entries 0 to 23 for itself ([MS-FSA]; $MFT, $BadClus as large as the volume, …).
constexpr std::uint64_t first_user_entry = 24;

inline bool is_wanted(const File& file, const Stream& stream) {
  if (stream.size == 0) return false;
  if (file.deleted && !stream.resident) return false;  // its clusters may be another file's now
  if (file.kind == FileKind::regular) return true;
  // A folder can carry named streams, a known hiding place; its index ($I30) is no content.
  return file.kind == FileKind::directory && !stream.name.empty() && stream.name[0] != '$';
}

inline bool is_metadata(const File& file, FileSystem system) {
  if (system != FileSystem::ntfs) return false;
  return file.entry < first_user_entry || file.path.text().starts_with("/$Extend/");
}

/// The entries to read, eight bytes each for a disk of millions of files: the first cluster above
/// the entry number, so that sorting the numbers sorts the disk. Clusters past 2^32 keep their
/// order only roughly, entries past 2^32 (never on NTFS) stand apart.
class ReadingOrder {
 public:
  void add(const File& file) {
    if (file.entry >> 32 != 0) {
      late_.push_back(file.entry);
      return;
    }
    const std::uint64_t cluster = std::min<std::uint64_t>(file.first_cluster, 0xFFFF'FFFF);
    packed_.push_back(cluster << 32 | file.entry);
  }
  void sort() {
    std::sort(packed_.begin(), packed_.end());
    std::sort(late_.begin(), late_.end());
  }
  std::uint64_t size() const { return packed_.size() + late_.size(); }
  std::uint64_t entry(std::uint64_t index) const {
    return index < packed_.size() ? packed_[index] & 0xFFFF'FFFF : late_[index - packed_.size()];
  }

 private:
  std::deque<std::uint64_t> packed_;  // grows without copying
  std::deque<std::uint64_t> late_;
};

}  // namespace trousse::scanners
