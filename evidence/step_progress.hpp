// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/artifact.hpp"
#include "core/finding.hpp"
#include "core/result.hpp"
#include "evidence/intake.hpp"
#include "evidence/journal.hpp"

namespace trousse::evidence {

/// How far a step is, as its parts tell it in the journal (docs/archive-format.md §3.3): counts
/// and a chain of hashes, no name. Made from the cursor of the last closed part, it knows which of
/// the answers to come are in the case already.
class StepProgress {
 public:
  /// `cursor` null: from the start.
  explicit StepProgress(const Json& cursor);

  /// True while the next answer is one that closed parts hold.
  bool replays() const { return done_ < before_.answers; }
  const Before& before() const { return before_; }

  /// One more answer to the question that was put as number `question`. Errc::not_whole when all
  /// that closed parts hold was passed and it was not what was answered now.
  Result<void> answered(const Artifact& artifact, std::uint64_t question);
  /// One more file of our own making; counts as an answer.
  Result<void> added(std::string_view name);
  void found(const Finding& finding);
  void scanned() { ++scanned_; }
  void mark(std::string_view volume, std::string_view position);
  std::string marked(std::string_view volume) const;

  std::uint64_t taken_bytes() const { return bytes_; }
  /// What the `part` line says.
  Json cursor() const;
  /// The fields of the `end` line.
  void put_totals(Json& end) const;

 private:
  Result<void> go_on(const std::string& said);
  Json places() const;

  Before before_;
  std::string expected_chain_;  // 64 hex digits, at before_.answers
  std::string chain_ = std::string(64, '0');
  std::uint64_t done_ = 0, answers_ = 0, taken_ = 0, bytes_ = 0, gaps_ = 0;
  std::uint64_t findings_ = 0, scanned_ = 0;
  std::array<std::uint64_t, 5> levels_{};
  FindingCounts kinds_;
  /// taken, missing, empty, failed, skipped, bytes
  std::map<std::string, std::array<std::uint64_t, 6>> families_;
  std::map<std::string, std::string, std::less<>> places_;  // by volume, JSON objects as text
};

}  // namespace trousse::evidence
