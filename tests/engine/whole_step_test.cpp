// SPDX-License-Identifier: Apache-2.0
#include "playbooks/whole_step.hpp"

#include <vector>

#include "playbooks/steps.hpp"
#include "tests/engine/demonstration_disk.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::playbooks;
using namespace trousse::tests;

namespace {

EventSink into(std::vector<Progress>& told) {
  return [&told](const Event& event) {
    if (const auto* progress = std::get_if<Progress>(&event)) told.push_back(*progress);
  };
}

// What a bar shows of them: a total that stays, and a part of it that never gets smaller.
void check_goes_forward(const std::vector<Progress>& told) {
  std::uint64_t total = 0, done = 0, findings = 0;
  for (const Progress& progress : told) {
    if (progress.total == 0) {
      CHECK(total == 0);  // only before it is known
      continue;
    }
    if (total != 0) CHECK(progress.total == total);
    total = progress.total;
    CHECK(progress.done >= done);
    CHECK(progress.done <= total);
    CHECK(progress.findings >= findings);
    done = progress.done;
    findings = progress.findings;
  }
  CHECK(total > 0);
}

struct Practice {
  Practice() : examined(std::move(examine(demonstration_disk()).value())), opened(make(folder)) {}
  static evidence::Case make(const TemporaryFolder& folder) {
    evidence::NewCase wish;
    wish.folder = folder.path() / "case";
    wish.recipients = {evidence::age::Identity::generate().value().recipient()};
    return std::move(evidence::Case::create(wish).value());
  }
  TemporaryFolder folder;
  Examined examined;
  evidence::Case opened;
  Tally tally;
};

}  // namespace

TEST_CASE("the progress of two volumes is one, whatever each tells of itself") {
  std::vector<Progress> told;
  WholeStep whole("scan", into(told));
  whole.hear(Progress{"scan", "listing", 7, 0, 0, 0});
  whole.expect(10);
  whole.expect(30);
  whole.hear(Progress{"scan", "C:/a", 4, 10, 0, 2});
  whole.hear(Progress{"scan", "C:/b", 8, 10, 0, 3});
  whole.pass(10, 3);
  whole.hear(Progress{"scan", "D:/a", 0, 30, 0, 0});
  whole.hear(Progress{"scan", "D:/b", 31, 30, 0, 1});
  whole.pass(30, 1);
  check_goes_forward(told);
  REQUIRE(told.size() == 6);
  CHECK(told[0].done == 7);
  CHECK(told[1].done == 4);
  CHECK(told[1].total == 40);
  CHECK(told[3].done == 10);
  CHECK(told[3].findings == 3);
  CHECK(told[4].done == 40);
  CHECK(told[5].done == 40);
  CHECK(told[5].findings == 4);
}

TEST_CASE("the bars of a collection and of a scan go forward over a disk of two volumes") {
  Practice practice;
  const auto volumes = readable_volumes(practice.examined, std::nullopt);
  REQUIRE(volumes);
  REQUIRE(volumes->size() == 2);
  std::vector<Progress> told;
  SECTION("collection") {
    CollectStep step;
    step.events = into(told);
    REQUIRE(playbooks::collect(practice.examined, practice.opened, step, practice.tally));
    check_goes_forward(told);
  }
  SECTION("scan") {
    ScanStep step;
    step.options.only = {"ransom_notes", "encrypted_files"};
    step.options.own_rules = false;
    step.events = into(told);
    const auto done = playbooks::scan(practice.examined, practice.opened, step, practice.tally);
    REQUIRE(done);
    check_goes_forward(told);
    CHECK(told.back().done == told.back().total);
    CHECK(told.back().findings == done->findings);
  }
}
