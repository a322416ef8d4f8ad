// SPDX-License-Identifier: Apache-2.0
#include "cli/work.hpp"

#include "cli/custody.hpp"
#include "cli/room_watch.hpp"
#include "cli/summary.hpp"

namespace trousse::cli {

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
  return confine_and_say(context, work.opened, {folder}, &work.tally);
}

Result<void> collect_into(Context& context, const playbooks::CollectStep& step, Work& work) {
  const auto collected = TRY(playbooks::collect(work.examined, work.opened, step, work.tally));
  print_collected(context, collected, work.tally);
  if (work.opened.gave_up() || step.going_on.end_here) context.exit = Exit::incomplete;
  return {};
}

Result<void> scan_into(Context& context, const playbooks::ScanStep& step, Work& work) {
  const auto scanned = TRY(playbooks::scan(work.examined, work.opened, step, work.tally));
  print_scanned(context, scanned, work.tally);
  if (work.opened.gave_up() || step.going_on.end_here) context.exit = Exit::incomplete;
  return {};
}

}  // namespace trousse::cli
