// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/custody.hpp"
#include "cli/print.hpp"
#include "cli/sealing.hpp"
#include "playbooks/image_report.hpp"

namespace trousse::cli {
namespace {

struct SealArguments {
  std::string case_folder;
  std::string out;
  std::string key;
  std::string cert;
};

using words::Id;

// What is wrong with a case is known before a key is made or a byte is written: it is said by its
// own sentences, which an error's code could not carry. True when it can be sealed.
bool can_be_sealed(Context& context, const evidence::Case& opened, const std::string& folder) {
  const auto standing = opened.standing();
  std::string open_step;
  for (const auto& step : standing.steps) {
    if (!step.how.empty()) continue;
    open_step = step.name;
    const auto row = words::id_of("step_" + step.name);
    say_line(say(context, Id::seal_open_step, {row ? say(context, *row) : step.name}));
  }
  if (!open_step.empty()) {
    const bool can_be_ended = open_step == "collect" || open_step == "scan";
    const Id now = can_be_ended ? Id::seal_open_now : Id::seal_open_now_other;
    say_refusal(context, {Errc::refused, "a step did not end: " + open_step},
                {say(context, Id::seal_open_happened), say(context, Id::seal_open_safe),
                 say(context, now, {open_step, folder})});
  } else if (standing.parts == 0 && opened.images().empty()) {
    say_refusal(context, {Errc::refused, "the case holds nothing"},
                {say(context, Id::seal_empty_happened), say(context, Id::seal_empty_safe),
                 say(context, Id::seal_empty_now, {folder})});
  } else {
    return true;
  }
  return false;
}

Result<void> seal(Context& context, const SealArguments& arguments) {
  auto opened = TRY(reopen_case(arguments.case_folder));
  if (!can_be_sealed(context, opened, arguments.case_folder)) return {};
  TRY(playbooks::report_images_alone(opened));
  evidence::SealOptions options;
  options.out = arguments.out;
  if (!arguments.key.empty()) options.key = arguments.key;
  if (!arguments.cert.empty()) options.cert = arguments.cert;
  print_seal(context, TRY(seal_case(context, opened, std::move(options))), arguments.out);
  return {};
}

}  // namespace

void declare_seal(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("seal", "Sign a case and write the archive to hand over");
  const auto arguments = std::make_shared<SealArguments>();
  command->add_option("--case", arguments->case_folder, "Folder of the case")->required();
  command->add_option("--out", arguments->out, "Archive to write, a new file")->required();
  auto* key = command->add_option("--key", arguments->key, "A person's own key (PEM), signs too")
                  ->check(CLI::ExistingFile);
  command->add_option("--cert", arguments->cert, "The certificate of that key (PEM)")
      ->check(CLI::ExistingFile)
      ->needs(key);
  command->footer("Example: trousse seal --case /media/key/case --out /media/key/dossier.zip");
  command->callback([&context, arguments] {
    if (auto done = seal(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
