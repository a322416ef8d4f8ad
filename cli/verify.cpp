// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/sealing.hpp"
#include "cli/verdict.hpp"
#include "evidence/files.hpp"
#include "evidence/timestamp_files.hpp"

namespace trousse::cli {
namespace {

struct VerifyArguments {
  std::string archive;
  std::string authorities;
  std::string images;
};

Result<void> verify(Context& context, const VerifyArguments& arguments) {
  constexpr std::uint64_t most = 4 << 20;  // a whole system's list of roots is under 1 MiB
  std::optional<std::string> authorities;
  if (!arguments.authorities.empty()) {
    authorities = TRY(evidence::read_text(evidence::Files::disk(), arguments.authorities, most));
  }
  const auto verdict =
      TRY(evidence::verify(arguments.archive, watch(context, "verify"), arguments.images));
  const auto stamps =
      evidence::timestamps_beside(arguments.archive, authorities, watch(context, "timestamp"));
  print_verdict(context, verdict, stamps ? &*stamps : nullptr);
  if (stamps) return {};
  say_error(context, stamps.error());
  if (!verdict.whole) context.exit = Exit::not_whole;
  return {};
}

}  // namespace

void declare_verify(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("verify", "Say whether an archive is whole, and who sealed it; no key");
  const auto arguments = std::make_shared<VerifyArguments>();
  command->add_option("archive", arguments->archive, "Archive")->required();
  command
      ->add_option("--tsa-ca", arguments->authorities,
                   "Certificates (PEM) that a time stamp's authority must stem from")
      ->check(CLI::ExistingFile);
  command->add_option(
      "--images", arguments->images,
      "Folder that holds images/, when it is not ARCHIVE-images beside the archive");
  command->footer("Example: trousse verify dossier.zip");
  command->callback([&context, arguments] {
    if (auto done = verify(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
