// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "core/json_fields.hpp"
#include "playbooks/going_on.hpp"
#include "playbooks/step_work.hpp"
#include "playbooks/versions.hpp"
#include "playbooks/whole_step.hpp"
#include "scanners/clamav_session.hpp"
#include "scanners/counts.hpp"
#include "scanners/versions.hpp"

namespace trousse::playbooks {
namespace {

using json_fields::Json;
using scanners::Scanned;
using How = evidence::Intake::How;

bool is_key_side(const Error& error) {
  return error.code == Errc::key_full || error.code == Errc::key_removed ||
         error.code == Errc::cancelled;
}

Json scan_facts(const Examined& examined, const Scanned& sum) {
  Json written = encrypted_facts(examined);
  scanners::put_counts(written, sum);
  return written;
}

void tell(const scanners::Scanned& sum, Tally& tally) {
  tally.hear(sum);
  tally.edit().ended = to_iso8601(now());
}

/// What does not change between an attempt and the next.
struct Work {
  const Examined& examined;
  const std::vector<VolumeInfo>& volumes;
  const scanners::ScanOptions& options;
  const GoingOn& going_on;
};

Result<void> finish(const Work& work, evidence::Intake& intake, const Scanned& sum, How how) {
  TRY(intake.add("scan.json", json_fields::line(scan_facts(work.examined, sum))));
  return intake.finish(how);
}

// What closed parts hold of a scan is all that there will be of it: nothing is read.
Result<Scanned> end_here(const Work& work, evidence::Intake& intake) {
  Scanned sum;
  for (const auto& info : work.volumes) {
    scanners::add(scanners::scanned_until(intake.marked(info.letter)), sum);
  }
  TRY(finish(work, intake, sum, How::cancelled));
  return sum;
}

// Trouble with one volume is said and counted; the error returned is that of the whole step.
Result<void> pass_over(const Work& work, const VolumeInfo& volume, const Error& error,
                       Scanned& sum) {
  const bool is_whole_step =
      error.code == Errc::missing || error.code == Errc::not_whole || is_key_side(error);
  if (is_whole_step) return tl::unexpected(error);
  note_unreadable(work.options.events, volume, error);
  ++sum.failed;
  return {};
}

// All volumes are listed before any is read: then it is known how much there is.
Result<void> scan_all(const Work& work, evidence::Intake& intake, WholeStep& whole, Scanned& sum) {
  scanners::Scanning scanning(work.options, intake);
  std::vector<std::pair<const VolumeInfo*, std::unique_ptr<scanners::VolumeScan>>> all;
  for (const auto& info : work.volumes) {
    const auto open = [&source = *work.examined.source, volume = &info]() {
      return disks::open_volume(source, *volume);
    };
    auto listed = scanning.list(open);
    if (!listed) {
      TRY(pass_over(work, info, listed.error(), sum));
      continue;
    }
    whole.expect((*listed)->entries());
    all.emplace_back(&info, std::move(*listed));
  }
  for (const auto& [info, volume] : all) {
    const auto done = volume->read();
    if (done) {
      scanners::add(*done, sum);
    } else {
      TRY(pass_over(work, *info, done.error(), sum));
    }
    whole.pass(volume->entries(), done ? done->findings : 0);
  }
  return {};
}

Result<Scanned> scan_once(const Work& work, evidence::Case& into, const evidence::Step& begun,
                          WholeStep& whole, Tally& tally) {
  auto intake = TRY(into.begin(begun));
  recall_before(intake->before(), tally, work.options.events);
  if (work.going_on.end_here) return end_here(work, *intake);
  Scanned sum;
  const auto done = scan_all(work, *intake, whole, sum);
  if (!done) {
    if (done.error().code == Errc::cancelled) TRY(stop(*intake, work.going_on));
    if (!is_given_up(done.error(), *intake)) return tl::unexpected(done.error());
    work.options.events(Note{"key_gave_up", ""});
    return sum;
  }
  TRY(finish(work, *intake, sum, How::done));
  return sum;
}

}  // namespace

Result<scanners::Scanned> scan(const Examined& examined, evidence::Case& into, const ScanStep& step,
                               Tally& tally) {
  const auto volumes = TRY(readable_volumes(examined, step.volume));
  set_source(tally, examined);
  scanners::ScanOptions options = step.options;
  const EventSink events = both(tally, step.events);
  options.events = events;
  options.stop = step.stop;
  std::string plan = TRY(plan_of(step));
  const auto sets = TRY(scanners::rule_sets(options));
  const std::string clamd = options.clamd == nullptr ? "" : options.clamd->version();
  evidence::Step begun = step_of("scan", examined, volumes, versions(sets, {{"clamd", clamd}}),
                                 std::move(plan), step.going_on);
  if (const auto ended = into.ended(begun); ended && is_skipped(*ended, step.going_on)) {
    const scanners::Scanned sum = recall_scanned(*ended, tally, options.events);
    tell(sum, tally);
    return sum;
  }
  const Work work{examined, volumes, options, step.going_on};
  const auto sum = TRY(once_or_anew(tally, [&](bool anew) {
    WholeStep whole("scan", events);
    options.events = [&whole](const Event& event) { whole.hear(event); };
    begun.anew = anew;
    return scan_once(work, into, begun, whole, tally);
  }));
  tell(sum, tally);
  return sum;
}

}  // namespace trousse::playbooks
