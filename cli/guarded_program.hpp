// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/descriptor.hpp"
#include "core/result.hpp"

namespace trousse::cli {

/// Another program at work beside us, and a guard of ours between: the guard ends the program and
/// removes its folder when this object goes, and as well when we are killed. Our signals do not
/// reach them: a person's Ctrl-C is for us.
class GuardedProgram {
 public:
  struct Wish {
    std::vector<std::string> command;   ///< its path, and its arguments
    std::vector<std::string> readable;  ///< what it may read (`confine_daemon`)
    std::string folder;                 ///< its own, which is removed at the end
  };

  /// The caller has no other thread yet. Errors: refused.
  static Result<GuardedProgram> start(const Wish& wish);
  /// Waits until the program has ended and its folder is gone.
  ~GuardedProgram();
  GuardedProgram(GuardedProgram&& other) noexcept;
  GuardedProgram& operator=(GuardedProgram&&) = delete;
  GuardedProgram(const GuardedProgram&) = delete;
  GuardedProgram& operator=(const GuardedProgram&) = delete;

  /// The last of what it wrote (at most 4 KiB, raw), once it has ended; nothing while it works.
  std::optional<std::string> last_words();

 private:
  GuardedProgram(pid_t guard, Descriptor lifeline, Descriptor words);

  pid_t guard_;
  std::optional<Descriptor> lifeline_;  ///< closed: an end is wished
  Descriptor words_;
};

}  // namespace trousse::cli
