// SPDX-License-Identifier: Apache-2.0
#include "papers/sheet.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/paper_options.hpp"
#include "cli/print.hpp"
#include "evidence/files.hpp"
#include "playbooks/library.hpp"
#include "playbooks/paper.hpp"

namespace trousse::cli {
namespace {

struct SheetOptions {
  std::string out;
  std::string contact;
  std::string url;
  std::string playbook{playbooks::general_sheet};
};

Result<void> sheet(Context& context, const SheetOptions& options) {
  const auto* found = playbooks::built_in_library().find(options.playbook);
  if (found == nullptr) return fail(Errc::usage, "no playbook is called " + options.playbook);
  auto facts = playbooks::on_paper(*found, context.language);
  if (!options.contact.empty()) facts.contacts = TRY(contact_card(options.contact));
  facts.url = options.url;
  auto drawn = papers::reflex_sheet(facts, context.language);
  if (!drawn && drawn.error().code == Errc::refused) {
    // Nothing is wrong with the machine or the key: the sheet is too long for paper.
    warn(context, words::Id::sheet_too_long, {facts.title, found->id});
    context.exit = Exit::usage;
    return {};
  }
  const auto sheet = TRY(std::move(drawn));
  TRY(evidence::keep(evidence::Files::disk(), options.out, sheet.pdf.bytes));
  print(context, words::Id::papers_written, {options.out});
  if (!sheet.pdf.font_found) warn_of_font(context);
  if (sheet.detail < papers::sheet_points) {
    warn(context, words::Id::sheet_smaller, {fmt::format("{}", sheet.detail)});
  }
  return {};
}

}  // namespace

void declare_sheet(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("sheet", "Write the reflex sheet to print, two pages A4");
  const auto options = std::make_shared<SheetOptions>();
  command->add_option("--out", options->out, "PDF file to write, a new file")->required();
  command->add_option("--contact", options->contact, "Contact card");
  command->add_option("--url", options->url, "Address of the kit's page, printed as a QR code too");
  command->add_option("--playbook", options->playbook, "Which playbook's steps")
      ->capture_default_str();
  command->footer("Example: trousse sheet --out sheet.pdf --contact contact.txt");
  command->callback([&context, options] {
    if (auto done = sheet(context, *options); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
