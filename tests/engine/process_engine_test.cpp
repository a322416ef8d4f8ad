// SPDX-License-Identifier: Apache-2.0
// The engine with the real program behind it, on the demonstration disk.
#include "playbooks/process_engine.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>

#include <unistd.h>

#include "core/json.hpp"
#include "evidence/journal.hpp"
#include "playbooks/facts.hpp"
#include "tests/engine/demonstration_disk.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::playbooks;
using namespace trousse::tests;
namespace fs = std::filesystem;

namespace {

/// A kit on which somebody sits in front of the engine.
class Kit {
 public:
  Kit() {
    // A confined step may not trace, which the search for leaks at its end would need.
    ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
    engine_ = std::make_unique<ProcessEngine>(options());
    engine_->obey(MakeCase{false, true});
    case_ = until<CaseReady>().folder;
  }
  /// As after a cut: another start of the program, which knows what is on the key.
  void start_anew() {
    engine_ = std::make_unique<ProcessEngine>(options());
    engine_->obey(OpenCase{case_});
    until<CaseReady>();
  }

  /// Hears until such a report comes; `each` is shown all on the way. What comes after it waits.
  template <class R>
  R until(const std::function<void(const Report&)>& each = {}) {
    using namespace std::chrono_literals;
    const auto late = std::chrono::steady_clock::now() + 300s;
    while (std::chrono::steady_clock::now() < late) {
      if (waiting_.empty()) {
        for (Report& report : engine_->hear(100)) waiting_.push_back(std::move(report));
      }
      while (!waiting_.empty()) {
        const Report report = std::move(waiting_.front());
        waiting_.pop_front();
        if (const auto* refused = std::get_if<Refused>(&report)) FAIL(refused->error.what);
        if (each) each(report);
        if (const auto* wanted = std::get_if<R>(&report)) return *wanted;
      }
    }
    FAIL("the engine says nothing more");
    return {};
  }

  StepEnded run(const StartStep& start, const std::function<void(const Report&)>& each = {}) {
    engine_->obey(start);
    began_ = until<StepBegan>();
    return until<StepEnded>(each);
  }
  /// Runs it until the first report of which `enough` is true, then asks it to stop.
  StepEnded stop_at(const StartStep& start, const std::function<bool(const Report&)>& enough) {
    bool asked = false;
    return run(start, [&](const Report& report) {
      const bool now = enough(report);  // hears the rest too
      if (asked || !now) return;
      asked = true;
      engine_->obey(StopStep{});
    });
  }
  const StepBegan& began() const { return began_; }
  Engine& engine() { return *engine_; }

  /// How many lines of the case's journal are of that event and about that step.
  int lines_of(std::string_view event, std::string_view step) const {
    int count = 0;
    const auto journal = evidence::read_journal(read_file(fs::path(case_) / "journal.jsonl"));
    REQUIRE(journal);
    for (const auto& line : journal->lines) {
      if (line.event == event && evidence::text_of(line.fields, "step") == step) ++count;
    }
    return count;
  }

 private:
  ProcessEngine::Options options() const {
    ProcessEngine::Options wish;
    wish.key = folder_.path();
    wish.program = TROUSSE_PROGRAM;
    return wish;
  }

  TemporaryFolder folder_;
  std::unique_ptr<ProcessEngine> engine_;
  std::string case_;
  StepBegan began_;
  std::deque<Report> waiting_;
};

const Progress* progress_of(const Report& report) {
  const auto* event = std::get_if<Event>(&report);
  return event != nullptr ? std::get_if<Progress>(event) : nullptr;
}

const Finding* finding_of(const Report& report) {
  const auto* event = std::get_if<Event>(&report);
  return event != nullptr ? std::get_if<Finding>(event) : nullptr;
}

StartStep scan_of_the_disk() {
  StartStep start;
  start.kind = StepKind::scan;
  start.source = demonstration_disk();
  return start;
}

}  // namespace

TEST_CASE("a scan that was stopped is gone on with, and each finding is told once") {
  Kit kit;
  const StartStep scan = scan_of_the_disk();
  std::multiset<std::string> told;
  const auto keep = [&](const Report& report) {
    if (const auto* finding = finding_of(report)) told.insert(to_json(*finding));
  };
  std::uint64_t done_at_stop = 0;
  const auto stopped = kit.stop_at(scan, [&](const Report& report) {
    keep(report);
    if (const auto* progress = progress_of(report)) done_at_stop = progress->done;
    return !told.empty() && done_at_stop > 0;
  });
  REQUIRE(stopped.exit_code == 130);
  CHECK_FALSE(kit.began().resumed);
  CHECK(kit.lines_of("paused", "scan") == 1);
  REQUIRE_FALSE(told.empty());

  std::uint64_t first_done = 0;
  const auto ended = kit.run(scan, [&](const Report& report) {
    keep(report);
    const auto* progress = progress_of(report);
    if (progress != nullptr && first_done == 0) first_done = progress->done;
  });
  CHECK((ended.exit_code == 0 || ended.exit_code == 4));
  CHECK(kit.began().resumed);
  CHECK(first_done >= done_at_stop);
  CHECK(kit.lines_of("begin", "scan") == 1);
  CHECK(kit.lines_of("resumed", "scan") == 1);
  CHECK(ended.findings == told.size());
  for (const auto& line : told) CHECK(told.count(line) == 1);

  std::set<std::string> at_once;
  Kit other;
  const auto whole = other.run(scan, [&](const Report& report) {
    if (const auto* finding = finding_of(report)) at_once.insert(to_json(*finding));
  });
  CHECK(whole.findings == ended.findings);
  CHECK(whole.files == ended.files);
  CHECK(at_once == std::set<std::string>(told.begin(), told.end()));
}

TEST_CASE("a scan that was stopped is ended where it stands, and the archive is made") {
  Kit kit;
  StartStep scan = scan_of_the_disk();
  const auto stopped =
      kit.stop_at(scan, [](const Report& report) { return progress_of(report) != nullptr; });
  REQUIRE(stopped.exit_code == 130);
  scan.end_here = true;
  const auto ended = kit.run(scan);
  CHECK(ended.exit_code == 4);
  CHECK(ended.files > 0);
  CHECK(kit.lines_of("end", "scan") == 1);
  StartStep seal;
  seal.kind = StepKind::seal;
  kit.engine().obey(seal);
  const auto sealed = kit.until<Sealed>();
  CHECK(fs::exists(sealed.archive));
}

TEST_CASE("a keyboard is set by the program of the key, one of those that it knows") {
  const TemporaryFolder folder;
  const fs::path helper = folder.path() / "keyboard";
  write_file(helper, "#!/bin/sh\n[ \"$1\" != bepo ] || exit 1\nprintf %s \"$1\" >\"" +
                         (folder.path() / "set").string() + "\"\n");
  fs::permissions(helper, fs::perms::owner_all);
  ProcessEngine::Options wish;
  wish.key = folder.path();
  const auto set = [&](const std::string& name) {
    ProcessEngine engine(wish);
    engine.obey(SetKeyboard{name});
    for (int i = 0; i < 500; ++i) {
      for (const Report& report : engine.hear(10)) {
        if (const auto* told = std::get_if<KeyboardSet>(&report)) return told->taken;
      }
      ::usleep(10'000);
    }
    FAIL("nothing is told of the keyboard");
    return false;
  };
  CHECK_FALSE(set("be"));  // there is no such program here
  wish.keyboard = helper.string();
  CHECK(set("be"));
  CHECK(read_file(folder.path() / "set") == "be");
  CHECK_FALSE(set("bepo"));
  CHECK_FALSE(set("../../etc/passwd"));
  CHECK(read_file(folder.path() / "set") == "be");
}

TEST_CASE("what an earlier start found is told by its kinds, as far as it is not known here") {
  Kit kit;
  FindingCounts told;
  const auto whole = kit.run(scan_of_the_disk(), [&](const Report& report) {
    if (const auto* finding = finding_of(report)) ++told[kind_of(*finding)];
  });
  CHECK(whole.before.empty());
  REQUIRE_FALSE(told.empty());
  kit.start_anew();
  const auto recalled = kit.run(scan_of_the_disk());
  CHECK(recalled.findings == whole.findings);
  CHECK(recalled.before == told);
  const bool offers = std::any_of(recalled.before.begin(), recalled.before.end(), [](auto& row) {
    return fact_of(row.first) == "finding.ransomware";
  });
  CHECK(offers);
}

TEST_CASE("a scan that was stopped before another start tells what it had found by kinds") {
  Kit kit;
  FindingCounts before, after;
  const auto counting = [](FindingCounts& counts) {
    return [&counts](const Report& report) {
      if (const auto* finding = finding_of(report)) ++counts[kind_of(*finding)];
      return !counts.empty();
    };
  };
  const auto stopped = kit.stop_at(scan_of_the_disk(), counting(before));
  REQUIRE(stopped.exit_code == 130);
  kit.start_anew();
  const auto ended = kit.run(scan_of_the_disk(), counting(after));
  CHECK_FALSE(before.empty());
  CHECK(ended.before == before);
  std::uint64_t all = 0;
  for (const auto* counts : {&before, &after}) {
    for (const auto& [kind, count] : *counts) all += count;
  }
  CHECK(ended.findings == all);
}
