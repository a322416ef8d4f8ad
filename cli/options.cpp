// SPDX-License-Identifier: Apache-2.0
#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/print.hpp"
#include "cli/who_opens.hpp"
#include "evidence/files.hpp"

namespace trousse::cli {

void add_source(CLI::App& command, StepOptions& options) {
  command.add_option("source", options.source, "Block device, or disk image (raw, split raw, E01)")
      ->required();
  command.add_option("--volume", options.volume, "Only this volume, numbered as `sources` does")
      ->check(CLI::PositiveNumber);
}

void add_case_folder(CLI::App& command, StepOptions& options) {
  command.add_option("--case", options.case_folder, "Folder of the case")->required();
}

void add_collect_options(CLI::App& command, StepOptions& options) {
  command
      .add_option("--profile", options.profile,
                  "medical: nothing that may hold patients' content; triage; full")
      ->check(CLI::IsMember({"medical", "triage", "full"}))
      ->capture_default_str();
  command.add_option("--definitions", options.definitions,
                     "More definitions in ForensicArtifacts form (file or folder)");
}

void add_scan_options(CLI::App& command, StepOptions& options) {
  command.add_option("--rules", options.rules, "More YARA rules (file or folder)");
  command.add_option("--sigma", options.sigma,
                     "More Sigma rules for the event logs (file or folder)");
  command
      .add_option("--clamav", options.clamav,
                  "Folder of ClamAV signatures; clamd, where it is installed, is shown every file")
      ->check(CLI::ExistingDirectory);
  command.add_flag("!--no-own-rules", options.own_rules, "Leave out the rules that Trousse brings");
  command.add_option("--only", options.only, "Only these scanners")->delimiter(',');
  command
      .add_option("--file-timeout", options.file_timeout,
                  "Seconds after which the scan of one file is cut")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
}

void add_skip_done(CLI::App& command, StepOptions& options) {
  command.add_flag("--skip-done", options.skip_done,
                   "Do not do again what this case has done with the same words; what is stopped "
                   "with Ctrl-C can be gone on with");
  command.add_flag("--end-stopped", options.end_stopped,
                   "Read nothing more of such a step that was stopped, and end it: what is left is "
                   "answered `skipped`, and the case can be sealed");
}

void add_keeping_options(CLI::App& command, StepOptions& options) {
  command
      .add_option(
          "--when-full", options.when_full,
          "When the key gets full and nobody is there to ask: stop (what was taken is kept, "
          "the next run goes on), or seal what is there")
      ->check(CLI::IsMember({"stop", "seal"}))
      ->capture_default_str();
  command
      .add_option("--part-size", options.part_size,
                  "Close a part after about this much: a cut costs at most one part (256M)")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(std::uint64_t{1} << 12, std::uint64_t{4} << 30));
}

namespace {

playbooks::GoingOn going_on(const StepOptions& options) {
  playbooks::GoingOn how;
  how.parts.bytes = options.part_size;
  how.skip_done = options.skip_done || options.end_stopped;
  how.leave_open = options.skip_done && !options.end_stopped;
  how.end_here = options.end_stopped;
  return how;
}

}  // namespace

playbooks::CollectStep collect_step(const StepOptions& options, const Context& context) {
  playbooks::CollectStep step;
  step.profile = collectors::profile_of(options.profile).value_or(step.profile);
  step.definitions = options.definitions;
  step.volume = options.chosen_volume();
  step.events = face(context);
  step.stop = context.stop;
  step.going_on = going_on(options);
  return step;
}

playbooks::ScanStep scan_step(const StepOptions& options, const Context& context) {
  playbooks::ScanStep step;
  step.options.rules = options.rules;
  step.options.sigma = options.sigma;
  step.options.clamav = options.clamav;
  step.options.only = options.only;
  step.options.own_rules = options.own_rules;
  step.options.file_timeout = std::chrono::seconds(options.file_timeout);
  step.volume = options.chosen_volume();
  step.events = face(context);
  step.stop = context.stop;
  step.going_on = going_on(options);
  return step;
}

void add_key_options(CLI::App& command, KeyOptions& options) {
  command.add_option(
      "--recipient", options.recipients,
      "Who may open the archive: an age1... recipient, a certificate (PEM or DER), or "
      "a file of age recipients; may be repeated");
  command
      .add_option("--kit", options.kit,
                  "Folder with a provider's plain files: keys, certificates, contact.txt")
      ->check(CLI::ExistingDirectory);
  command.add_option("--rescue-code-file", options.rescue_code_file,
                     "Make a rescue code too and write it to this new file ('-': on the screen); "
                     "without a recipient one is always made");
  command.add_option("--contact", options.contact_file, "Contact card of the provider (text)")
      ->check(CLI::ExistingFile);
}

namespace {

Result<playbooks::WhoOpens> who_opens(const KeyOptions& options) {
  playbooks::WhoOpens who;
  const Utc moment = now();
  for (const auto& typed : options.recipients) TRY(playbooks::add_recipient(who, typed, moment));
  if (!options.contact_file.empty()) TRY(playbooks::add_contact(who, options.contact_file));
  if (!options.kit.empty()) TRY(playbooks::add_kit(who, options.kit, moment));
  return who;
}

}  // namespace

Result<MadeCase> make_case(const std::string& folder, const KeyOptions& options,
                           const Context& context) {
  evidence::NewCase wish;
  wish.folder = folder;
  wish.language = context.language == words::Language::french ? "fr" : "en";
  playbooks::WhoOpens who = TRY(who_opens(options));
  say_notes(who, context);
  wish.recipients = who.recipients;
  wish.certificates = who.certificates;
  wish.contact = who.contact;
  if (who.needs_rescue_code() || !options.rescue_code_file.empty()) {
    wish.rescue_code = TRY(evidence::RescueCode::generate());
  }
  evidence::Case made = TRY(evidence::Case::create(wish));
  if (!options.kit.empty()) TRY(made.journal("kit", kit_facts(who)));
  return MadeCase{std::move(made), std::move(wish.rescue_code), std::move(who)};
}

Result<void> hand_over(const MadeCase& made, const KeyOptions& options, const Context& context) {
  print_who_opens(made.who, made.rescue_code.has_value(), context);
  if (!made.rescue_code) return {};
  const std::string& code = made.rescue_code->text();
  if (!options.rescue_code_file.empty() && options.rescue_code_file != "-") {
    TRY(evidence::keep(evidence::Files::disk(), options.rescue_code_file, code + "\n"));
    if (!context.json) print(context, words::Id::rescue_written, {options.rescue_code_file});
    return {};
  }
  if (context.json) {
    // To be read once, by the program that asked.
    const nlohmann::ordered_json object = {{"step", "rescue_code"}, {"code", code}};
    print_object(object);
    return {};
  }
  fmt::print("\n{}\n\n    {}\n\n", say(context, words::Id::rescue_title), code);
  for (const auto id : {words::Id::rescue_copy, words::Id::rescue_once, words::Id::rescue_opens,
                        words::Id::rescue_lost}) {
    print(context, id);
  }
  fmt::print("\n");
  return {};
}

}  // namespace trousse::cli
