// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/work.hpp"

namespace trousse::cli {
namespace {

Result<void> collect(Context& context, const StepOptions& options) {
  auto work = TRY(open_work(context, options));
  return collect_into(context, collect_step(options, context), work);
}

}  // namespace

void declare_collect(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("collect", "Take what a responder needs into a case");
  const auto options = std::make_shared<StepOptions>();
  add_source(*command, *options);
  add_case_folder(*command, *options);
  add_collect_options(*command, *options);
  add_keeping_options(*command, *options);
  add_skip_done(*command, *options);
  command->footer("Example: trousse collect /dev/nvme0n1 --case /media/key/case --profile triage");
  command->callback([&context, options] {
    if (auto done = collect(context, *options); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
