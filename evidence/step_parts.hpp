// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/artifact.hpp"
#include "evidence/bag_names.hpp"
#include "evidence/case_body.hpp"
#include "evidence/intake.hpp"
#include "evidence/part.hpp"
#include "evidence/step_progress.hpp"

namespace trousse::evidence {

/// The parts of one step: opens the first when it is needed, goes on to the next at the limit, and
/// closes each with its own records, so that every closed part stands for itself.
class StepParts {
 public:
  enum class Records { outcomes, findings, files };

  /// `progress` must outlive it: each part that closes says in the journal how far the step is.
  StepParts(std::shared_ptr<CaseBody> body, Step step, std::uint64_t number,
            const StepProgress& progress, std::uint64_t closed_before);

  /// Begins a payload entry; then `write`, then `end_payload` with its hash.
  Result<void> begin_payload(const TarEntry& entry);
  Result<void> write(std::span<const std::byte> bytes);
  void end_payload(const std::string& path, const Sha256& hash);

  /// Adds a line to the records of the current part.
  Result<void> record(Records kind, std::string_view line);

  /// Between two wholes: closes the current part when it is large or old enough.
  Result<void> close_if_due();
  /// Encrypted bytes of the current part, all but the last mebibytes on the medium.
  std::uint64_t written() const { return part_ ? part_->written() : 0; }

  /// Closes the current part, if any. At the end of a step, a step without any part gets one, so
  /// that its records are in the case.
  enum class End { of_part, of_step };
  Result<void> close(End end);

  /// A free name in the bag for this step.
  BagNames names;

 private:
  Result<void> need_part();
  Result<void> flush(Records kind);
  std::string step_record() const;
  bool is_due() const;
  bool is_empty() const;

  std::shared_ptr<CaseBody> body_;
  Step step_;
  std::uint64_t number_;
  const StepProgress& progress_;
  std::string began_;
  std::chrono::steady_clock::time_point part_began_{};
  std::string numeral_;  // "001", of the current part
  std::unique_ptr<PartWriter> part_;
  std::string manifest_;
  std::array<std::string, 3> lines_;
  std::array<unsigned, 3> flushed_{};
  std::uint64_t number_of_parts_;
  std::uint64_t payload_files_ = 0;
  std::uint64_t payload_bytes_ = 0;
};

}  // namespace trousse::evidence
