// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "collectors/collect.hpp"

namespace trousse::collectors {

/// One stream of one entry, as an answer to a question.
struct Match {
  const File& file;
  std::string stream;          ///< "" for the content
  std::uint64_t max_size = 0;  ///< bytes, 0: the limit of the run
};

/// The one hand that asks and answers during a run over one volume: limits, the hole of $J, the
/// tally, and events are kept here, so that definitions and collectors keep them alike. An error
/// returned is the key's side, or cancelled.
class Collection {
 public:
  Collection(const disks::Volume& volume, const CollectOptions& options, evidence::Intake& intake,
             Collected& tally);

  const disks::Volume& volume() const { return volume_; }
  const CollectOptions& options() const { return options_; }

  /// Puts a question. The same id and `asked` twice is one question.
  Result<void> ask(const Question& question);
  /// Answers it: the stream's bytes, or why not (empty, failed, a limit, deleted, taken already).
  /// True when the bytes went into the case now.
  Result<bool> take(const Question& question, const Match& match);
  /// Answers it: nothing, and why. `match` is empty when nothing was found.
  Result<void> note_absent(const Question& question, const std::optional<Match>& match,
                           Absent::Why why, std::string detail);
  /// An estimate of what is going to be taken, in bytes, before any of it is read.
  Result<void> foresee(std::uint64_t bytes) { return intake_.foresee(bytes); }
  /// A file of our own making beside the evidence.
  Result<void> add(std::string_view name, std::string_view content);

  bool has_answer(const Question& question) const;
  /// True when the stream is in the case already.
  bool has(const File& file, const std::string& stream) const;
  /// The first bytes of a stream, at most `limit`; what cannot be read is Errc::unreadable.
  Result<std::vector<std::byte>> head(const File& file, const std::string& stream,
                                      std::size_t limit) const;
  /// By a person, now or, with `end_here`, at an earlier start.
  bool stopped() const {
    return options_.stop.stop_requested() || (options_.end_here && !intake_.replays());
  }
  /// Sends a Progress event; `done` and `total` count matches.
  void tell(std::string now, std::uint64_t done, std::uint64_t total) const;

 private:
  std::optional<std::string> over_limit(const Question& question, const Match& match,
                                        std::uint64_t size) const;
  Result<bool> count(const Question& question, const Result<Artifact>& answer);

  const disks::Volume& volume_;
  const CollectOptions& options_;
  evidence::Intake& intake_;
  Collected& tally_;
  std::map<std::string, std::uint64_t> family_bytes_;
  std::map<std::string, std::uint64_t> answers_;
  std::map<std::pair<std::uint64_t, std::string>, std::string> in_case_;  ///< → question's id
};

/// A rule that no path can say, at work on one volume.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// Once for each entry of the one walk that all share: must be cheap, and reads no content.
  virtual void visit(const File& file) = 0;
  /// After the walk: answers the question. Left without any answer, it is `missing`.
  virtual Result<void> finish(Collection& collection, const Question& question) = 0;
};

/// One per file `collectors/NAME.cpp`.
struct Collector {
  std::string_view id;      ///< "ransom.notes"
  std::string_view family;  ///< "ransom"
  std::string_view asked;   ///< the rule in words; "" when it asks nothing of the disk
  Profile profile = Profile::medical;
  std::unique_ptr<Watcher> (*start)(Profile profile) = nullptr;
};

/// Every collector of the product, in the order they finish. The list is in registry.cpp and
/// nowhere else.
std::span<const Collector> all();

// To add one: collectors/NAME.cpp with a Watcher and `std::unique_ptr<Watcher>
// start_NAME(Profile)`, one row in registry.cpp, tests/collectors/NAME_test.cpp. Say in
// docs/definitions.md what it takes in the medical profile, and why that holds nothing of a
// patient.

}  // namespace trousse::collectors
