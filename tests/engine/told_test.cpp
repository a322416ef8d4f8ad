// SPDX-License-Identifier: Apache-2.0
#include "playbooks/told.hpp"

#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::playbooks;

TEST_CASE("sources are read back, and lines that are none are passed over") {
  const auto all = sources_told(
      "noise\n"
      R"({"path":"/dev/sda","kind":"block_device","size":1000,"read_only":true,)"
      R"("volumes":[{"number":1,"letter":"C","file_system":"ntfs","hibernation":"no"},7,"x"]})"
      "\n{\"no\":\"path\"}\n[1,2]\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0].info.path == "/dev/sda");
  CHECK(all[0].info.read_only);
  REQUIRE(all[0].volumes.size() == 1);
  CHECK(all[0].volumes[0].letter == "C");
}

TEST_CASE("a child that tells endless sources is cut") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "{\"path\":\"/dev/x\"}\n";
  CHECK(sources_told(text).size() == 64);
  CHECK(sources_told("").empty());
}

TEST_CASE("a new case tells its folder, its number and its code") {
  const auto made = case_told(
      "{\"step\":\"case\",\"case\":\"2026-11-23-K7QF2M\",\"folder\":\"/key/a\"}\n"
      "{\"step\":\"rescue_code\",\"code\":\"12344-56781\"}\n");
  REQUIRE(made);
  CHECK(made->id == "2026-11-23-K7QF2M");
  CHECK(made->folder == "/key/a");
  CHECK(made->rescue_code == "12344-56781");
  CHECK_FALSE(case_told("{}"));
  CHECK_FALSE(case_told(""));
}

TEST_CASE("a summary fills in its numbers, and one of another type changes nothing") {
  StepEnded ended;
  ended.kind = StepKind::scan;
  summary_told(R"({"step":"scan","files":120,"findings":3,"failed":"many"})", ended);
  CHECK(ended.files == 120);
  CHECK(ended.findings == 3);
  CHECK(ended.failed == 0);
  summary_told(R"({"step":"collect","files":7})", ended);
  CHECK(ended.files == 120);
}

TEST_CASE("a seal tells its archive and its fingerprint") {
  const auto sealed = seal_told(
      R"({"step":"seal","archive":"/key/a.zip","size":5,"sha256":"ab","short_fingerprint":"1 2 3 4"})");
  REQUIRE(sealed);
  CHECK(sealed->archive == "/key/a.zip");
  CHECK(sealed->short_fingerprint == "1 2 3 4");
  CHECK(sealed->sha256 == "ab");
  CHECK_FALSE(seal_told("sealed"));
}

TEST_CASE("Of a step that went on after a cut, its own counts take the place of its events") {
  Tally tally;
  tally.hear(Finding{});
  recall_told(R"({"step":"scan","files":3})", StepKind::scan, tally);
  CHECK_FALSE(tally.facts().was_interrupted);
  CHECK(tally.facts().findings_in_all == 1);
  recall_told(
      R"({"step":"scan","before":{"troubles":2,"findings":51,"levels":[0,1,"x",0,49,9],)"
      R"("kinds":[["ransom_note","critical","probable",49],["x"],7,["yara","low","certain",1]],)"
      R"("families":{"registry":[3,1,0,0,0,700]}}})",
      StepKind::scan, tally);
  const auto facts = tally.facts();
  CHECK(facts.was_interrupted);
  CHECK(facts.findings_in_all == 51);
  CHECK(facts.troubles_in_all == 2);
  CHECK(facts.earlier_levels == std::array<std::uint64_t, 5>{0, 1, 0, 0, 49});
  CHECK(facts.earlier_kinds.size() == 2);
  CHECK(facts.earlier_kinds.at({"ransom_note", Severity::critical, Certainty::probable}) == 49);
  CHECK(facts.families.at("registry").taken == 3);
  CHECK(facts.families.at("registry").bytes == 700);
}
