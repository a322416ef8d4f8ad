// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/sealing.hpp"
#include "cli/stamps.hpp"
#include "core/text.hpp"
#include "evidence/timestamp_files.hpp"

namespace trousse::cli {
namespace {

using words::Id;

struct TimestampArguments {
  std::string archive;
  std::string out;
  std::string answer;
  std::string request;
};

Result<void> request(Context& context, const TimestampArguments& arguments) {
  const auto hash = TRY(evidence::write_timestamp_request(arguments.archive, arguments.out,
                                                          watch(context, "timestamp")));
  end_line();
  if (context.json) {
    const nlohmann::ordered_json object = {{"request", arguments.out}, {"sha256", to_hex(hash)}};
    print_object(object);
    return {};
  }
  print_wrapped(context, Id::stamp_request_written, {arguments.out});
  print_wrapped(context, Id::stamp_of_hash, {to_hex(hash)}, 2);
  print_wrapped(context, Id::stamp_request_holds, {}, 2);
  print_wrapped(context, Id::stamp_carry, {}, 2);
  const std::string request = printable(arguments.out);
  fmt::print(
      "    curl -H 'Content-Type: application/timestamp-query' \\\n"
      "      --data-binary '@{}' URL > answer.tsr\n",
      request);
  print_wrapped(context, Id::stamp_bring_back, {}, 2);
  fmt::print("    trousse timestamp add '{}' answer.tsr \\\n      --request '{}'\n",
             printable(arguments.archive), request);
  return {};
}

Result<void> add(Context& context, const TimestampArguments& arguments) {
  std::optional<std::filesystem::path> request;
  if (!arguments.request.empty()) request = arguments.request;
  const auto added = TRY(evidence::add_timestamp(arguments.archive, arguments.answer, request,
                                                 watch(context, "timestamp")));
  end_line();
  if (context.json) {
    auto object = json_of(added.stamp);
    object["file"] = added.path.string();
    print_object(object);
    return {};
  }
  print_wrapped(context, Id::stamp_added, {added.path.string()});
  print_stamp(context, added.stamp);
  print_wrapped(context, Id::stamp_beside, {}, 2);
  return {};
}

}  // namespace

void declare_timestamp(CLI::App& app, Context& context) {
  auto* group = app.add_subcommand(
      "timestamp", "Have an archive time-stamped by a third party, by files carried by hand");
  group->require_subcommand(1);
  const auto arguments = std::make_shared<TimestampArguments>();

  auto* ask = group->add_subcommand("request", "Write the request for an archive (RFC 3161)");
  ask->add_option("archive", arguments->archive, "Archive")->required();
  ask->add_option("--out", arguments->out, "Request to write, a new file")->required();
  ask->footer("Example: trousse timestamp request dossier.zip --out dossier.tsq");
  ask->callback([&context, arguments] {
    if (auto done = request(context, *arguments); !done) say_error(context, done.error());
  });

  auto* keep = group->add_subcommand("add", "Check the answer and keep it beside the archive");
  keep->add_option("archive", arguments->archive, "Archive")->required();
  keep->add_option("answer", arguments->answer, "Answer of the authority (.tsr)")->required();
  keep->add_option("--request", arguments->request, "The request that was carried to it")
      ->check(CLI::ExistingFile);
  keep->footer("Example: trousse timestamp add dossier.zip answer.tsr --request dossier.tsq");
  keep->callback([&context, arguments] {
    if (auto done = add(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
