// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/print.hpp"

namespace trousse::cli {
namespace {

void new_case(Context& context, const std::string& folder, const KeyOptions& options) {
  auto made = make_case(folder, options, context);
  if (!made) return say_error(context, made.error());
  if (context.json) {
    const nlohmann::ordered_json object = {
        {"step", "case"}, {"case", made->made.id()}, {"folder", folder}};
    fmt::print("{}\n", object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    print(context, words::Id::case_created, {folder, made->made.id()});
  }
  if (auto handed = hand_over(*made, options, context); !handed) {
    say_error(context, handed.error());
  }
}

}  // namespace

void declare_case(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand("case", "Cases: folders that steps collect into");
  group->require_subcommand(1);
  auto* command = group->add_subcommand("new", "Make a case");
  const auto folder = std::make_shared<std::string>();
  const auto options = std::make_shared<KeyOptions>();
  command->add_option("folder", *folder, "A folder that does not exist yet")->required();
  add_key_options(*command, *options);
  command->footer("Example: trousse case new /media/key/case --recipient age1...");
  command->callback([&context, folder, options] { new_case(context, *folder, *options); });
}

}  // namespace trousse::cli
