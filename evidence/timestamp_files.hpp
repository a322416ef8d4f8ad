// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "evidence/archive.hpp"
#include "evidence/timestamp.hpp"

/// Time stamps beside an archive: `dossier.zip.tsr`, then `dossier.zip.2.tsr`, `.3.tsr`…
/// (docs/archive-format.md §5.3). Never in it: whoever is online adds one, later, to a file that
/// does not change.
namespace trousse::evidence {

/// SHA-256 of a whole file. Errors: missing, unreadable, cancelled by `watch`.
Result<Sha256> sha256_of_file(const std::filesystem::path& path, const Watch& watch = {});

/// Writes a request for `archive`, a new file. Errors: those of reading; exists, key_full.
Result<Sha256> write_timestamp_request(const std::filesystem::path& archive,
                                       const std::filesystem::path& out, const Watch& watch = {});

struct AddedTimestamp {
  Timestamp stamp;
  std::filesystem::path path;  ///< where the answer is kept now
};

/// Checks an answer and keeps a copy of it beside the archive, under the first free name. With
/// `request`, the file that was carried, the answer must be the one to it. Errors: those of
/// `check_timestamp`; not_whole (of another file, or to another request); exists (the same answer
/// is there already).
Result<AddedTimestamp> add_timestamp(const std::filesystem::path& archive,
                                     const std::filesystem::path& answer,
                                     const std::optional<std::filesystem::path>& request,
                                     const Watch& watch = {});

/// One answer that lies beside an archive.
struct FoundTimestamp {
  std::string name;  ///< of the file
  std::optional<Timestamp> stamp;
  bool holds = false;   ///< its signature holds, and it is over this archive
  std::string trouble;  ///< why it does not, printable
};

/// Every answer beside `archive`, in the order of their numbers; at most 64. The archive is read
/// only when there is one. A stamp that does not hold is a fault of the stamp, and never of the
/// archive. Errors: those of reading the archive; missing (no certificate in `authorities`).
Result<std::vector<FoundTimestamp>> timestamps_beside(const std::filesystem::path& archive,
                                                      const std::optional<std::string>& authorities,
                                                      const Watch& watch = {});

}  // namespace trousse::evidence
