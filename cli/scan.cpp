// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/work.hpp"

namespace trousse::cli {
namespace {

Result<void> scan(Context& context, const StepOptions& options) {
  auto work = TRY(open_work(context, options));
  return scan_into(context, scan_step(options, context), work);
}

}  // namespace

void declare_scan(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("scan", "Read every file of a source and say what was seen");
  const auto options = std::make_shared<StepOptions>();
  add_source(*command, *options);
  add_case_folder(*command, *options);
  add_scan_options(*command, *options);
  add_keeping_options(*command, *options);
  add_skip_done(*command, *options);
  command->footer("Example: trousse scan /dev/nvme0n1 --case /media/key/case --rules rules/");
  command->callback([&context, options] {
    if (auto done = scan(context, *options); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
