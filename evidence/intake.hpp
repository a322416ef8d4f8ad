// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/artifact.hpp"
#include "core/finding.hpp"
#include "core/finding_counts.hpp"
#include "core/reader.hpp"
#include "core/result.hpp"

namespace trousse::evidence {

/// When a part closes: what a cut can cost at most.
struct PartLimits {
  std::uint64_t bytes = std::uint64_t{256} << 20;  ///< plain; a file is never split over two parts
  std::chrono::seconds age{300};
};

/// What a step is, for the journal and for the names of its parts.
struct Step {
  std::string name;          ///< "collect", "scan"; lower case and dashes
  std::string source;        ///< path of the source as given
  std::string source_facts;  ///< JSON object: model, serial, size, read-only state, volume
  std::string versions;      ///< JSON object: tool, libraries, rules
  /// A hash of all that decides what is asked, and in which order: the same plan on the same
  /// source asks the same. "" for a step that always begins anew.
  std::string plan = {};
  PartLimits limits = {};
  bool anew = false;  ///< do not go on with a step that was cut
};

/// What closed parts hold of a step that is gone on with; all 0 for a new one.
struct Before {
  std::uint64_t answers = 0;
  std::uint64_t taken_bytes = 0;
  std::uint64_t gaps = 0;  ///< files with unreadable ranges
  std::uint64_t findings = 0;
  std::uint64_t scanned = 0;
  std::array<std::uint64_t, 5> levels{};  ///< findings by severity
  FindingCounts kinds;                    ///< findings by kind
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

  // Going on after an interruption. A step that was cut puts the same questions again, in the same
  // order; what closed parts hold is not read again (`Taken::earlier`). When the source does not
  // answer as it did, that is Errc::not_whole: a step with `anew` then supersedes it.

  virtual Before before() const { return {}; }
  /// True while what is answered is in closed parts already.
  virtual bool replays() const { return false; }

  /// For a step whose records come in an order of its own: all that was given so far is one whole,
  /// and `position` (a JSON object of numbers and hashes, no name) says on which volume it stands.
  virtual Result<void> mark(std::string_view /*volume*/, std::string_view /*position*/) {
    return {};
  }
  /// The position of the last closed part on that volume, "" when there is none.
  virtual std::string marked(std::string_view /*volume*/) const { return ""; }

  /// Closes what is open and leaves the step to be gone on with.
  virtual Result<void> pause() { return finish(How::cancelled); }
  /// True once the answer to a key that got full was to seal what is there: nothing more is taken,
  /// what is left gets its answer, and the step ends.
  virtual bool gave_up() const { return false; }
  /// An estimate of the bytes that this step will take, made before it reads any. When the key has
  /// not the room, the case's RoomWatch is asked. Errors: key_full (stop).
  virtual Result<void> foresee(std::uint64_t /*bytes*/) { return {}; }
};

}  // namespace trousse::evidence
