// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/artifact.hpp"
#include "core/finding.hpp"
#include "core/reader.hpp"
#include "core/result.hpp"

namespace trousse::evidence {

/// What a step is, for the journal and for the names of its parts.
struct Step {
  std::string name;          ///< "collect", "scan"; lower case and dashes
  std::string source;        ///< path of the source as given
  std::string source_facts;  ///< JSON object: model, serial, size, read-only state, volume
  std::string versions;      ///< JSON object: tool, libraries, rules
};

/// What the scan read of one file, whether or not anything was found.
struct ScannedFile {
  Origin origin;
  std::uint64_t size = 0;
  Sha256 sha256{};
  std::string type;              ///< "PDF", "" when unknown
  std::uint64_t unreadable = 0;  ///< bytes that could not be read
};

/// The one door by which examined bytes enter a case: hashed, encrypted, stored, in that order,
/// in one pass and in bounded memory. An error from here is trouble on the key's side
/// (key_full, key_removed): the caller stops; what is closed is kept.
class Intake {
 public:
  virtual ~Intake() = default;

  /// A question is put to the disk. Each must get at least one `take` or `note_absent` with the
  /// same id and `asked` before `finish`.
  virtual Result<void> ask(const Question& question) = 0;

  /// Takes the bytes from `start` to the end. What cannot be read is zero-filled and listed.
  virtual Result<Artifact> take(const Question& question, const Origin& from, const Reader& bytes,
                                std::uint64_t start = 0) = 0;

  /// `from` empty: nothing matched.
  virtual Result<Artifact> note_absent(const Question& question, const std::optional<Origin>& from,
                                       Absent::Why why, std::string detail) = 0;

  virtual Result<void> finding(const Finding& finding) = 0;
  virtual Result<void> scanned(const ScannedFile& file) = 0;

  /// A file of our own making in the bag's `data/` ("report.html", "census.json").
  virtual Result<void> add(std::string_view name, std::string_view content) = 0;

  /// Count of questions that have no answer yet.
  virtual std::uint64_t unanswered() const = 0;
  /// Plain bytes taken so far.
  virtual std::uint64_t taken_bytes() const = 0;

  /// Closes the last part and writes the step's end in the journal. `cancelled` says that a
  /// person stopped it: unanswered questions are then answered `skipped`. Without it, an
  /// unanswered question is Errc::not_whole and the step does not end.
  enum class How { done, cancelled };
  virtual Result<void> finish(How how) = 0;
};

}  // namespace trousse::evidence
