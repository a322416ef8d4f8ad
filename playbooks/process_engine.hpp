// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "playbooks/child.hpp"
#include "playbooks/engine.hpp"
#include "playbooks/tally.hpp"

namespace trousse::playbooks {

/// The engine that works: each step is a child process of our own program, the very command that
/// a technician can type; what a step tells is gathered for the report of the archive.
class ProcessEngine final : public Engine {
 public:
  struct Options {
    std::filesystem::path key;         ///< the folder in which cases are kept
    std::vector<std::string> sources;  ///< images or devices to offer; empty: every disk
    std::filesystem::path kit;         ///< a provider's folder, or empty
    std::string language = "fr";       ///< of case and readme
    std::string program = "/proc/self/exe";
  };
  explicit ProcessEngine(Options options);

  void obey(const Command& command) override;
  std::vector<Report> hear(int milliseconds) override;

 private:
  enum class Task { none, look, make_case, step };

  void begin(const LookAtDisks&);
  void begin(const WatchIsolation&) {}  // the room that watches the ports comes later
  void begin(const MakeCase& wish);
  void begin(const OpenCase& wish);
  void begin(const StartStep& start);
  void begin(const StopStep&);
  void begin(const Answer& answer);

  bool launch(Task task, const std::vector<std::string>& arguments);
  void refuse(const Error& error) { reports_.emplace_back(Refused{error}); }
  void hear_line(const std::string& line);
  void end(int code);
  void end_step(int code);
  void sealed();
  void tell_room();
  Result<void> keep_answers();
  Result<void> write_report();
  void prepare_tally(const StartStep& start);

  Options options_;
  std::unique_ptr<Child> child_;
  Task task_ = Task::none;
  StartStep step_;
  std::optional<Error> last_error_;
  std::optional<Progress> progress_;
  std::vector<Report> reports_;
  std::vector<FoundSource> found_;
  std::filesystem::path case_;
  std::string case_id_;
  std::vector<Answer> answers_;  ///< not yet in the case
  unsigned answer_files_ = 0;
  bool reported_ = false;  ///< the report is in the case, and nothing was found since
  Tally collected_, scanned_;
  std::chrono::steady_clock::time_point room_told_{};
};

}  // namespace trousse::playbooks
