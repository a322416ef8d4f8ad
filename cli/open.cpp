// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/sealing.hpp"
#include "cli/verdict.hpp"
#include "evidence/files.hpp"
#include "evidence/rescue_code.hpp"

namespace trousse::cli {
namespace {

struct OpenArguments {
  std::string archive;
  std::string out;
  std::string identity;
  std::string rescue_code;
  std::string images;
};

Result<std::vector<evidence::age::Opener>> openers(const OpenArguments& arguments) {
  constexpr std::uint64_t most = 1 << 20;
  std::vector<evidence::age::Opener> all;
  if (!arguments.identity.empty()) {
    const std::string text =
        TRY(evidence::read_text(evidence::Files::disk(), arguments.identity, most));
    for (auto& identity : TRY(evidence::age::parse_identity_file(text))) {
      all.emplace_back(std::move(identity));
    }
  }
  if (!arguments.rescue_code.empty()) {
    const std::string text =
        TRY(evidence::read_text(evidence::Files::disk(), arguments.rescue_code, most));
    const auto code = TRY(evidence::RescueCode::parse(text));
    all.emplace_back(evidence::age::Passphrase{code.text()});
  }
  if (all.empty()) return fail(Errc::usage, "give --identity or --rescue-code-file");
  return all;
}

void print_opened(Context& context, const evidence::Opened& opened, const std::string& out) {
  using words::Id;
  print(context, Id::opened_done,
        {std::to_string(opened.files), words::size(opened.bytes, context.language)});
  print(context, Id::opened_where, {out}, 2);
  print(context, opened.verdict.whole ? Id::opened_hashes : Id::opened_not_whole, {}, 2);
  if (opened.images > 0) {
    print(context, Id::opened_images, {out + "/images", std::to_string(opened.images)}, 2);
  }
  if (!opened.renamed.empty()) {
    print(context, Id::opened_renamed, {std::to_string(opened.renamed.size())}, 2);
  }
  print(context, Id::opened_report, {out + "/data/report.html"}, 2);
  print(context, Id::opened_hostile, {}, 2);
  print(context, Id::opened_secret, {}, 2);
}

Result<void> open(Context& context, const OpenArguments& arguments) {
  evidence::OpenOptions options;
  options.out = arguments.out;
  options.openers = TRY(openers(arguments));
  options.watch = watch(context, "open");
  options.images = arguments.images;
  const auto opened = TRY(evidence::open_archive(arguments.archive, options));
  print_verdict(context, opened.verdict);
  if (!context.json) print_opened(context, opened, arguments.out);
  return {};
}

}  // namespace

void declare_open(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("open", "Verify an archive and lay its content out as a bag");
  const auto arguments = std::make_shared<OpenArguments>();
  command->add_option("archive", arguments->archive, "Archive")->required();
  command->add_option("--out", arguments->out, "A folder that does not exist yet")->required();
  command->add_option("--identity", arguments->identity, "age identity file (AGE-SECRET-KEY-1...)")
      ->check(CLI::ExistingFile);
  command->add_option("--rescue-code-file", arguments->rescue_code, "File with the rescue code")
      ->check(CLI::ExistingFile);
  command->add_option(
      "--images", arguments->images,
      "Folder that holds images/, when it is not ARCHIVE-images beside the archive");
  command->footer("Example: trousse open dossier.zip --out opened --identity key.txt");
  command->callback([&context, arguments] {
    if (auto done = open(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
