// SPDX-License-Identifier: Apache-2.0
#include "cli/work.hpp"

#include "cli/custody.hpp"
#include "cli/room_watch.hpp"
#include "cli/summary.hpp"

namespace trousse::cli {
namespace {

// After `confine` no program can be started and nothing connected to.
Result<void> start_clamd(const Context& context, const StepOptions& options, Work& work) {
  const playbooks::ScanStep step = scan_step(options, context);
  if (!step.options.wants_clamav() || step.going_on.end_here) return {};
  Clamd::Wish wish;
  wish.signatures = step.options.clamav;
  wish.file_timeout = step.options.file_timeout;
  wish.connections = step.options.workers;
  const auto say = [&work, show = step.events](const Event& event) {
    work.tally.hear(event);
    show(event);
  };
  work.clamd = TRY(Clamd::start(wish, say, context.stop));
  return {};
}

}  // namespace

Result<Work> open_work(Context& context, const StepOptions& options) {
  auto examined = TRY(playbooks::examine(options.source));
  auto opened = TRY(reopen_case(options.case_folder));
  Work work{std::move(examined), std::move(opened), {}};
  TRY(get_ready(context, options, work, options.case_folder));
  return work;
}

Result<void> get_ready(Context& context, const StepOptions& options, Work& work,
                       const std::string& folder) {
  work.opened.watch_room(room_watch(context, when_short_of(options.when_full)));
  TRY(start_clamd(context, options, work));
  return confine_and_say(context, work.opened, {folder}, &work.tally);
}

Result<void> collect_into(Context& context, const playbooks::CollectStep& step, Work& work) {
  const auto collected = TRY(playbooks::collect(work.examined, work.opened, step, work.tally));
  print_collected(context, collected, work.tally);
  if (work.opened.gave_up() || step.going_on.end_here) context.exit = Exit::incomplete;
  return {};
}

Result<void> scan_into(Context& context, const playbooks::ScanStep& step, Work& work) {
  playbooks::ScanStep with = step;
  with.options.clamd = work.clamd ? &work.clamd->sessions() : nullptr;
  const auto scanned = TRY(playbooks::scan(work.examined, work.opened, with, work.tally));
  work.clamd.reset();  // its memory is for what follows
  print_scanned(context, scanned, work.tally);
  if (work.opened.gave_up() || step.going_on.end_here) context.exit = Exit::incomplete;
  return {};
}

}  // namespace trousse::cli
