// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/custody.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"

namespace trousse::cli {
namespace {

struct NewCaseArguments {
  std::string folder;
  KeyOptions keys;
  CustodyOptions custody;
};

Result<void> new_case(const Context& context, const NewCaseArguments& arguments) {
  const CustodyStart start = TRY(custody_start(arguments.custody));
  auto made = TRY(make_case(arguments.folder, arguments.keys, context));
  TRY(journal_start(made.made, start));
  if (context.json) {
    const nlohmann::ordered_json object = {
        {"step", "case"}, {"case", made.made.id()}, {"folder", arguments.folder}};
    print_object(object);
  } else {
    print(context, words::Id::case_created, {arguments.folder, made.made.id()});
  }
  return hand_over(made, arguments.keys, context);
}

}  // namespace

void declare_case(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("case", "Cases: folders that steps collect into");
  group->require_subcommand(1);
  auto* command = group->add_subcommand("new", "Make a case");
  const auto arguments = std::make_shared<NewCaseArguments>();
  command->add_option("folder", arguments->folder, "A folder that does not exist yet")->required();
  add_key_options(*command, arguments->keys);
  add_custody_options(*command, arguments->custody);
  command->footer("Example: trousse case new /media/key/case --recipient age1...");
  command->callback([&context, arguments] {
    if (auto done = new_case(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
