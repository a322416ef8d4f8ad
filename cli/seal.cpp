// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/custody.hpp"
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

Result<void> seal(Context& context, const SealArguments& arguments) {
  auto opened = TRY(reopen_case(arguments.case_folder));
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
