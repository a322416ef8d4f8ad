// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/confine.hpp"
#include "core/version.hpp"
#include "playbooks/facts.hpp"
#include "playbooks/key_folder.hpp"
#include "playbooks/library.hpp"
#include "playbooks/process_engine.hpp"
#include "playbooks/time_limits.hpp"
#include "playbooks/who_opens.hpp"
#include "tui/loop.hpp"

namespace {

using trousse::cli::Context;
using trousse::cli::Exit;

struct GuidedOptions {
  std::string case_dir = ".";
  std::string kit;
  std::vector<std::string> sources;
  bool plain = false;
  bool mono = false;

  const std::string& kit_folder() const { return kit.empty() ? case_dir : kit; }
};

void add_guided_options(CLI::App& app, GuidedOptions& options) {
  app.add_option("--case-dir", options.case_dir,
                 "Guided path: the folder that keeps cases and archives")
      ->capture_default_str();
  app.add_option("--kit", options.kit,
                 "Guided path: the folder that a provider prepared; that of the cases if not said");
  app.add_option("--source", options.sources,
                 "Guided path: offer this image or device instead of every disk");
  app.add_flag(
      "--plain", options.plain,
      "Guided path: lines of text, for a screen reader; '<' is Esc, '?' is help, '*' the language");
  app.add_flag("--mono", options.mono, "Guided path: no colour (NO_COLOR does the same)");
}

trousse::tui::Kit kit_of(const GuidedOptions& options) {
  trousse::tui::Kit kit;
  for (const auto& found : trousse::playbooks::unfinished_cases(options.case_dir)) {
    kit.unfinished.push_back({found.folder, found.id, found.began});
  }
  trousse::playbooks::WhoOpens who;
  // A folder that is not there holds no key and no card, and the screens say so.
  if (add_kit(who, options.kit_folder(), trousse::now())) {
    for (const auto& found : who.found) kit.recipients.push_back({found.who});
    kit.contacts = who.card;
    kit.notes = who.notes;
  }
  const auto limits = trousse::playbooks::read_time_limits(options.kit_folder());
  kit.complaint_hours = limits.complaint;
  kit.cnil_hours = limits.cnil;
  if (!limits.trouble.empty()) kit.notes.push_back({"kit_unreadable", limits.trouble});
  return kit;
}

// Ours, and those that a provider dropped; a sheet that cannot be used is said, and ours is.
std::shared_ptr<const trousse::playbooks::Library> sheets_of(const GuidedOptions& options,
                                                             trousse::tui::Kit& kit,
                                                             trousse::words::Language language) {
  const auto folder = std::filesystem::path(options.kit_folder()) / "fiches";
  auto library = std::make_shared<trousse::playbooks::Library>(
      trousse::playbooks::load_library(folder.string()));
  for (const auto& fault : library->faults) {
    kit.notes.push_back({"kit_unreadable", sentence(fault, language)});
  }
  return library;
}

// The bootable image says so in its environment (docs/command-line.md).
bool runs_on_the_key() {
  const char* said = std::getenv("TROUSSE_KEY");
  return said != nullptr && std::string_view(said) == "1";
}

// Where the image says which keyboard its screens have, it has a program that changes it.
std::string keyboard_of_the_key() {
  const char* said = std::getenv("TROUSSE_KEYBOARD");
  return said != nullptr ? said : "";
}

void guide(Context& context, const GuidedOptions& options) {
  trousse::tui::Situation situation;
  situation.language = context.language;
  situation.plain = options.plain;
  situation.kit = kit_of(options);
  if (runs_on_the_key()) situation.machine_facts.emplace(trousse::playbooks::started_from_key);
  situation.keyboard = keyboard_of_the_key();
  const auto library = sheets_of(options, situation.kit, context.language);
  trousse::playbooks::ProcessEngine::Options wish;
  wish.key = std::filesystem::absolute(options.case_dir);
  wish.kit = std::filesystem::absolute(options.kit_folder());
  wish.sources = options.sources;
  wish.contacts = situation.kit.contacts;
  wish.language = context.language == trousse::words::Language::french ? "fr" : "en";
  if (!situation.keyboard.empty()) wish.keyboard = "/usr/lib/trousse/keyboard";
  trousse::playbooks::ProcessEngine engine(std::move(wish));

  auto face = trousse::tui::plain_face();
  if (!options.plain) {
    auto terminal = trousse::tui::terminal_face(options.mono);
    if (!terminal) return say_error(context, terminal.error());
    face = std::move(*terminal);
  }
  trousse::tui::run(
      trousse::tui::start(std::move(situation), library, trousse::playbooks::triage_sheet), *face,
      engine, context.stop);
}

bool at_a_terminal() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1; }

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
  GuidedOptions guided;
  add_guided_options(app, guided);
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
  if (app.get_subcommands().empty() && (at_a_terminal() || guided.plain)) {
    guide(context, guided);
    return static_cast<int>(context.exit);
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
