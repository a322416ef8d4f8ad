// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/confine.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "cli/sealing.hpp"
#include "cli/summary.hpp"

namespace trousse::cli {
namespace {

struct RunArguments {
  StepOptions step;
  KeyOptions keys;
  std::string out;
  bool keep_case = false;
};

// Beside the archive, so that sealing never crosses from one medium to another.
std::string case_beside(const std::string& out) { return out + ".case"; }

Result<void> run(Context& context, const RunArguments& arguments) {
  std::error_code ignored;
  if (std::filesystem::exists(arguments.out, ignored)) {
    return fail(Errc::exists, arguments.out + " is there already");
  }
  const auto examined = TRY(playbooks::examine(arguments.step.source));
  // A source that holds nothing readable is said before a case is made for it.
  TRY(playbooks::readable_volumes(examined, arguments.step.chosen_volume()));
  const std::string folder = case_beside(arguments.out);
  auto made = TRY(make_case(folder, arguments.keys, context));
  TRY(hand_over(made, arguments.keys, context));
  const auto parent = std::filesystem::absolute(arguments.out).parent_path();
  TRY(confine({parent.string()}));

  playbooks::Tally tally;
  for (const Note& note : made.who.notes) tally.hear(note);
  const auto collected =
      TRY(playbooks::collect(examined, made.made, collect_step(arguments.step, context), tally));
  print_collected(context, collected);
  const auto scanned =
      TRY(playbooks::scan(examined, made.made, scan_step(arguments.step, context), tally));
  print_scanned(context, scanned, tally);
  TRY(playbooks::report(made.made, tally));

  evidence::SealOptions options;
  options.out = arguments.out;
  const auto seal = TRY(seal_case(context, made.made, std::move(options)));
  print_seal(context, seal, arguments.out);
  // The archive holds all of it and has been read back: a second copy would fill the key.
  if (!arguments.keep_case) std::filesystem::remove_all(folder, ignored);
  if (context.exit == Exit::incomplete && !context.json) {
    print(context, words::Id::summary_incomplete);
  }
  return {};
}

}  // namespace

void declare_run(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("run", "Collect, scan and seal in one go, no questions");
  const auto arguments = std::make_shared<RunArguments>();
  add_source(*command, arguments->step);
  command->add_option("--out", arguments->out, "Archive to write, a new file")->required();
  add_collect_options(*command, arguments->step);
  add_scan_options(*command, arguments->step);
  add_key_options(*command, arguments->keys);
  command->add_flag("--keep-case", arguments->keep_case, "Keep the folder of the case beside OUT");
  command->footer("Example: trousse run /dev/nvme0n1 --out dossier.zip --recipient age1...");
  command->callback([&context, arguments] {
    if (auto done = run(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
