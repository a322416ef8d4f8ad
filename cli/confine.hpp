// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace trousse::cli {

/// A token that asks to stop at the first SIGINT, SIGTERM or SIGHUP; the second one ends the
/// program as usual.
std::stop_token stop_on_signals();

/// Which protections the kernel gave, by the words of the journal's `confined` event.
struct Confinement {
  std::vector<std::string> holds;  ///< "no_new_privileges", "landlock", "seccomp"
  std::vector<std::string> lacks;  ///< the others, each with why: "landlock: Function not …"
};

/// What is left to a step once its source and its case are open, before it reads a byte of the
/// evidence: no new privileges, no network, no other program, no mount, no trace (seccomp); and
/// writing only below `writable` (Landlock, where the kernel has it). Cannot be undone. Commands
/// call `confine_and_say` (custody.hpp), which says what the kernel does not offer.
/// Errors: refused (the kernel refused a filter that it offers).
Result<Confinement> confine(const std::vector<std::string>& writable);

/// What is left to another program that reads hostile bytes for us.
struct DaemonRoom {
  std::vector<std::string>
      readable;                   ///< files and folders, with what is below; others are not seen
  std::string own_folder;         ///< where it may write
  const char* program = nullptr;  ///< the one path that it may execute, by this very pointer
};

/// For the child, between fork and exec: no new privileges, of root's powers only that of reading
/// files, no network but local sockets that wait, no other program, no mount, no trace (seccomp);
/// no file but those of `room` (Landlock, where the kernel has it); no core dump. It dies with its
/// parent, and before us when memory runs out. Cannot be undone. Errors: refused.
Result<void> confine_daemon(const DaemonRoom& room);

}  // namespace trousse::cli
