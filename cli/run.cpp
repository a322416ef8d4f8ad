// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/custody.hpp"
#include "cli/going_on.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"
#include "cli/sealing.hpp"
#include "cli/work.hpp"

namespace trousse::cli {
namespace {

struct RunArguments {
  StepOptions step;
  KeyOptions keys;
  CustodyOptions custody;
  std::string out;
  bool keep_case = false;
};

// Beside the archive, so that sealing never crosses from one medium to another.
std::string case_beside(const std::string& out) { return out + ".case"; }

/// The source looked at, and the case to work into.
Result<Work> begin_work(Context& context, const RunArguments& arguments, const CustodyStart& start,
                        const std::string& folder) {
  auto examined = TRY(playbooks::examine(arguments.step.source));
  // A source that holds nothing readable is said before a case is made for it.
  TRY(playbooks::readable_volumes(examined, arguments.step.chosen_volume()));
  // What an earlier run left is gone on with; otherwise a case is made, and its code handed over.
  if (auto left = TRY(reopen(context, folder, examined, arguments.step, arguments.keys))) {
    TRY(journal_operator(*left, start));
    return Work{std::move(examined), std::move(*left), {}};
  }
  auto made = TRY(make_case(folder, arguments.keys, context));
  TRY(journal_start(made.made, start));
  TRY(hand_over(made, arguments.keys, context));
  if (made.rescue_code) TRY(note_code_given(made.made));
  Work work{std::move(examined), std::move(made.made), {}};
  for (const Note& note : made.who.notes) work.tally.hear(note);
  return work;
}

Result<void> work_through(Context& context, const RunArguments& arguments, Work& work) {
  const auto stay = [](auto step) {
    step.going_on.skip_ended = true;
    step.going_on.leave_open = true;
    return step;
  };
  TRY(collect_into(context, stay(collect_step(arguments.step, context)), work));
  TRY(scan_into(context, stay(scan_step(arguments.step, context)), work));
  return playbooks::report(work.opened, work.tally);
}

Result<void> run(Context& context, const RunArguments& arguments) {
  const CustodyStart start = TRY(custody_start(arguments.custody));
  const std::string folder = case_beside(arguments.out);
  std::error_code ignored;
  if (std::filesystem::exists(arguments.out, ignored)) {
    const bool was_sealed = TRY(finish_sealed(context, arguments.out, folder, arguments.keep_case));
    if (was_sealed) return {};
    return fail(Errc::exists, arguments.out + " is there already");
  }
  Work work = TRY(begin_work(context, arguments, start, folder));
  const auto room = TRY(work.opened.room());
  if (!context.json) {
    print(context, words::Id::key_room, {words::size(room.free, context.language)});
  }
  const auto parent = std::filesystem::absolute(arguments.out).parent_path();
  TRY(get_ready(context, arguments.step, work, parent.string()));
  TRY(work_through(context, arguments, work));

  evidence::SealOptions options;
  options.out = arguments.out;
  const auto seal = TRY(seal_case(context, work.opened, std::move(options)));
  print_seal(context, seal, arguments.out);
  // The archive holds all of it and has been read back: a second copy would fill the key.
  if (!arguments.keep_case) remove_case(folder);
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
  add_keeping_options(*command, arguments->step);
  add_key_options(*command, arguments->keys);
  add_custody_options(*command, arguments->custody);
  command->add_flag("--keep-case", arguments->keep_case, "Keep the folder of the case beside OUT");
  command->footer(
      "Example: trousse run /dev/nvme0n1 --out dossier.zip --recipient age1...\n"
      "A run that was cut goes on when the same command is given again.");
  command->callback([&context, arguments] {
    if (auto done = run(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
