// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/event.hpp"

namespace trousse::playbooks {

/// The progress of a step over several volumes: what each tells of itself becomes part of one
/// whole, which never goes back. Used by one thread at a time.
class WholeStep {
 public:
  /// `step`: its name in Progress events.
  WholeStep(std::string step, EventSink face) : face_(std::move(face)) {
    told_.step = std::move(step);
  }

  /// That many more are to be read: of a volume that was listed, before any is read.
  void expect(std::uint64_t more) { told_.total += more; }
  /// A volume is over, whether it could be read whole or not: so many were to be read of it, and
  /// that many findings it has. The end of the last one is told.
  void pass(std::uint64_t of_it, std::uint64_t findings = 0);
  void hear(const Event& event);

 private:
  void tell(std::uint64_t done, std::uint64_t findings);

  EventSink face_;
  Progress told_;
  std::uint64_t passed_ = 0, passed_findings_ = 0;  ///< of the volumes before
};

}  // namespace trousse::playbooks
