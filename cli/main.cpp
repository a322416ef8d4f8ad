// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/confine.hpp"
#include "core/version.hpp"

namespace {

using trousse::cli::Context;
using trousse::cli::Exit;

int run(int count, char** arguments) {
  CLI::App app{"Trousse: collect, scan and seal the evidence of a disk without writing to it.",
               "trousse"};
  Context context;
  context.stop = trousse::cli::stop_on_signals();

  std::string language = "fr";
  app.add_option("--lang", language, "Language of what a person reads: fr or en")
      ->check(CLI::IsMember({"fr", "en"}))
      ->capture_default_str();
  app.add_flag("--json", context.json, "Print results as JSON");
  app.add_option("--events", context.events_fd, "Write events to this open file descriptor");
  app.add_option("--answers", context.answers_fd,
                 "Read the answers to questions from this open file descriptor, one a line");
  app.set_version_flag("--version", std::string(trousse::version));
  app.parse_complete_callback([&] {
    context.language =
        language == "en" ? trousse::words::Language::english : trousse::words::Language::french;
  });
  app.require_subcommand(0, 1);
  app.fallthrough();
  trousse::cli::declare_all(app, context);

  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  if (app.get_subcommands().empty()) {
    fmt::print("{}", app.help());
    return static_cast<int>(Exit::usage);
  }
  return static_cast<int>(context.exit);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const std::exception& bug) {
    // No function of ours throws: what arrives here is a bug, or memory that ran out.
    std::fputs(fmt::format("trousse: internal error: {}\n", bug.what()).c_str(), stderr);
    return 70;
  }
}
