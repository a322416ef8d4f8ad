// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/contact.hpp"
#include "evidence/case.hpp"
#include "machine/network.hpp"
#include "playbooks/child.hpp"
#include "playbooks/engine.hpp"
#include "playbooks/heard_step.hpp"

namespace trousse::playbooks {

/// The fields of a `network` line of the journal (docs/archive-format.md 3.3).
std::string network_line(const Isolation& seen, const Utc& when);

/// The engine that works: each step is a child process of our own program, the very command that
/// a technician can type; what a step tells is gathered for the report of the archive.
class ProcessEngine final : public Engine {
 public:
  struct Options {
    std::filesystem::path key;         ///< the folder in which cases are kept
    std::vector<std::string> sources;  ///< images or devices to offer; empty: every disk
    std::filesystem::path kit;         ///< a provider's folder, or empty
    std::string language = "fr";       ///< of case and readme
    ContactCard contacts;              ///< for the papers
    std::string program = "/proc/self/exe";
    std::string keyboard = {};  ///< the program that sets a keyboard; empty where there is none
  };
  explicit ProcessEngine(Options options);
  ~ProcessEngine() override;

  void obey(const Command& command) override;
  std::vector<Report> hear(int milliseconds) override;

 private:
  enum class Task { none, look, make_case, step, papers };

  void begin(const LookAtDisks&);
  void begin(const WatchIsolation&);
  void begin(const MakeCase& wish);
  void begin(const OpenCase& wish);
  void begin(const StartStep& start);
  void begin(const StopStep&);
  void begin(const Answer& answer);
  void begin(const WritePapers& wish);
  void begin(const SetKeyboard& wish);

  bool launch(Task task, const std::vector<std::string>& arguments);
  void refuse(const Error& error) { reports_.emplace_back(Refused{error}); }
  void hear_line(const std::string& line);
  void end(int code);
  void end_step(int code);
  void sealed();
  void tell_room();
  void hear_of_keyboard();
  void look_at_network();
  Result<void> journal_network(evidence::Case& into);
  void end_papers(int code);
  std::string paper_facts(const WritePapers& wish) const;
  words::ReportFacts gathered() const;
  Result<void> keep_answers(const std::string& sheet);
  Result<void> write_report();
  bool prepare_to_hear(const StartStep& start);
  HeardStep* heard(StepKind kind);

  Options options_;
  std::unique_ptr<Child> child_;
  std::unique_ptr<Child> keyboard_;  ///< beside a step at work
  std::string keyboard_name_;
  Task task_ = Task::none;
  StartStep step_;
  std::optional<Error> last_error_;
  std::optional<Progress> progress_;
  std::vector<Report> reports_;
  std::vector<FoundSource> found_;
  std::filesystem::path case_;
  std::string case_id_;
  struct Given {
    Answer answer;
    Utc when;
  };
  std::vector<Given> answers_;                   ///< not yet in the case
  std::string sheet_;                            ///< the one that the journal says is followed
  std::map<std::string, std::string> answered_;  ///< open answers, by step
  unsigned answer_files_ = 0;
  bool reported_ = false;  ///< the report is in the case, and nothing was found since
  HeardStep collected_, scanned_;
  std::chrono::steady_clock::time_point room_told_{};
  std::optional<machine::NetworkWatch> network_watch_;
  std::optional<Isolation> isolation_;
  std::chrono::steady_clock::time_point network_seen_{};
  std::optional<Utc> network_cut_;        ///< when it was answered that the network is cut
  std::vector<std::string> network_log_;  ///< lines of JSON that are not yet in the journal
  std::filesystem::path papers_;          ///< the folder of the papers
  Sealed sealed_told_;
};

}  // namespace trousse::playbooks
