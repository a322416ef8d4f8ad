// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/event.hpp"

namespace trousse::playbooks {

/// The progress of a step over several volumes: what each tells of itself becomes part of one
/// whole, which never goes back. Used by one thread at a time.
class WholeStep {
 public:
  explicit WholeStep(EventSink face) : face_(std::move(face)) {}

  /// That many more are to be read: of a volume that was listed, before any is read.
  void expect(std::uint64_t more) { total_ += more; }
  /// A volume is over, whether it was read whole or not: so many were to be read of it, and what
  /// it told of findings is told.
  void pass(std::uint64_t of_it);
  void hear(const Event& event);

 private:
  EventSink face_;
  std::uint64_t total_ = 0;
  std::uint64_t passed_ = 0, passed_findings_ = 0;  ///< of the volumes before
  std::uint64_t done_ = 0, findings_ = 0;           ///< as told last
};

}  // namespace trousse::playbooks
