// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "evidence/case.hpp"
#include "playbooks/steps.hpp"
#include "playbooks/who_opens.hpp"

namespace trousse::cli {

/// Options that several commands have, declared alike everywhere.
struct StepOptions {
  std::string source;
  std::string case_folder;
  unsigned volume = 0;  ///< 0: every readable one
  std::string profile = "medical";
  std::vector<std::string> definitions;
  std::vector<std::string> rules;
  std::vector<std::string> sigma;
  std::string clamav;
  bool own_rules = true;
  std::vector<std::string> only;
  unsigned file_timeout = 60;  ///< seconds
  std::string when_full = "stop";
  bool skip_done = false;
  bool end_stopped = false;
  std::uint64_t part_size = evidence::PartLimits{}.bytes;

  std::optional<unsigned> chosen_volume() const {
    return volume == 0 ? std::nullopt : std::optional(volume);
  }
};

void add_source(CLI::App& command, StepOptions& options);
void add_case_folder(CLI::App& command, StepOptions& options);
void add_collect_options(CLI::App& command, StepOptions& options);
void add_scan_options(CLI::App& command, StepOptions& options);
/// Not to do again what the case has done, and to end what was stopped (collect and scan; `run`
/// always goes on).
void add_skip_done(CLI::App& command, StepOptions& options);
/// How what is taken is kept: the size of a part, and what to do when the key gets full.
void add_keeping_options(CLI::App& command, StepOptions& options);

playbooks::CollectStep collect_step(const StepOptions& options, const Context& context);
playbooks::ScanStep scan_step(const StepOptions& options, const Context& context);

/// Who may open a case, as typed.
struct KeyOptions {
  std::vector<std::string> recipients;  ///< age1…, a certificate, a file of age recipients
  std::string kit;                      ///< folder that a provider prepared
  std::string rescue_code_file;         ///< where a new rescue code is written, "-" for the screen
  std::string contact_file;
};

void add_key_options(CLI::App& command, KeyOptions& options);

/// A new case and, when one was made, its rescue code: the only time it exists outside the paper.
struct MadeCase {
  evidence::Case made;
  std::optional<evidence::RescueCode> rescue_code;
  playbooks::WhoOpens who;  ///< its notes were said, and belong into the report
};

/// Without a recipient that gave no warning, a rescue code is made, so that somebody can open what
/// is kept. What is wrong with a key or card of the kit is said, as an event too, and journalled by
/// its counts. Errors: usage, missing, those of `playbooks::add_recipient` and `Case::create`.
Result<MadeCase> make_case(const std::string& folder, const KeyOptions& options,
                           const Context& context);

/// Says who may open the case. Shows the code, or writes it to the file that was asked for (exists
/// is an error).
Result<void> hand_over(const MadeCase& made, const KeyOptions& options, const Context& context);

}  // namespace trousse::cli
