// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "core/result.hpp"

namespace trousse::playbooks {

/// Descriptor on which a child writes its events.
constexpr int child_events_fd = 3;

/// How a child names its standard input where a command wants the path of a file.
constexpr const char* input_path = "/proc/self/fd/0";

/// A child process: our own program with other arguments, no shell. Its standard output and its
/// events are read without waiting; its input is what it is given, its errors go nowhere.
class Child {
 public:
  /// Starts `program` (a path) with these arguments. `input` is its standard input, kept in memory
  /// only: a file with a size, `input_path` to it. Errors: refused, missing.
  static Result<std::unique_ptr<Child>> start(const std::string& program,
                                              const std::vector<std::string>& arguments,
                                              std::string_view input = {});
  /// A child that still runs is asked to stop, then awaited a while, then killed.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Whole lines that came on the events descriptor since the last call, waiting at most
  /// `milliseconds` for a first one. A line over 1 MiB is left out: no event is that long.
  std::vector<std::string> events(int milliseconds);

  /// The exit code once it has ended and all it wrote was read; -1 when a signal ended it.
  std::optional<int> ended();

  /// Its standard output so far; what goes beyond 16 MiB is left out.
  const std::string& output() const { return output_; }
  /// Overwrites it: a rescue code may stand in it.
  void forget_output();

  /// SIGINT: the step ends in order and keeps what it closed.
  void ask_to_stop() const;

 private:
  Child(pid_t process, int output, int events);
  void drain();
  bool wait_for(int milliseconds) const;

  pid_t process_;
  int output_fd_, events_fd_;
  std::string output_, line_;
  std::vector<std::string> lines_;
  bool line_too_long_ = false;
  std::optional<int> code_;
};

}  // namespace trousse::playbooks
