// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.hpp"
#include "cli/paper_options.hpp"
#include "cli/print.hpp"
#include "core/time.hpp"
#include "evidence/files.hpp"
#include "papers/facts_json.hpp"
#include "papers/facts_report.hpp"
#include "papers/paper.hpp"
#include "playbooks/paper.hpp"
#include "playbooks/steps.hpp"

namespace trousse::cli {
namespace {

namespace fs = std::filesystem;

struct PaperOptions {
  std::string opened;  // folder that `open` made, or ""
  std::string out;
  std::string facts;    // JSON, or ""
  std::string contact;  // card, or ""
  std::vector<std::string> only;
  std::string zone;
  std::string discovered;
  std::string write_facts;
  bool with_names = false;
};

// What the bag says fills what the hand left empty, never the other way round.
void add_bag(papers::Facts& facts, papers::Facts bag) {
  const auto take = [](auto& into, auto& from) {
    if (into.empty()) into = std::move(from);
  };
  take(facts.case_id, bag.case_id);
  take(facts.suggested, bag.suggested);
  take(facts.archive.tool, bag.archive.tool);
  papers::Machine& machine = facts.machine;
  take(machine.computer_name, bag.machine.computer_name);
  take(machine.windows, bag.machine.windows);
  take(machine.time_zone, bag.machine.time_zone);
  take(machine.last_shutdown, bag.machine.last_shutdown);
  take(machine.disk_model, bag.machine.disk_model);
  take(machine.disk_serial, bag.machine.disk_serial);
  take(machine.encryption, bag.machine.encryption);
  if (machine.disk_size == 0) machine.disk_size = bag.machine.disk_size;
  if (facts.memory == papers::Memory::unknown) facts.memory = bag.memory;
  if (facts.scanned) return;
  facts.scanned = bag.scanned;
  facts.names_masked = bag.names_masked;
  facts.counts = bag.counts;
  facts.observations = std::move(bag.observations);
  facts.not_read.insert(facts.not_read.end(), bag.not_read.begin(), bag.not_read.end());
  if (!facts.earliest) facts.earliest = bag.earliest;
}

Result<papers::Facts> gathered(const PaperOptions& options, const Context& context) {
  papers::Facts facts;
  if (!options.facts.empty()) {
    const std::string json = TRY(text_of_file(options.facts));
    facts = TRY(papers::facts_from_json(json));
  }
  if (!options.opened.empty()) {
    const auto names = options.with_names ? papers::Names::shown : papers::Names::masked;
    const auto report = TRY(playbooks::facts_of_bag(options.opened));
    add_bag(facts, papers::facts_of(report, names, context.language));
  }
  if (!options.discovered.empty()) {
    facts.discovered = TRY(typed_moment(options.discovered));
  }
  if (!options.zone.empty()) facts.zone = options.zone;
  if (!options.contact.empty()) facts.contacts = TRY(contact_card(options.contact));
  if (facts.points.empty()) {
    facts.points = playbooks::on_paper(playbooks::posture(), {}, context.language);
  }
  if (!facts.made) facts.made = Utc{now().seconds, 0};
  return facts;
}

Result<void> write_one(const papers::Paper& paper, const papers::Facts& facts,
                       const PaperOptions& options, const Context& context) {
  const std::string name = std::string(words::text(paper.file, context.language)) + ".pdf";
  const auto pdf = TRY(papers::draw_paper(paper, facts, context.language));
  const fs::path out = fs::path(options.out) / name;
  TRY(evidence::keep(evidence::Files::disk(), out, pdf.bytes));
  print(context, words::Id::papers_written, {out.string()});
  if (!pdf.font_found) warn_of_font(context);
  return {};
}

bool wanted(const papers::Paper& paper, const PaperOptions& options) {
  return options.only.empty() ||
         std::find(options.only.begin(), options.only.end(), paper.name) != options.only.end();
}

Result<void> write_papers(Context& context, const PaperOptions& options) {
  const auto facts = TRY(gathered(options, context));
  const auto zone = TRY(TimeZone::named(facts.zone));
  if (zone.from_rule()) warn(context, words::Id::papers_no_tzdata);
  std::error_code trouble;
  fs::create_directories(options.out, trouble);
  if (trouble) return fail(Errc::refused, options.out + ": " + trouble.message());
  if (!options.write_facts.empty()) {
    TRY(evidence::keep(evidence::Files::disk(), options.write_facts, papers::to_json(facts)));
  }
  for (const auto& paper : papers::all_papers()) {
    if (wanted(paper, options)) TRY(write_one(paper, facts, options, context));
  }
  if (facts.scanned && !facts.names_masked) warn(context, words::Id::papers_with_names);
  return {};
}

}  // namespace

void declare_papers(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("papers", "Write the complaint file, the CNIL draft, ...");
  const auto options = std::make_shared<PaperOptions>();
  std::vector<std::string> names;
  for (const auto& paper : papers::all_papers()) names.emplace_back(paper.name);
  command->add_option("folder", options->opened, "The folder that `open` made");
  command->add_option("--out", options->out, "Folder to write the PDF files into")->required();
  command->add_option("--facts", options->facts, "JSON file with what people know");
  command->add_option("--contact", options->contact, "Contact card");
  command->add_option("--only", options->only, "These papers only")
      ->delimiter(',')
      ->check(CLI::IsMember(names));
  command->add_option("--discovered", options->discovered,
                      "When the doctor came to know: 2026-11-24T19:05+01:00");
  command->add_option("--zone", options->zone, "Time zone of the papers (Europe/Paris)");
  command->add_option("--write-facts", options->write_facts,
                      "Write what is known as JSON too, to be filled in");
  command->add_flag("--with-names", options->with_names, "Show names of files");
  command->footer(
      "Example: trousse papers opened --out papers --discovered 2026-11-24T19:05+01:00");
  command->callback([&context, options] {
    if (auto done = write_papers(context, *options); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
