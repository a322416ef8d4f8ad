// SPDX-License-Identifier: Apache-2.0
#include "playbooks/step_work.hpp"

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/json_fields.hpp"
#include "playbooks/versions.hpp"

namespace trousse::playbooks {
namespace {

using json_fields::Json;

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

}  // namespace

Json encrypted_facts(const Examined& examined) {
  Json facts;
  facts["tool"] = tool_version();
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

bool is_ended_here(const Error& error, const evidence::Intake& intake, const GoingOn& going_on) {
  return error.code == Errc::cancelled && going_on.end_here && !intake.replays();
}

Result<void> stop(evidence::Intake& intake, const GoingOn& going_on) {
  const bool stays_open = going_on.leave_open || intake.replays();
  if (stays_open && !intake.gave_up()) return intake.pause();
  return intake.finish(evidence::Intake::How::cancelled);
}

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

void note_unreadable(const EventSink& events, const VolumeInfo& volume, const Error& error) {
  events(Note{"volume_trouble", fmt::format("{}: {}", volume.number, error.what)});
}

void set_source(Tally& tally, const Examined& examined) {
  auto& facts = tally.edit();
  facts.tool_version = tool_version();
  facts.source = examined.source->info();
  facts.volumes = examined.volumes;
  if (facts.began.empty()) {
    facts.began = to_iso8601(now());
    for (const auto& note : examined.notes) tally.hear(Note{"volume_oddity", note});
  }
}

Result<void> put_report(evidence::Case& into, const words::ReportFacts& facts, std::string plan) {
  evidence::Step begun;
  begun.name = "report";
  begun.versions = versions();
  begun.plan = std::move(plan);
  if (into.ended(begun)) return {};
  auto intake = TRY(into.begin(begun));
  TRY(intake->add("report.html", words::report_html(facts, words::Language::french)));
  TRY(intake->add("report.en.html", words::report_html(facts, words::Language::english)));
  return intake->finish(evidence::Intake::How::done);
}

}  // namespace trousse::playbooks
