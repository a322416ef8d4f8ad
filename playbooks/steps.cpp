// SPDX-License-Identifier: Apache-2.0
#include "playbooks/steps.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "collectors/definition_files.hpp"
#include "core/json.hpp"
#include "core/json_fields.hpp"
#include "core/version.hpp"
#include "playbooks/going_on.hpp"
#include "playbooks/image_report.hpp"
#include "playbooks/versions.hpp"
#include "scanners/versions.hpp"

namespace trousse::playbooks {
namespace {

using Json = nlohmann::ordered_json;

// What the custody journal may hold of a source: the device and its state, no name of a person.
Json custody_facts(const Examined& examined, const std::vector<VolumeInfo>& volumes) {
  Json facts = Json::parse(to_json(examined.source->info()));
  for (const auto& volume : volumes) {
    facts["volumes"].push_back({{"number", volume.number},
                                {"letter", volume.letter},
                                {"offset", volume.offset},
                                {"size", volume.size},
                                {"serial", volume.serial}});
  }
  return facts;
}

Json encrypted_facts(const Examined& examined) {
  Json facts;
  facts["tool"] = version;
  facts["source"] = Json::parse(to_json(examined.source->info()));
  facts["volumes"] = Json::array();
  for (const auto& volume : examined.volumes) {
    facts["volumes"].push_back(Json::parse(to_json(volume)));
  }
  facts["notes"] = examined.notes;
  return facts;
}

evidence::Step step_of(const char* name, const Examined& examined,
                       const std::vector<VolumeInfo>& volumes, std::string made_with,
                       std::string plan, const GoingOn& going_on) {
  evidence::Step step;
  step.name = name;
  step.source = examined.source->info().path;
  step.source_facts = json_fields::line(custody_facts(examined, volumes));
  step.versions = std::move(made_with);
  step.plan = std::move(plan);
  step.limits = going_on.parts;
  return step;
}

// A person stopped it: left open to go on later, or ended with what is there.
Result<void> stop(evidence::Intake& intake, const GoingOn& going_on) {
  const bool stays_open = going_on.leave_open || intake.replays();
  if (stays_open && !intake.gave_up()) return intake.pause();
  return intake.finish(evidence::Intake::How::cancelled);
}

// Stopped because the key got full, to seal what is there: the steps go on to that.
bool is_given_up(const Error& error, const evidence::Intake& intake) {
  return error.code == Errc::cancelled && intake.gave_up();
}

bool is_skipped(const evidence::StepStanding& ended, const GoingOn& going_on) {
  return going_on.skip_ended || (going_on.skip_done && ended.how == "done");
}

EventSink both(Tally& tally, const EventSink& face) {
  return [&tally, face](const Event& event) {
    tally.hear(event);
    if (face) face(event);
  };
}

// A volume that shows its mark and does not open is said, and the next one is read.
void note_unreadable(const EventSink& events, const VolumeInfo& volume, const Error& error) {
  events(Note{"volume_trouble", fmt::format("{}: {}", volume.number, error.what)});
}

void set_source(Tally& tally, const Examined& examined) {
  auto& facts = tally.edit();
  facts.tool_version = std::string(version);
  facts.source = examined.source->info();
  facts.volumes = examined.volumes;
  if (facts.began.empty()) {
    facts.began = to_iso8601(now());
    for (const auto& note : examined.notes) tally.hear(Note{"volume_oddity", note});
  }
}

Result<collectors::Definitions> definitions_for(const CollectStep& step, const EventSink& events) {
  collectors::Definitions definitions = collectors::catalogue();
  for (const auto& path : step.definitions) {
    TRY(collectors::load_definitions_from(path, definitions));
  }
  for (const auto& error : definitions.errors) events(Note{"definition_left_out", error});
  for (const auto& left_out : definitions.unsupported) {
    events(Note{"definition_left_out", fmt::format("{}: {}", left_out.name, left_out.why)});
  }
  return definitions;
}

bool is_key_side(const Error& error) {
  return error.code == Errc::key_full || error.code == Errc::key_removed ||
         error.code == Errc::cancelled;
}

}  // namespace

namespace {

Result<collectors::Collected> collect_once(const Examined& examined,
                                           const std::vector<VolumeInfo>& volumes,
                                           evidence::Case& into, const evidence::Step& begun,
                                           const collectors::CollectOptions& options,
                                           const std::vector<collectors::Unsupported>& unsupported,
                                           const GoingOn& going_on, Tally& tally) {
  auto intake = TRY(into.begin(begun));
  recall_before(intake->before(), tally, options.events);
  collectors::Collected collected;
  for (const auto& info : volumes) {
    auto volume = disks::open_volume(*examined.source, info);
    if (!volume) {
      note_unreadable(options.events, info, volume.error());
      ++collected.failed;
      continue;
    }
    auto done = collectors::collect_volume(**volume, options, *intake, collected);
    if (done) continue;
    if (done.error().code == Errc::cancelled) TRY(stop(*intake, going_on));
    if (!is_given_up(done.error(), *intake)) return tl::unexpected(done.error());
    options.events(Note{"key_gave_up", ""});
    return collected;
  }
  collected.gaps += intake->before().gaps;
  Json facts = encrypted_facts(examined);
  facts["profile"] = collectors::name_of(options.profile);
  facts["limits"] = {{"file", options.limits.file},
                     {"family", options.limits.family},
                     {"all", options.limits.all}};
  facts["definitions"] = options.definitions.size();
  for (const auto& left_out : unsupported) {
    facts["unsupported"].push_back({{"name", left_out.name}, {"why", left_out.why}});
  }
  TRY(intake->add("collect.json", json_fields::line(facts)));
  TRY(intake->finish(evidence::Intake::How::done));
  return collected;
}

}  // namespace

Result<collectors::Collected> collect(const Examined& examined, evidence::Case& into,
                                      const CollectStep& step, Tally& tally) {
  const auto volumes = TRY(readable_volumes(examined, step.volume));
  set_source(tally, examined);
  const EventSink events = both(tally, step.events);
  auto definitions = TRY(definitions_for(step, events));

  collectors::CollectOptions options;
  options.profile = step.profile;
  options.limits = step.limits;
  options.definitions = std::move(definitions.loaded);
  options.events = events;
  options.stop = step.stop;
  options.leave_open = step.going_on.leave_open;
  tally.edit().profile = std::string(collectors::name_of(step.profile));

  const auto sets = TRY(collectors::definition_sets(step.definitions));
  evidence::Step begun = step_of("collect", examined, volumes, versions(sets),
                                 plan_of(step, options.definitions), step.going_on);
  if (const auto ended = into.ended(begun); ended && is_skipped(*ended, step.going_on)) {
    return recall_collected(*ended, tally, events);
  }
  auto collected = once_or_anew(tally, [&](bool anew) {
    begun.anew = anew;
    return collect_once(examined, volumes, into, begun, options, definitions.unsupported,
                        step.going_on, tally);
  });
  tally.edit().ended = to_iso8601(now());
  return collected;
}

namespace {

void add(const scanners::Scanned& done, scanners::Scanned& sum) {
  sum.files += done.files;
  sum.streams += done.streams;
  sum.bytes += done.bytes;
  sum.findings += done.findings;
  sum.failed += done.failed;
  sum.timed_out += done.timed_out;
  sum.rules = done.rules;
  sum.rules_left_out = done.rules_left_out;
}

Json scan_facts(const Examined& examined, const scanners::Scanned& sum) {
  Json written = encrypted_facts(examined);
  written["files"] = sum.files;
  written["streams"] = sum.streams;
  written["bytes"] = sum.bytes;
  written["failed"] = sum.failed;
  written["timed_out"] = sum.timed_out;
  written["rules"] = sum.rules;
  written["rules_left_out"] = sum.rules_left_out;
  return written;
}

void tell(const scanners::Scanned& sum, Tally& tally) {
  tally.hear(sum);
  tally.edit().ended = to_iso8601(now());
}

Result<scanners::Scanned> scan_once(const Examined& examined,
                                    const std::vector<VolumeInfo>& volumes, evidence::Case& into,
                                    const evidence::Step& begun,
                                    const scanners::ScanOptions& options, const GoingOn& going_on,
                                    Tally& tally) {
  auto intake = TRY(into.begin(begun));
  recall_before(intake->before(), tally, options.events);
  scanners::Scanned sum;
  for (const auto& info : volumes) {
    const auto opener = [&]() { return disks::open_volume(*examined.source, info); };
    auto done = scanners::scan_volume(opener, options, *intake);
    if (done) {
      add(*done, sum);
      continue;
    }
    if (done.error().code == Errc::cancelled) TRY(stop(*intake, going_on));
    if (is_given_up(done.error(), *intake)) {
      options.events(Note{"key_gave_up", ""});
      return sum;
    }
    const bool is_whole_step = done.error().code == Errc::missing ||
                               done.error().code == Errc::not_whole || is_key_side(done.error());
    if (is_whole_step) return tl::unexpected(done.error());
    note_unreadable(options.events, info, done.error());
    ++sum.failed;
  }
  TRY(intake->add("scan.json", json_fields::line(scan_facts(examined, sum))));
  TRY(intake->finish(evidence::Intake::How::done));
  return sum;
}

}  // namespace

Result<scanners::Scanned> scan(const Examined& examined, evidence::Case& into, const ScanStep& step,
                               Tally& tally) {
  const auto volumes = TRY(readable_volumes(examined, step.volume));
  set_source(tally, examined);
  scanners::ScanOptions options = step.options;
  options.events = both(tally, step.events);
  options.stop = step.stop;
  std::string plan = TRY(plan_of(step));
  const auto sets = TRY(scanners::rule_sets(options));
  evidence::Step begun =
      step_of("scan", examined, volumes, versions(sets), std::move(plan), step.going_on);
  if (const auto ended = into.ended(begun); ended && is_skipped(*ended, step.going_on)) {
    const scanners::Scanned sum = recall_scanned(*ended, tally, options.events);
    tell(sum, tally);
    return sum;
  }
  const auto sum = TRY(once_or_anew(tally, [&](bool anew) {
    begun.anew = anew;
    return scan_once(examined, volumes, into, begun, options, step.going_on, tally);
  }));
  tell(sum, tally);
  return sum;
}

Result<bool> is_of(const evidence::Case& opened, const Examined& examined,
                   std::optional<unsigned> volume) {
  const auto volumes = TRY(readable_volumes(examined, volume));
  return opened.is_about(step_of("collect", examined, volumes, "", "", {}));
}

Result<void> report(evidence::Case& into, const Tally& tally) {
  words::ReportFacts facts = tally.facts();
  facts.case_id = into.id();
  facts.images = images_of(into);
  evidence::Step begun;
  begun.name = "report";
  begun.versions = versions();
  // Gone on with as it was begun: an archive has one report.
  begun.plan = "report";
  if (into.ended(begun)) return {};
  auto intake = TRY(into.begin(begun));
  TRY(intake->add("report.html", words::report_html(facts, words::Language::french)));
  TRY(intake->add("report.en.html", words::report_html(facts, words::Language::english)));
  return intake->finish(evidence::Intake::How::done);
}

}  // namespace trousse::playbooks
