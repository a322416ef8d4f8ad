// SPDX-License-Identifier: Apache-2.0
#include "collectors/collect.hpp"

#include <fmt/format.h>

#include "collectors/collector.hpp"
#include "collectors/plan.hpp"

namespace trousse::collectors {
namespace {

constexpr std::uint64_t told_entries = 4096;

/// One collector during a run.
struct Running {
  const Collector& collector;
  Question question;
  std::unique_ptr<Watcher> watcher;
  bool asks() const { return !question.asked.empty(); }
};

Result<std::vector<Running>> start_all(Collection& collection) {
  std::vector<Running> running;
  for (const Collector& collector : all()) {
    const Profile profile = collection.options().profile;
    Running one{
        collector,
        {std::string(collector.id), std::string(collector.family), std::string(collector.asked)},
        nullptr};
    if (one.asks()) TRY(collection.ask(one.question));
    if (collector.profile <= profile) {
      one.watcher = collector.start(profile);
      running.push_back(std::move(one));
    } else if (one.asks()) {
      TRY(collection.note_absent(one.question, std::nullopt, Absent::Why::skipped,
                                 fmt::format("profile {}", name_of(profile))));
    }
  }
  return running;
}

Result<disks::Walked> walk(Collection& collection, Plan& plan, std::vector<Running>& running) {
  std::uint64_t seen = 0;
  return collection.volume().for_each_file([&](const File& file) {
    if (collection.stopped()) return disks::Next::stop;
    if (seen++ % told_entries == 0) collection.tell(file.path.text(), seen, 0);
    plan.visit(file);
    for (Running& one : running) one.watcher->visit(file);
    return disks::Next::go_on;
  });
}

// A question without an answer here found nothing; when the walk was not whole, that is said.
Result<void> answer_rest(Collection& collection, Plan& plan, const std::vector<Running>& running,
                         Absent::Why why, const std::string& detail) {
  TRY(plan.answer_rest(collection, why, detail));
  for (const Running& one : running) {
    if (!one.asks() || collection.has_answer(one.question)) continue;
    TRY(collection.note_absent(one.question, std::nullopt, why, detail));
  }
  return {};
}

Result<void> read_and_finish(Collection& collection, Plan& plan, std::vector<Running>& running) {
  TRY(collection.foresee(plan.bytes(collection)));
  TRY(plan.read(collection));
  for (Running& one : running) {
    if (collection.stopped()) return fail(Errc::cancelled, "stopped");
    TRY(one.watcher->finish(collection, one.question));
  }
  return {};
}

}  // namespace

Result<void> collect_volume(const disks::Volume& volume, const CollectOptions& options,
                            evidence::Intake& intake, Collected& tally) {
  Collection collection(volume, options, intake, tally);
  Plan plan = TRY(Plan::make(collection));
  std::vector<Running> running = TRY(start_all(collection));
  const auto walked = walk(collection, plan, running);
  // What the walk met before it broke is still taken; what it did not meet cannot be called
  // missing.
  auto done = collection.stopped() ? Result<void>(fail(Errc::cancelled, "stopped"))
                                   : read_and_finish(collection, plan, running);
  if (!done && done.error().code == Errc::cancelled) {
    const bool full = intake.gave_up();
    if (!full && (options.leave_open || intake.replays())) return done;
    const std::string why = full ? done.error().what : "stopped by a person";
    TRY(answer_rest(collection, plan, running, Absent::Why::skipped, why));
    return done;
  }
  if (!done) return done;
  if (!walked) {
    return answer_rest(collection, plan, running, Absent::Why::failed, walked.error().what);
  }
  const std::string detail =
      walked->unreadable == 0
          ? ""
          : fmt::format("{} entries of the file system could not be read", walked->unreadable);
  return answer_rest(collection, plan, running, Absent::Why::missing, detail);
}

}  // namespace trousse::collectors
