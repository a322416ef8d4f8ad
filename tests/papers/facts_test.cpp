// SPDX-License-Identifier: Apache-2.0
#include "papers/dates.hpp"
#include "papers/facts_json.hpp"
#include "papers/facts_report.hpp"
#include "tests/papers/sample.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::papers;
using words::Language;

TEST_CASE("Facts written as JSON are read back the same") {
  const Facts facts = tests::filled_facts();
  const std::string written = to_json(facts);
  const auto read = facts_from_json(written);
  INFO((read ? "" : read.error().what));
  REQUIRE(read);
  CHECK(to_json(*read) == written);
  CHECK(read->discovered == facts.discovered);
  CHECK(read->memory == Memory::in_hibernation_file);
  CHECK(read->contacts.practice.address == facts.contacts.practice.address);
  CHECK(read->observations.size() == 2);
  CHECK(read->points[1].answer == ControlPoint::Answer::to_review);
  CHECK(read->counts == facts.counts);
}

TEST_CASE("Facts with nothing in them are unknown, all of them") {
  const auto read = facts_from_json("{}");
  REQUIRE(read);
  CHECK(to_json(*read) == to_json(Facts{}));
  CHECK(read->complaint_hours == 72);
  CHECK(read->zone == "Europe/Paris");
}

TEST_CASE("A slip of the hand in the facts is an error that names its place") {
  const auto trouble = [](const char* json) {
    const auto read = facts_from_json(json);
    return read ? std::string("read") : read.error().what;
  };
  CHECK(trouble("[]") == "the facts are no JSON object");
  CHECK(trouble("{\"case_id\": 3}") == "facts: case_id is of another type");
  CHECK(trouble("{\"discoverd\": \"\"}") == "facts: discoverd is not a known field");
  CHECK(trouble("{\"machine\": {\"modle\": \"x\"}}") ==
        "facts: machine.modle is not a known field");
  CHECK(trouble("{\"discovered\": \"24/11/2026 19:05\"}") ==
        "facts: discovered is no moment such as 2026-11-24T19:05+01:00");
  CHECK(trouble("{\"memory\": \"gone\"}") == "facts: memory is not one of its words");
  CHECK(trouble("{\"log\": [{\"what\": \"x\"}, {\"when\": \"now\"}]}") ==
        "facts: log[1].when is no moment such as 2026-11-24T19:05+01:00");
  CHECK(trouble("{\"log\": [3]}") == "facts: log[0]. is no object");
  CHECK(trouble("{\"cnil_hours\": 4000000000}") == "facts: a time limit is longer than a year");
  CHECK(trouble("{\"cnil_hours\": 5000000000}") == "facts: cnil_hours is too large");
  CHECK(trouble("{\"cnil_hours\": -1}") == "facts: cnil_hours is of another type");
}

TEST_CASE("A moment is read with its offset, and never guessed") {
  const Utc evening = *from_iso8601("2026-11-24T18:05:00.0000000Z");
  CHECK(moment_of("2026-11-24T19:05+01:00") == evening);
  CHECK(moment_of("2026-11-24T19:05:00+01:00") == evening);
  CHECK(moment_of("2026-11-24T18:05Z") == evening);
  CHECK(moment_of("2026-11-24T14:05-04:00") == evening);
  CHECK(moment_of("2026-11-24T18:05:00.0000000Z") == evening);
  for (const char* wrong :
       {"", "2026-11-24", "2026-11-24T19:05", "2026-11-24 19:05+01:00", "2026-13-24T19:05Z",
        "2026-11-24T19:05+1:00", "2026-11-24T19:05+99:00", "2026-11-24T25:05Z", "hier"}) {
    INFO(wrong);
    CHECK_FALSE(moment_of(wrong));
  }
}

TEST_CASE("A report fills what a disk can tell, and leaves the rest to people") {
  const Facts facts = facts_of(tests::report_with_patients(), Names::masked, Language::english);
  CHECK(facts.case_id == "2026-11-24-7F3A");
  CHECK(facts.machine.disk_model == "Samsung SSD 870");
  CHECK(facts.machine.computer_name == "PC-CABINET");
  CHECK(facts.memory == Memory::in_hibernation_file);
  CHECK(facts.suggested == "ransomware");
  CHECK(facts.situation.empty());
  CHECK_FALSE(facts.discovered);
  CHECK(facts.earliest == from_iso8601("2026-11-24T17:42:00.0000000Z"));
  CHECK(facts.counts == std::array<std::uint64_t, 5>{0, 0, 1, 1, 1});
  CHECK(facts.scanned);
  REQUIRE(facts.not_read.size() == 1);
  CHECK(facts.not_read[0].find("BitLocker") != std::string::npos);
}
