// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/collectors/collecting.hpp"

using namespace trousse;
using namespace trousse::collectors;
using tests::Collecting;
using tests::FakeVolume;
using tests::Files;

TEST_CASE(
    "without notes and samples both questions are answered missing, and the census is there") {
  FakeVolume disk(Files{{"/a.txt", "x"}, {"/b.txt", "y"}});
  Collecting run;
  REQUIRE(run.run(disk));
  CHECK(run.told("absent ransom").size() == 2);
  const auto census = nlohmann::json::parse(run.ledger.bytes.at("census.json"));
  CHECK(census["volume"] == "C");
  CHECK(census["files"] == 2);
  CHECK(census["suspicious"].empty());
  CHECK(census["extensions"][0]["extension"] == "txt");
  CHECK(census["extensions"][0]["files"] == 2);
}

TEST_CASE("a second volume has a census of its own name") {
  FakeVolume disk(Files{{"/a.txt", "x"}});
  disk.facts.letter = "D";
  Collecting run;
  REQUIRE(run.run(disk));
  CHECK(run.ledger.bytes.count("census-D.json") == 1);
}
