// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/print.hpp"
#include "playbooks/cacao.hpp"
#include "playbooks/library.hpp"
#include "playbooks/show.hpp"

namespace trousse::cli {
namespace {

using words::Id;

struct PlaybookArguments {
  std::string folder;  ///< of sheets beside ours
  std::vector<std::string> paths;
  std::string id;
  std::string format = "text";
};

// Said on stderr, so that what a pipe takes stays what it is.
playbooks::Library load(const Context& context, const PlaybookArguments& arguments) {
  auto library = playbooks::load_library(arguments.folder);
  for (const auto& fault : library.faults) {
    fmt::print(stderr, "{}\n", playbooks::sentence(fault, context.language));
  }
  if (!library.faults.empty()) fmt::print(stderr, "{}\n", say(context, Id::sheet_left_out));
  return library;
}

void list(Context& context, const PlaybookArguments& arguments) {
  const auto library = load(context, arguments);
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const auto& sheet : library.sheets) {
    const std::string& title = playbooks::in(sheet.title, context.language);
    if (!context.json) fmt::print("{:<14} {}\n", sheet.id, title);
    all.push_back({{"id", sheet.id},
                   {"version", sheet.version},
                   {"checked", sheet.checked},
                   {"title", title},
                   {"file", sheet.file}});
  }
  const auto& points = playbooks::posture();
  const std::string& title = playbooks::in(points.title, context.language);
  if (context.json) {
    all.push_back({{"id", points.id},
                   {"version", points.version},
                   {"checked", points.checked},
                   {"title", title},
                   {"file", points.file}});
    print_object(all);
  } else {
    fmt::print("{:<14} {}\n", points.id, title);
  }
}

Result<void> check(Context& context, const PlaybookArguments& arguments) {
  playbooks::Faults faults;
  std::size_t files = 0;
  for (const std::string& path : arguments.paths) {
    if (std::filesystem::is_directory(path)) {
      auto library = playbooks::load_library(path);
      files += library.files;
      faults.insert(faults.end(), library.faults.begin(), library.faults.end());
    } else {
      auto checked = playbooks::check_file(path);
      ++files;
      faults.insert(faults.end(), checked.faults.begin(), checked.faults.end());
    }
  }
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const auto& fault : faults) {
    const std::string said = playbooks::sentence(fault, context.language);
    if (!context.json) fmt::print("{}\n", said);
    all.push_back({{"file", fault.file},
                   {"line", fault.line},
                   {"fault", words::name(fault.why)},
                   {"text", said}});
  }
  if (context.json) {
    print_object(all);
  } else if (faults.empty()) {
    print(context, Id::sheet_files_good, {std::to_string(files)});
  } else {
    print(context, Id::sheet_faults, {std::to_string(faults.size())});
  }
  if (!faults.empty()) context.exit = Exit::input;
  return {};
}

Result<void> show(Context& context, const PlaybookArguments& arguments) {
  const auto library = load(context, arguments);
  const bool cacao = arguments.format == "cacao";
  if (!cacao && arguments.id == playbooks::posture().id) {
    fmt::print("{}", playbooks::as_page(playbooks::posture(), context.language));
    return {};
  }
  const auto* sheet = library.find(arguments.id);
  if (sheet == nullptr) return fail(Errc::missing, "no sheet " + arguments.id);
  if (cacao) {
    fmt::print("{}\n", TRY(playbooks::to_cacao(library, *sheet, context.language)));
  } else {
    fmt::print("{}", playbooks::as_page(*sheet, context.language));
  }
  return {};
}

void add_folder(CLI::App& command, PlaybookArguments& arguments) {
  command
      .add_option("--sheets", arguments.folder,
                  "Folder of sheets to use beside ours, or in their place")
      ->check(CLI::ExistingDirectory);
}

}  // namespace

void declare_playbook(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("playbook", "The sheets: what to do in each situation");
  command->require_subcommand(1);
  const auto arguments = std::make_shared<PlaybookArguments>();

  auto* listing = command->add_subcommand("list", "Name every sheet");
  add_folder(*listing, *arguments);
  listing->footer("Example: trousse playbook list");
  listing->callback([&context, arguments] { list(context, *arguments); });

  auto* checking = command->add_subcommand("check", "Say what is wrong with sheets, by line");
  checking->add_option("paths", arguments->paths, "Sheets, or folders of sheets")
      ->required()
      ->check(CLI::ExistingPath);
  checking->footer("Example: trousse playbook check fiches/");
  checking->callback([&context, arguments] {
    if (auto done = check(context, *arguments); !done) say_error(context, done.error());
  });

  auto* showing = command->add_subcommand("show", "Show one sheet, or write it as CACAO 2.0");
  showing->add_option("id", arguments->id, "Its id, as `list` gives it")->required();
  showing->add_option("--format", arguments->format, "text, or cacao (JSON)")
      ->check(CLI::IsMember({"text", "cacao"}));
  add_folder(*showing, *arguments);
  showing->footer("Example: trousse playbook show ransomware --format cacao > ransomware.json");
  showing->callback([&context, arguments] {
    if (auto done = show(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
