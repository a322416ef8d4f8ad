// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/sealing.hpp"
#include "cli/verdict.hpp"

namespace trousse::cli {

void declare_verify(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("verify", "Say whether an archive is whole, and who sealed it; no key");
  const auto path = std::make_shared<std::string>();
  const auto images = std::make_shared<std::string>();
  command->add_option("archive", *path, "Archive")->required();
  command->add_option(
      "--images", *images,
      "Folder that holds images/, when it is not ARCHIVE-images beside the archive");
  command->footer("Example: trousse verify dossier.zip");
  command->callback([&context, path, images] {
    const auto verdict = evidence::verify(*path, watch(context, "verify"), *images);
    if (!verdict) return say_error(context, verdict.error());
    print_verdict(context, *verdict);
  });
}

}  // namespace trousse::cli
