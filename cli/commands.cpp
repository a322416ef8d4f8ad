// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/command.hpp"

namespace trousse::cli {

void declare_all(CLI::App& app, Context& context) {
  constexpr void (*commands[])(CLI::App&, Context&) = {
      declare_sources, declare_run,     declare_case,     declare_collect,
      declare_scan,    declare_acquire, declare_seal,     declare_verify,
      declare_open,    declare_report,  declare_journal,  declare_timestamp,
      declare_papers,  declare_sheet,   declare_playbook, declare_key,
  };
  for (const auto declare : commands) declare(app, context);
}

}  // namespace trousse::cli
