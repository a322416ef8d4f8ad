// SPDX-License-Identifier: Apache-2.0
#include "words/report.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/print.hpp"
#include "evidence/files.hpp"
#include "playbooks/steps.hpp"

namespace trousse::cli {
namespace {

Result<void> report(Context& context, const std::string& folder, const std::string& out) {
  const auto facts = TRY(playbooks::facts_of_bag(folder));
  TRY(evidence::keep(evidence::Files::disk(), out, words::report_html(facts, context.language)));
  print(context, words::Id::summary_report, {out});
  return {};
}

}  // namespace

void declare_report(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("report", "Write the report again from an opened archive");
  const auto folder = std::make_shared<std::string>();
  const auto out = std::make_shared<std::string>();
  command->add_option("folder", *folder, "The folder that `open` made")->required();
  command->add_option("--out", *out, "HTML file to write, a new file")->required();
  command->footer("Example: trousse --lang en report opened --out report.html");
  command->callback([&context, folder, out] {
    if (auto done = report(context, *folder, *out); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
