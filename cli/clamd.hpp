// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

#include "cli/guarded_program.hpp"
#include "core/event.hpp"
#include "core/result.hpp"
#include "scanners/clamav_session.hpp"

namespace trousse::cli {

/// A clamd of our own, for the scans of one command (docs/decisions/0018-clamd-beside.md): with the
/// signatures of one folder, no network, no update, no log, and nothing on a disk.
class Clamd {
 public:
  struct Wish {
    std::string signatures;  ///< folder
    std::chrono::seconds file_timeout{60};
    unsigned connections = 2;  ///< one for each worker of a scan
  };

  /// Starts it and waits until it has loaded its signatures. Null when there can be none, and a
  /// note (`clamav_…`) has said why: the other scanners do not need it. `say` is told what is
  /// waited for, too. The caller has no other thread yet, and is not confined. Errors: cancelled.
  static Result<std::unique_ptr<Clamd>> start(const Wish& wish, const EventSink& say,
                                              const std::stop_token& stop);

  scanners::ClamSessions& sessions() { return sessions_; }

 private:
  Clamd(GuardedProgram program, std::vector<Descriptor> connected)
      : program_(std::move(program)), sessions_(std::move(connected)) {}

  GuardedProgram program_;
  scanners::ClamSessions sessions_;
};

}  // namespace trousse::cli
