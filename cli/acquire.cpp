// SPDX-License-Identifier: Apache-2.0
#include "playbooks/acquire.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "cli/custody.hpp"
#include "cli/print.hpp"
#include "core/text.hpp"

namespace trousse::cli {
namespace {

using words::Id;

struct AcquireArguments {
  std::string source;
  std::string case_folder;
  std::string format = "e01";
  playbooks::AcquireStep step;
};

std::uint64_t unreadable_bytes(const evidence::ImageFacts& facts) {
  std::uint64_t sum = 0;
  for (const Gap& gap : facts.gaps) sum += gap.length;
  return sum;
}

void print_json(const playbooks::Acquired& acquired, const AcquireArguments& arguments) {
  const evidence::ImageTaken& image = acquired.image;
  nlohmann::ordered_json object = {
      {"step", "acquire"},
      {"image", image.number},
      {"format", arguments.format},
      {"bytes", image.facts.size},
      {"md5", to_hex(image.facts.md5)},
      {"sha256", to_hex(image.facts.sha256)},
      {"segments", image.facts.segments},
      {"segments_kept", image.segments_kept},
      {"encrypted", image.encrypted},
      {"gaps", image.facts.gaps.size()},
      {"unreadable", unreadable_bytes(image.facts)},
      {"read_back", arguments.step.read_back},
      {"only_used", arguments.step.only_used},
      {"left_out", acquired.left_out},
      {"medium", nlohmann::ordered_json::parse(disks::to_json(acquired.medium))}};
  if (image.differs_at > 0) object["differs_at"] = image.differs_at;
  print_object(object);
}

void print_hidden(const Context& context, const disks::MediumFacts& medium) {
  const disks::HiddenAreas& areas = medium.hidden_areas;
  if (areas.state == disks::HiddenAreas::State::does_not_apply) return;
  if (areas.hidden() > 0) {
    print(context, Id::acquire_hidden,
          {words::size(areas.hidden() * medium.logical_sector, context.language)}, 2);
    return;
  }
  print(context, areas.is_whole() ? Id::acquire_hidden_none : Id::acquire_hidden_unknown, {}, 2);
}

void print_acquired(Context& context, const playbooks::Acquired& acquired,
                    const AcquireArguments& arguments) {
  end_line();
  const evidence::ImageTaken& image = acquired.image;
  if (!image.facts.gaps.empty()) context.exit = Exit::incomplete;
  if (context.json) return print_json(acquired, arguments);
  print(context, Id::acquire_done,
        {words::size(image.facts.size, context.language), std::to_string(image.facts.segments),
         words::size(image.encrypted, context.language)},
        2);
  if (image.segments_kept > 0) {
    print(context, Id::acquire_kept, {std::to_string(image.segments_kept)}, 2);
  }
  print(context, Id::acquire_md5, {to_hex(image.facts.md5)}, 2);
  print(context, Id::acquire_sha256, {to_hex(image.facts.sha256)}, 2);
  if (!image.facts.gaps.empty()) {
    print(context, Id::acquire_gaps,
          {std::to_string(image.facts.gaps.size()),
           words::size(unreadable_bytes(image.facts), context.language)},
          2);
  }
  if (arguments.step.only_used) {
    print(context, Id::acquire_only_used, {words::size(acquired.left_out, context.language)}, 2);
  }
  if (arguments.step.read_back) print(context, Id::acquire_read_back, {}, 2);
  print_hidden(context, acquired.medium);
}

Result<void> acquire(Context& context, AcquireArguments& arguments) {
  const auto source = TRY(disks::open_source(arguments.source));
  auto opened = TRY(reopen_case(arguments.case_folder));
  TRY(confine_and_say(context, opened, {arguments.case_folder}));
  arguments.step.format =
      arguments.format == "raw" ? evidence::ImageFormat::raw : evidence::ImageFormat::e01;
  arguments.step.events = face(context);
  arguments.step.stop = context.stop;
  const auto acquired = TRY(playbooks::acquire(*source, opened, arguments.step));
  print_acquired(context, acquired, arguments);
  return {};
}

void add_segment_option(CLI::App& command, playbooks::AcquireStep& step) {
  constexpr std::uint64_t least = std::uint64_t{4} << 20;
  constexpr std::uint64_t most = std::uint64_t{1} << 40;
  command
      .add_option("--segment", step.segment_size,
                  "Size of a segment, 4MiB or more (default 2000MiB: fits any file system)")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(least, most));
}

}  // namespace

void declare_acquire(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "acquire", "Take the image of a whole disk into a case, encrypted as it is written");
  const auto arguments = std::make_shared<AcquireArguments>();
  playbooks::AcquireStep& step = arguments->step;
  command->add_option("source", arguments->source, "Block device, or disk image (raw, split, E01)")
      ->required();
  command->add_option("--case", arguments->case_folder, "Folder of the case")->required();
  command->add_option("--format", arguments->format, "e01 (compressed) or raw")
      ->check(CLI::IsMember({"e01", "raw"}))
      ->capture_default_str();
  add_segment_option(*command, step);
  command->add_flag("--verify", step.read_back,
                    "Read each encrypted segment back from the key and compare its SHA-256 with "
                    "what was written; only who has a key can test more");
  command->add_flag(
      "--only-used", step.only_used,
      "Leave out the clusters that NTFS, FAT and exFAT volumes call free: not a full image");
  command->add_flag("--anew", step.anew, "Begin a new image, even when one was left unfinished");
  command->add_option("--examiner", step.examiner, "Who takes the image (in the E01, encrypted)");
  command->add_option("--evidence-number", step.evidence_number, "Number of the evidence");
  command->add_option("--notes", step.notes, "Notes");
  command->add_option("--retries", step.retries, "Further readings of a sector that fails")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  command->footer(
      "A run that was stopped goes on when the same command is given again.\n"
      "Example: trousse acquire /dev/nvme0n1 --case /media/key/case --verify");
  command->callback([&context, arguments] {
    if (auto done = acquire(context, *arguments); !done) say_error(context, done.error());
  });
}

}  // namespace trousse::cli
