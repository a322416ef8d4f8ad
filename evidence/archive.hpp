// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "evidence/age.hpp"
#include "evidence/case.hpp"
#include "evidence/envelope.hpp"

namespace trousse::evidence {

/// Called with bytes done and bytes in all; returns false to stop (Errc::cancelled).
using Watch = std::function<bool(std::uint64_t, std::uint64_t)>;

struct SealOptions {
  std::filesystem::path out;  ///< Errc::exists when it is there; written as OUT.partial first
  std::optional<std::filesystem::path> key;   ///< PEM, a second signature by a person
  std::optional<std::filesystem::path> cert;  ///< PEM
  /// The readme files, made by `words` (name in the archive, content).
  std::vector<std::pair<std::string, std::string>> readmes;
  Watch watch;
};

struct Seal {
  std::string case_id;
  std::string fingerprint;        ///< SHA-256 of the sealing certificate, 64 hex digits
  std::string short_fingerprint;  ///< 4 groups of 5 digits, what is written on paper
  std::string archive_sha256;     ///< of the file handed over
  std::uint64_t size = 0;         ///< bytes
  std::uint64_t parts = 0;
  std::uint64_t images = 0;             ///< segments of disk images
  std::filesystem::path images_folder;  ///< where they lie, beside the archive; "" without any
};

/// Signs the case with a key made for this moment and destroyed, writes the archive, reads it
/// back and verifies it; only then gives it its final name. Refuses a case with a step that did
/// not end, in which alone a question can lack its answer, and one that holds nothing (refused).
Result<Seal> seal(Case& sealed_case, const SealOptions& options);

/// Ends a sealing that was cut once `archive` had its name: checks it, moves the disk images that
/// are still in the case beside it, and gives what `seal` would have given. Nothing when the
/// archive is not there or not whole, is another than the one that the case in `folder` was last
/// sealed into, or lacks what came into the case since. `files`: as for `Case::open`. Errors:
/// cancelled by `watch`; those of `Case::open`; exists (images lie beside it already).
Result<std::optional<Seal>> finish_sealing(const std::filesystem::path& folder,
                                           const std::filesystem::path& archive,
                                           const Watch& watch = {}, Files* files = nullptr);

/// One thing found wrong; `path` is the entry, "" for the archive itself.
struct Fault {
  enum class Kind { missing, changed, added, unsigned_file, bad_signature, bad_journal, truncated };
  Kind kind;
  std::string path;
  std::string detail;
};

struct Verdict {
  bool whole = false;  ///< signature, sums, journal and list of entries all hold
  std::string case_id;
  std::string created;  ///< as the case says, ISO 8601
  std::string sealed;   ///< signing time inside the signature, ISO 8601
  std::string fingerprint;
  std::string short_fingerprint;
  std::vector<std::string> other_signers;  ///< subject names, printable
  std::string operator_typed;  ///< as typed when the case was made, by nobody checked; raw
  /// Seconds to add to the times of the sealing computer to have those of a watch, where the
  /// journal has them (docs/archive-format.md §3.3).
  std::optional<std::int64_t> clock_offset;
  std::uint64_t parts = 0;
  /// As the journal counts them: steps that were ended before all was read, and questions whose
  /// answer is that it could not be read.
  std::uint64_t ended_early = 0, unread = 0;
  std::uint64_t images = 0;                 ///< segments of disk images that the archive names
  std::vector<std::string> images_missing;  ///< those of them that are not beside it
  std::vector<Fault> faults;
};

/// Checks an archive without any key, and the disk images found beside it (in `images`, the folder
/// that holds "images/", or else where the seal put them). A file that is no archive of ours is
/// Errc::malformed; an archive with faults is a Verdict that says which.
Result<Verdict> verify(const std::filesystem::path& archive, const Watch& watch = {},
                       const std::filesystem::path& images = {});

struct OpenOptions {
  std::filesystem::path out;  ///< a folder made here; Errc::exists when it holds anything
  std::vector<age::Opener> openers;
  std::vector<RecipientKey> keys = {};  ///< of certificates: for `keys/*.p7m`
  Watch watch = {};
  std::filesystem::path images = {};  ///< as for `verify`
};

struct Opened {
  Verdict verdict;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  /// Names that this file system could not hold as they are and were written otherwise.
  std::vector<std::string> renamed;
  std::uint64_t images = 0;  ///< segments of disk images, decrypted below images/
};

/// Verifies, decrypts, and lays out one BagIt bag: `bagit.txt`, `manifest-sha256.txt`, `data/`,
/// with `outcomes.jsonl`, `findings.jsonl`, `files.jsonl` under `data/`. Every file's hash is
/// checked on the way. An archive that is not whole is opened too, as far as it is authentic,
/// and the verdict says so. No entry can leave `out` (absolute paths, "..", links are refused).
Result<Opened> open_archive(const std::filesystem::path& archive, const OpenOptions& options);

}  // namespace trousse::evidence
