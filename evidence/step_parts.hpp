// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/artifact.hpp"
#include "evidence/bag_names.hpp"
#include "evidence/case_body.hpp"
#include "evidence/intake.hpp"
#include "evidence/part.hpp"

namespace trousse::evidence {

/// The parts of one step: opens the first when it is needed, goes on to the next at the limit, and
/// closes each with its own records, so that every closed part stands for itself.
class StepParts {
 public:
  enum class Records { outcomes, findings, files };

  StepParts(std::shared_ptr<CaseBody> body, Step step, std::uint64_t number);

  /// Begins a payload entry; then `write`, then `end_payload` with its hash.
  Result<void> begin_payload(const TarEntry& entry);
  Result<void> write(std::span<const std::byte> bytes);
  void end_payload(const std::string& path, const Sha256& hash);

  /// Adds a line to the records of the current part.
  Result<void> record(Records kind, std::string_view line);

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

  std::shared_ptr<CaseBody> body_;
  Step step_;
  std::uint64_t number_;
  std::string began_;
  std::string numeral_;  // "001", of the current part
  std::unique_ptr<PartWriter> part_;
  std::string manifest_;
  std::array<std::string, 3> lines_;
  std::array<unsigned, 3> flushed_{};
  std::uint64_t number_of_parts_ = 0;
  std::uint64_t payload_files_ = 0;
  std::uint64_t payload_bytes_ = 0;
};

}  // namespace trousse::evidence
