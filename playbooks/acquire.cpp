// SPDX-License-Identifier: Apache-2.0
#include "playbooks/acquire.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/json.hpp"
#include "core/json_fields.hpp"
#include "core/version.hpp"
#include "disks/unused.hpp"
#include "playbooks/versions.hpp"

namespace trousse::playbooks {
namespace {

using Json = nlohmann::ordered_json;

/// Tells a face what the image step says.
class Telling {
 public:
  Telling(const EventSink& events, std::uint64_t total) : events_(events), total_(total) {}

  void hear(const evidence::ImageProgress& heard) {
    if (!events_) return;
    for (const Gap& gap : heard.bad) tell_unreadable(gap);
    // A line for each mebibyte would be half a million for a usual disk.
    constexpr std::uint64_t step = std::uint64_t{8} << 20;
    if (heard.read < total_ && heard.read < told_at_ + step) return;
    told_at_ = heard.read;
    Progress progress;
    progress.step = "acquire";
    progress.done = heard.read;
    progress.total = total_;
    progress.taken = heard.segments;
    events_(progress);
  }

  void differs(unsigned segment) {
    if (events_) events_(Note{"acquire_differs", std::to_string(segment)});
  }

 private:
  // A dying disk has thousands: the record and the map hold them all.
  void tell_unreadable(const Gap& gap) {
    constexpr unsigned most = 1000;
    if (++told_ > most) return;
    events_(Note{"acquire_unreadable", fmt::format("{} + {}", gap.offset, gap.length)});
  }

  const EventSink& events_;
  std::uint64_t total_;
  std::uint64_t told_at_ = 0;
  unsigned told_ = 0;
};

Result<std::vector<Gap>> left_out_of(const disks::Source& source, const AcquireStep& step) {
  if (!step.only_used) return std::vector<Gap>();
  const auto volumes = TRY(disks::find_volumes(source));
  return disks::unused_ranges(source, volumes);
}

evidence::ImageWish wish_of(const SourceInfo& info, const AcquireStep& step,
                            const std::string& medium) {
  evidence::ImageWish wish;
  wish.plan.format = step.format;
  wish.plan.segment_size = step.segment_size;
  wish.plan.sector_size = info.sector_size;
  wish.plan.only_used = step.only_used;
  wish.medium = info.removable ? evidence::EwfMedium::removable : evidence::EwfMedium::fixed;
  wish.examiner = step.examiner;
  wish.evidence_number = step.evidence_number;
  wish.notes = step.notes;
  wish.model = info.model;
  wish.serial = info.serial;
  wish.limits.retries = step.retries;
  wish.read_back = step.read_back;
  wish.anew = step.anew;
  wish.facts = medium;
  wish.source = info.path;
  return wish;
}

bool is_trouble_with_key(Errc code) {
  return code == Errc::key_full || code == Errc::key_removed || code == Errc::not_whole;
}

}  // namespace

Result<Acquired> acquire(const disks::Source& source, evidence::Case& into,
                         const AcquireStep& step) {
  const SourceInfo& info = source.info();
  Acquired acquired;
  acquired.medium = disks::medium_facts(info);
  const auto left_out = TRY(left_out_of(source, step));
  for (const Gap& gap : left_out) acquired.left_out += gap.length;

  evidence::Step begun;
  begun.name = "acquire";
  begun.source = info.path;
  Json facts = Json::parse(to_json(info));
  facts["medium"] = Json::parse(to_json(acquired.medium));
  begun.source_facts = json_fields::line(facts);
  begun.versions = versions();
  evidence::ImageWish wish = wish_of(info, step, to_json(acquired.medium));
  wish.left_out = left_out;

  auto intake = TRY(into.begin(begun));
  const disks::WithoutRanges reader(source, left_out);
  Telling telling(step.events, info.size);
  evidence::ImageWatcher watcher;
  watcher.stop = step.stop;
  watcher.progress = [&](const evidence::ImageProgress& heard) { telling.hear(heard); };
  watcher.differs = [&](unsigned segment) { telling.differs(segment); };
  auto taken = evidence::take_image(into, *intake, reader, wish, watcher);
  if (!taken) {
    if (!is_trouble_with_key(taken.error().code)) {
      TRY(intake->finish(evidence::Intake::How::cancelled));
    }
    return tl::unexpected(std::move(taken).error());
  }
  TRY(intake->finish(evidence::Intake::How::done));
  acquired.image = std::move(*taken);
  return acquired;
}

}  // namespace trousse::playbooks
