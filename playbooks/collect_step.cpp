// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <optional>

#include <fmt/format.h>

#include "collectors/definition_files.hpp"
#include "core/json_fields.hpp"
#include "playbooks/going_on.hpp"
#include "playbooks/step_work.hpp"
#include "playbooks/trial.hpp"
#include "playbooks/versions.hpp"
#include "playbooks/whole_step.hpp"
#include "words/labels.hpp"

namespace trousse::playbooks {
namespace {

using collectors::Collected;
using json_fields::Json;
using How = evidence::Intake::How;

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

/// Volumes that cannot be read, by number, each with why.
using Unread = std::map<unsigned, Error>;

/// What does not change between an attempt and the next.
struct Collecting {
  const Examined& examined;
  const std::vector<VolumeInfo>& volumes;
  const collectors::CollectOptions& options;
  const std::vector<collectors::Unsupported>& unsupported;
  const GoingOn& going_on;
  Unread unread = {};
};

// A step that a person put aside is not tried first: listing a disk twice takes its time. One that
// was cut may have died at a volume; then every end of it would die there too.
Result<Unread> find_unread(const Collecting& work, evidence::Case& into,
                           const evidence::Step& step) {
  Unread unread;
  if (!work.going_on.end_here || !into.was_cut(step)) return unread;
  for (const auto& volume : work.volumes) {
    const auto death = dies_listing(*work.examined.source, volume, work.options.stop);
    if (!death) continue;
    const std::string kind = words::file_system(volume.file_system, words::Language::english);
    const Json facts = {{"volume", volume.number}, {"file_system", kind}, {"death", *death}};
    TRY(into.journal("reader_died", json_fields::line(facts)));
    work.options.events(
        Note{"reader_died", fmt::format("{} ({}, {})", volume.number, kind, *death)});
    unread.emplace(volume.number,
                   Error{Errc::unreadable,
                         fmt::format("the reader of the file system crashed: volume {}, {}, {}",
                                     volume.number, kind, *death)});
  }
  return unread;
}

Result<std::unique_ptr<disks::Volume>> open_or_stand_in(const Collecting& work,
                                                        const VolumeInfo& info) {
  const auto found = work.unread.find(info.number);
  if (found != work.unread.end()) return unread_volume(info, found->second);
  return disks::open_volume(*work.examined.source, info);
}

struct Walked {
  std::unique_ptr<disks::Volume> volume;
  std::unique_ptr<collectors::VolumeCollection> collection;
};

// All of them before any is read: then it is known how much there is.
Result<std::vector<Walked>> walk_all(const Collecting& work, evidence::Intake& intake,
                                     WholeStep& whole, Collected& collected) {
  std::vector<Walked> all;
  for (const auto& info : work.volumes) {
    auto volume = open_or_stand_in(work, info);
    if (!volume) {
      note_unreadable(work.options.events, info, volume.error());
      ++collected.failed;
      continue;
    }
    auto walked = TRY(collectors::walk_volume(**volume, work.options, intake, collected));
    whole.expect(walked->matches());
    all.push_back({std::move(*volume), std::move(walked)});
  }
  return all;
}

// The error that stopped it, when one did: after a stop the volumes that are left answer too.
Result<std::optional<Error>> read_all(const std::vector<Walked>& all, WholeStep& whole) {
  std::optional<Error> stopped;
  for (const auto& [volume, collection] : all) {
    auto done = collection->read();
    if (!done && done.error().code != Errc::cancelled) return tl::unexpected(done.error());
    if (!done && !stopped) stopped = done.error();
    if (!stopped) whole.pass(collection->matches());
  }
  return stopped;
}

Result<void> finish(const Collecting& work, evidence::Intake& intake, How how) {
  Json facts = encrypted_facts(work.examined);
  const auto& options = work.options;
  facts["profile"] = collectors::name_of(options.profile);
  facts["limits"] = {{"file", options.limits.file},
                     {"family", options.limits.family},
                     {"all", options.limits.all}};
  facts["definitions"] = options.definitions.size();
  for (const auto& left_out : work.unsupported) {
    facts["unsupported"].push_back({{"name", left_out.name}, {"why", left_out.why}});
  }
  TRY(intake.add("collect.json", json_fields::line(facts)));
  return intake.finish(how);
}

Result<Collected> collect_once(const Collecting& work, evidence::Case& into,
                               const evidence::Step& begun, WholeStep& whole, Tally& tally) {
  auto intake = TRY(into.begin(begun));
  recall_before(intake->before(), tally, work.options.events);
  Collected collected;
  const auto all = TRY(walk_all(work, *intake, whole, collected));
  const auto stopped = TRY(read_all(all, whole));
  const bool ends_here = stopped && is_ended_here(*stopped, *intake, work.going_on);
  if (stopped && !ends_here) {
    TRY(stop(*intake, work.going_on));
    if (!is_given_up(*stopped, *intake)) return tl::unexpected(*stopped);
    work.options.events(Note{"key_gave_up", ""});
    return collected;
  }
  collected.gaps += intake->before().gaps;
  TRY(finish(work, *intake, ends_here ? How::cancelled : How::done));
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
  options.end_here = step.going_on.end_here;
  tally.edit().profile = std::string(collectors::name_of(step.profile));

  const auto sets = TRY(collectors::definition_sets(step.definitions));
  evidence::Step begun = step_of("collect", examined, volumes, versions(sets),
                                 plan_of(step, options.definitions), step.going_on);
  if (const auto ended = into.ended(begun); ended && is_skipped(*ended, step.going_on)) {
    return recall_collected(*ended, tally, events);
  }
  Collecting work{examined, volumes, options, definitions.unsupported, step.going_on};
  work.unread = TRY(find_unread(work, into, begun));
  auto collected = once_or_anew(tally, [&](bool anew) {
    WholeStep whole("collect", events);
    options.events = [&whole](const Event& event) { whole.hear(event); };
    // What closed parts hold of a volume that cannot be read now, it cannot answer again.
    begun.anew = anew || !work.unread.empty();
    return collect_once(work, into, begun, whole, tally);
  });
  tally.edit().ended = to_iso8601(now());
  return collected;
}

}  // namespace trousse::playbooks
