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

class WalkedVolume final : public VolumeCollection {
 public:
  WalkedVolume(const disks::Volume& volume, const CollectOptions& options, evidence::Intake& intake,
               Collected& tally)
      : collection_(volume, options, intake, tally), intake_(intake) {}

  Result<void> walk() {
    plan_ = TRY(Plan::make(collection_));
    running_ = TRY(start_all(collection_));
    std::uint64_t seen = 0;
    walked_ = collection_.volume().for_each_file([&](const File& file) {
      if (collection_.stopped()) return disks::Next::stop;
      if (seen++ % told_entries == 0) collection_.tell(file.path.text(), seen, 0);
      plan_->visit(file);
      for (Running& one : running_) one.watcher->visit(file);
      return disks::Next::go_on;
    });
    return {};
  }

  std::uint64_t matches() const override { return plan_->matches(); }

  // What the walk met before it broke is still taken; what it did not meet cannot be called
  // missing.
  Result<void> read() override {
    auto done =
        collection_.stopped() ? Result<void>(fail(Errc::cancelled, "stopped")) : read_and_finish();
    if (!done && done.error().code == Errc::cancelled) {
      const bool full = intake_.gave_up();
      if (!full && (collection_.options().leave_open || intake_.replays())) return done;
      if (!full && !walked_) {
        TRY(answer_rest(Absent::Why::failed, walked_.error().what));
      } else {
        TRY(answer_rest(Absent::Why::skipped, full ? done.error().what : "stopped by a person"));
      }
      return done;
    }
    if (!done) return done;
    if (!walked_) return answer_rest(Absent::Why::failed, walked_.error().what);
    const std::string detail =
        walked_->unreadable == 0
            ? ""
            : fmt::format("{} entries of the file system could not be read", walked_->unreadable);
    return answer_rest(Absent::Why::missing, detail);
  }

 private:
  Result<void> read_and_finish() {
    TRY(collection_.foresee(plan_->bytes(collection_)));
    TRY(plan_->read(collection_));
    for (Running& one : running_) {
      if (collection_.stopped()) return fail(Errc::cancelled, "stopped");
      TRY(one.watcher->finish(collection_, one.question));
    }
    return {};
  }

  // A question without an answer here found nothing; when the walk was not whole, that is said.
  Result<void> answer_rest(Absent::Why why, const std::string& detail) {
    TRY(plan_->answer_rest(collection_, why, detail));
    for (const Running& one : running_) {
      if (!one.asks() || collection_.has_answer(one.question)) continue;
      TRY(collection_.note_absent(one.question, std::nullopt, why, detail));
    }
    return {};
  }

  Collection collection_;
  evidence::Intake& intake_;
  std::optional<Plan> plan_;
  std::vector<Running> running_;
  Result<disks::Walked> walked_ = disks::Walked{};
};

}  // namespace

Result<std::unique_ptr<VolumeCollection>> walk_volume(const disks::Volume& volume,
                                                      const CollectOptions& options,
                                                      evidence::Intake& intake, Collected& tally) {
  auto walked = std::make_unique<WalkedVolume>(volume, options, intake, tally);
  TRY(walked->walk());
  return std::unique_ptr<VolumeCollection>(std::move(walked));
}

Result<void> collect_volume(const disks::Volume& volume, const CollectOptions& options,
                            evidence::Intake& intake, Collected& tally) {
  const auto walked = TRY(walk_volume(volume, options, intake, tally));
  return walked->read();
}

}  // namespace trousse::collectors
