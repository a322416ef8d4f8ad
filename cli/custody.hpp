// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/confirmed_time.hpp"
#include "evidence/case.hpp"
#include "machine/clocks.hpp"
#include "playbooks/tally.hpp"

/// What the journal says beside the steps: who, on what machine, by what clock, with what
/// protections (docs/archive-format.md §3.3).
namespace trousse::cli {

/// As typed on the command line.
struct CustodyOptions {
  std::string operator_typed;
  std::string confirmed_time;
};

void add_custody_options(CLI::App& command, CustodyOptions& options);

/// The start of a command: the clocks are read when it is made, so make it first.
struct CustodyStart {
  std::string operator_typed;
  std::optional<ConfirmedTime> confirmed;
  machine::Clocks clocks;
};

/// Errors: usage (what was typed cannot be used); before anything is made.
Result<CustodyStart> custody_start(const CustodyOptions& options);

/// Writes `operator` when one was typed, `machine` and `clock` into a new case.
Result<void> journal_start(evidence::Case& into, const CustodyStart& start);

/// Writes `operator` into a case that is gone on with, when another one was typed than before.
Result<void> journal_operator(evidence::Case& into, const CustodyStart& start);

/// `Case::open`, then `machine` and `clock` when this is another machine, or another start of it,
/// than the one that wrote last.
Result<evidence::Case> reopen_case(const std::string& folder);

/// `confine`, said: a `confined` line in the journal, and for each protection that the kernel
/// lacks a note on the face, on --events and in the tally of the report (where one is kept).
Result<void> confine_and_say(const Context& context, evidence::Case& into,
                             const std::vector<std::string>& writable,
                             playbooks::Tally* tally = nullptr);

}  // namespace trousse::cli
