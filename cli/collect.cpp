// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/custody.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "cli/summary.hpp"

namespace trousse::cli {
namespace {

Result<void> collect(Context& context, const StepOptions& options) {
  const auto examined = TRY(playbooks::examine(options.source));
  auto opened = TRY(reopen_case(options.case_folder));
  TRY(confine_and_say(context, opened, {options.case_folder}));
  playbooks::Tally tally;
  const auto collected =
      TRY(playbooks::collect(examined, opened, collect_step(options, context), tally));
  print_collected(context, collected);
  return {};
}

}  // namespace

void declare_collect(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("collect", "Take what a responder needs into a case");
  const auto options = std::make_shared<StepOptions>();
  add_source(*command, *options);
  add_case_folder(*command, *options);
  add_collect_options(*command, *options);
  command->footer("Example: trousse collect /dev/nvme0n1 --case /media/key/case --profile triage");
  command->callback([&context, options] {
    if (auto done = collect(context, *options); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
