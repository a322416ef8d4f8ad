// SPDX-License-Identifier: Apache-2.0
// Nothing lost: a whole run is cut, at every call it makes to the key and by every kind of trouble,
// and goes on to the same archive.
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "evidence/archive_form.hpp"
#include "evidence/hash.hpp"
#include "evidence/journal.hpp"
#include "tests/going_on/whole_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

using Fault = PulledKey::Fault;
using Of = WholeRun::Of;
const std::string folder = WholeRun::folder;
const std::string journal_path = folder + "/journal.jsonl";

/// What the cuts came to; printed, so that a run of the tests says what it saw.
struct Count {
  int cuts = 0;
  int parts_closed = 0;
  int parts_lost = 0;
  int archives_not_whole = 0;  // that verify all the same
  int gone_on = 0;             // steps gone on with from a place
  int begun_again = 0;
};

/// The parts that the journal's text names, if they lie there as it says.
int lost_of(const PulledKey& key, const std::string& journal, int& closed) {
  const auto read = evidence::read_journal(journal);
  if (!read) return 1;
  int lost = 0;
  for (const auto& line : read->lines) {
    if (line.event != "part") continue;
    ++closed;
    const std::string name = evidence::text_of(line.fields, "name");
    const std::string bytes = key.content(folder + "/parts/" + name);
    const std::string hash = evidence::hex(evidence::sha256(bytes_of(bytes)));
    if (hash != evidence::text_of(line.fields, "sha256")) ++lost;
  }
  return lost;
}

// The lines of a journal that are certain, without a torn end.
std::string whole_lines(const std::string& text) { return text.substr(0, text.rfind('\n') + 1); }

bool is_whole(const std::string& archive) {
  const auto checked = evidence::check_archive(MemoryReader(bytes_of(archive)), {});
  return checked && checked->verdict.whole;
}

struct Expected {
  Told told;
  std::uint64_t calls = 0;
  std::uint64_t bytes = 0;
};

Expected left_alone(Of of) {
  PulledKey key(1);
  WholeRun run{of};
  const auto done = run.go(key);
  INFO((done ? "" : done.error().what));
  REQUIRE(done);
  Expected made{told_by(parts_in(key.content(WholeRun::archive)), run.expert), key.calls(),
                key.bytes_written()};
  REQUIRE(is_whole(key.content(WholeRun::archive)));
  REQUIRE(made.told.trouble.empty());
  return made;
}

const Expected& uninterrupted(Of of) {
  static const Expected practice = left_alone(Of::practice);
  static const Expected few_files = left_alone(Of::few_files);
  return of == Of::practice ? practice : few_files;
}

/// A run with one fault after the other, then to its end.
class Cut {
 public:
  Cut(Of of, std::uint64_t seed, Count& count) : key_(seed), run_{of}, count_(count) {}

  void suffer(Fault fault, std::uint64_t at) {
    key_.plan(fault, at);
    static_cast<void>(run_.go(key_));
    if (!key_.has_struck()) return key_.plan(Fault::none, 0);
    ++count_.cuts;
    // Without case.json there is no case yet: what its making left is taken away by the next run.
    const bool is_case = !key_.certain(folder + "/case.json").empty();
    const std::string certain = is_case ? whole_lines(key_.certain(journal_path)) : "";
    key_.plug_in();
    int lost = lost_of(key_, certain, count_.parts_closed);
    if (!key_.content(journal_path).starts_with(certain)) ++lost;
    count_.parts_lost += lost;
    INFO("fault " << static_cast<int>(fault) << " at call " << at << "\n"
                  << certain << "\nand then\n"
                  << key_.content(journal_path));
    CHECK(lost == 0);  // here, where the seed and the journal can be told
    look_at_archive(WholeRun::archive);
    look_at_archive(std::string(WholeRun::archive) + ".partial");
  }

  void finish() {
    const auto done = run_.go(key_);
    INFO((done ? "" : done.error().what));
    REQUIRE(done);
    const std::string archive = key_.content(WholeRun::archive);
    REQUIRE(is_whole(archive));
    const Told told = told_by(parts_in(archive), run_.expert);
    const Told& expected = uninterrupted(run_.of).told;
    CHECK(told.trouble.empty());
    CHECK(told.outcomes == expected.outcomes);
    CHECK(told.findings == expected.findings);
    CHECK(told.files == expected.files);
    CHECK(told.own == expected.own);
    const auto journal = evidence::read_journal(key_.content(journal_path));
    REQUIRE(journal);
    for (const auto& line : journal->lines) {
      if (line.event == "resumed") ++count_.gone_on;
      if (line.event == "end" && evidence::text_of(line.fields, "how") == "interrupted") {
        ++count_.begun_again;
      }
    }
  }

 private:
  // An archive that verifies holds everything, whenever the cut came.
  void look_at_archive(const std::string& path) {
    if (!key_.has(path)) return;
    const std::string bytes = key_.content(path);
    const bool verifies = is_whole(bytes);
    if (path == WholeRun::archive) CHECK(verifies);
    if (!verifies) return;
    const Told told = told_by(parts_in(bytes), run_.expert);
    const Told& expected = uninterrupted(run_.of).told;
    if (told.outcomes != expected.outcomes || told.files != expected.files) {
      ++count_.archives_not_whole;
    }
  }

  PulledKey key_;
  WholeRun run_;
  Count& count_;
};

void check(const char* what, const Count& count) {
  fmt::print(
      "{}: {} cuts, {} closed parts looked at, {} lost, {} archives that verify and are not "
      "whole, {} steps gone on with, {} begun again\n",
      what, count.cuts, count.parts_closed, count.parts_lost, count.archives_not_whole,
      count.gone_on, count.begun_again);
  CHECK(count.parts_lost == 0);
  CHECK(count.archives_not_whole == 0);
}

std::uint64_t seed() {
  const char* given = std::getenv("TROUSSE_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 20261124;
}

}  // namespace

TEST_CASE("an uninterrupted run takes, finds, and says each thing once") {
  for (const Of of : {Of::practice, Of::few_files}) {
    const Expected& all = uninterrupted(of);
    CHECK(all.told.outcomes.size() > 10);
    CHECK(all.told.files.size() > 20);
    CHECK_FALSE(all.told.findings.empty());
    for (const auto* lines : {&all.told.outcomes, &all.told.files}) {
      for (const auto& line : *lines) CHECK(lines->count(line) == 1);
    }
    fmt::print("uninterrupted: {} calls, {} bytes written, {} outcomes, {} files, {} findings\n",
               all.calls, all.bytes, all.told.outcomes.size(), all.told.files.size(),
               all.told.findings.size());
  }
}

TEST_CASE("the power goes at each call of a run in turn, and the run goes on") {
  Count count;
  for (std::uint64_t at = 1; at <= uninterrupted(Of::few_files).calls; ++at) {
    // Three times: what of the unsynced is left is another each time.
    for (std::uint64_t time = 0; time < 3; ++time) {
      INFO("cut at call " << at << ", seed " << seed() << " time " << time);
      Cut cut(Of::few_files, seed() + 3 * at + time, count);
      cut.suffer(Fault::cut, at);
      cut.finish();
    }
  }
  check("power cut at each call, three times", count);
  CHECK(count.gone_on > 0);
}

TEST_CASE("the key is pulled at each call, or one call fails, and the run goes on") {
  Count count;
  for (std::uint64_t at = 1; at <= uninterrupted(Of::few_files).calls; ++at) {
    for (const Fault fault : {Fault::pulled, Fault::error}) {
      INFO("fault " << static_cast<int>(fault) << " at call " << at << ", seed " << seed());
      Cut cut(Of::few_files, seed() + at, count);
      cut.suffer(fault, at);
      cut.finish();
    }
  }
  check("pulled key, failing call", count);
}

TEST_CASE("the key is full at a random byte, then has room again, and the run goes on") {
  Count count;
  std::mt19937_64 random(seed());
  for (int i = 0; i < 200; ++i) {
    const std::uint64_t at = random() % uninterrupted(Of::few_files).bytes;
    INFO("full at byte " << at << ", seed " << seed());
    Cut cut(Of::few_files, random(), count);
    cut.suffer(Fault::no_space, at);
    cut.finish();
  }
  check("full key", count);
}

TEST_CASE("several cuts of one run, anywhere, lose nothing") {
  Count count;
  std::mt19937_64 random(seed() + 1);
  const auto aims = uninterrupted(Of::few_files).calls;
  while (count.cuts < 500) {
    const std::uint64_t own = random();
    INFO("seed " << own);
    Cut cut(Of::few_files, own, count);
    const int times = 2 + static_cast<int>(random() % 4);
    for (int i = 0; i < times; ++i) {
      const Fault fault = random() % 4 == 0 ? Fault::pulled : Fault::cut;
      cut.suffer(fault, 1 + random() % (aims / 2));
    }
    cut.finish();
  }
  check("several cuts of one run", count);
}

namespace {

void cut_a_practice(const char* what, std::uint64_t every) {
  Count count;
  const auto calls = uninterrupted(Of::practice).calls;
  for (std::uint64_t at = 1 + seed() % every; at <= calls; at += every) {
    INFO("cut at call " << at << ", seed " << seed());
    Cut cut(Of::practice, seed() + at, count);
    cut.suffer(Fault::cut, at);
    cut.finish();
  }
  check(what, count);
}

}  // namespace

TEST_CASE("a run of the whole catalogue over an NTFS volume, cut here and there, goes on") {
  cut_a_practice("whole catalogue", 9);
}

TEST_CASE("the same, cut at each call", "[.long]") {
  cut_a_practice("whole catalogue, each call", 1);
}

namespace {

std::size_t begun(const PulledKey& key, std::string_view step) {
  const auto journal = evidence::read_journal(key.content(journal_path));
  REQUIRE(journal);
  return static_cast<std::size_t>(
      std::count_if(journal->lines.begin(), journal->lines.end(), [&](const auto& line) {
        return line.event == "begin" && evidence::text_of(line.fields, "step") == step;
      }));
}

}  // namespace

namespace {

/// A case as the guided path has it, onto a key in memory, whose person stops it as the test says.
class Guided {
 public:
  Guided() : key(1), opened(make(key)) {}

  /// Stopped by the person once that many artifacts were taken.
  Result<collectors::Collected> collect(playbooks::Tally& tally, int stop_after = -1) {
    std::stop_source person;
    step.stop = person.get_token();
    int taken = 0;
    step.events = [&](const Event& event) {
      const auto* artifact = std::get_if<Artifact>(&event);
      if (artifact == nullptr || !std::holds_alternative<Taken>(artifact->answer)) return;
      if (++taken == stop_after) person.request_stop();
    };
    return playbooks::collect(practice_disk(), opened, step, tally);
  }
  /// The fields of the last such line.
  evidence::Json last(std::string_view event) const {
    evidence::Json found;
    const auto journal = evidence::read_journal(key.content(journal_path));
    REQUIRE(journal);
    for (const auto& line : journal->lines) {
      if (line.event == event) found = line.fields;
    }
    return found;
  }

  PulledKey key;
  evidence::Case opened;
  playbooks::CollectStep step = [] {
    playbooks::CollectStep made;
    made.limits.file = 64 << 10;
    made.going_on.skip_done = made.going_on.leave_open = true;
    return made;
  }();

 private:
  static evidence::Case make(PulledKey& key) {
    evidence::NewCase wish;
    wish.folder = folder;
    wish.recipients = {evidence::age::Identity::generate().value().recipient()};
    auto made = evidence::Case::create(wish, &key);
    REQUIRE(made);
    return std::move(*made);
  }
};

}  // namespace

TEST_CASE(
    "the guided path goes on with a step that was stopped, and does none twice that is done") {
  Guided guided;
  playbooks::Tally stopped, whole, recalled;
  const auto cancelled = guided.collect(stopped, 5);
  REQUIRE_FALSE(cancelled);
  CHECK(cancelled.error().code == Errc::cancelled);
  const auto done = guided.collect(whole);
  REQUIRE(done);
  CHECK(done->taken > 10);
  CHECK(begun(guided.key, "collect") == 1);
  CHECK(evidence::number_of(guided.last("end"), "taken") == done->taken);
  CHECK(evidence::text_of(guided.last("end"), "how") == "done");

  Guided left_alone;
  playbooks::Tally alone;
  const auto at_once = left_alone.collect(alone);
  REQUIRE(at_once);
  CHECK(done->taken == at_once->taken);
  CHECK(done->questions == at_once->questions);
  CHECK(done->bytes == at_once->bytes);

  const auto again = guided.collect(recalled);
  REQUIRE(again);
  CHECK(begun(guided.key, "collect") == 1);
  CHECK(again->taken == done->taken);
  CHECK(recalled.facts().was_interrupted);
  CHECK(recalled.facts().families.size() == whole.facts().families.size());
}

TEST_CASE("a step that was stopped can be ended where it stands, and the case can be sealed") {
  Guided guided;
  evidence::SealOptions options;
  options.out = WholeRun::archive;
  options.readmes = {{"LISEZMOI.txt", "Bonjour\n"}};
  playbooks::Tally stopped, ended;
  REQUIRE_FALSE(guided.collect(stopped, 5));
  CHECK_FALSE(evidence::seal(guided.opened, options));

  guided.step.going_on.leave_open = false;
  guided.step.going_on.end_here = true;
  const auto collected = guided.collect(ended);
  REQUIRE(collected);
  CHECK(collected->taken == 5);
  CHECK(collected->skipped > 10);
  CHECK(begun(guided.key, "collect") == 1);
  const auto end = guided.last("end");
  CHECK(evidence::text_of(end, "how") == "cancelled");
  CHECK(evidence::number_of(end, "taken") == 5);

  playbooks::ScanStep scan;
  scan.options.only = {"ransom_notes"};
  scan.options.own_rules = false;
  scan.going_on = {{}, false, true, true, false};
  std::stop_source person;
  scan.stop = person.get_token();
  scan.events = [&](const Event& event) {
    if (std::holds_alternative<Finding>(event)) person.request_stop();
  };
  playbooks::Tally first, rest;
  REQUIRE_FALSE(playbooks::scan(practice_disk(), guided.opened, scan, first));
  CHECK_FALSE(evidence::seal(guided.opened, options));
  scan.stop = {};
  scan.going_on.end_here = true;
  const auto scanned = playbooks::scan(practice_disk(), guided.opened, scan, rest);
  REQUIRE(scanned);
  CHECK(scanned->findings > 0);
  CHECK(scanned->files > 0);
  CHECK(evidence::text_of(guided.last("end"), "how") == "cancelled");
  const auto sealed = evidence::seal(guided.opened, options);
  INFO((sealed ? "" : sealed.error().what));
  CHECK(sealed);
}
