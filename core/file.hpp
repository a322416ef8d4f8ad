// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/evidence_path.hpp"
#include "core/time.hpp"

namespace trousse {

/// The four times of a file system entry; what the file system does not keep is empty.
struct Times {
  std::optional<Utc> created;
  std::optional<Utc> modified;
  std::optional<Utc> changed;  ///< of the entry itself (MFT record, inode)
  std::optional<Utc> accessed;
};

/// One stretch of content of a file: the unnamed stream, or a named one of NTFS.
struct Stream {
  std::string name;         ///< "" for the content itself, "Zone.Identifier", "$J", …
  std::uint64_t size = 0;   ///< logical length in bytes, as a reader of the file would see it
  bool resident = false;    ///< held inside the MFT entry
  bool compressed = false;  ///< LZNT1, or WOF (then `size` is the uncompressed length)
  bool sparse = false;
  bool encrypted = false;  ///< EFS: what can be read is ciphertext
};

enum class FileKind { regular, directory, link, other };

/// What a file system says of one entry. Valid on its own: it holds no reference to the volume.
struct File {
  EvidencePath path;                ///< the first name
  std::vector<EvidencePath> links;  ///< the other names (hard links) of the same entry
  std::uint64_t entry = 0;          ///< MFT entry or inode number
  std::uint32_t sequence = 0;       ///< NTFS sequence number
  FileKind kind = FileKind::regular;
  bool deleted = false;  ///< the entry is free; content may have been reused unless resident
  bool orphan = false;   ///< its folder is not known any more; `path` starts with "/$Orphan"
  Times standard;        ///< $STANDARD_INFORMATION, or the only times there are
  Times name_times;      ///< $FILE_NAME (NTFS only)
  std::uint32_t dos_attributes = 0;  ///< FILE_ATTRIBUTE_* ([MS-FSCC] 2.6), NTFS only
  std::vector<Stream> streams;       ///< the unnamed one first where there is one
  std::uint64_t first_cluster =
      0;  ///< of the first non-resident stream: the order in which to read

  /// The stream of that name, or nothing.
  const Stream* stream(std::string_view name) const {
    for (const auto& candidate : streams) {
      if (candidate.name == name) return &candidate;
    }
    return nullptr;
  }
};

}  // namespace trousse
