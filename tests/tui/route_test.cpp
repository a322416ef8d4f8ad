// SPDX-License-Identifier: Apache-2.0
#include "tui/route.hpp"

#include "tests/support/catch.hpp"
#include "tests/tui/sheet.hpp"

using namespace trousse;
using namespace trousse::tests;

TEST_CASE("a choice that names a sheet leads to it, another goes on") {
  auto route = tui::next(tui::begin(small_library()), "now");
  CHECK(tui::next(route, "ransom").current().id == "network");
  CHECK(tui::next(route, "unknown").current().id == "later");
}

TEST_CASE("the way back finds the step before, over sheets") {
  auto route = tui::next(tui::next(tui::begin(small_library()), "now"), "ransom");
  auto earlier = tui::before(route);
  REQUIRE(earlier);
  CHECK(earlier->current().id == "see");
  CHECK(earlier->answers.at("see") == "ransom");
  CHECK_FALSE(tui::before(tui::begin(small_library())));
}

TEST_CASE("a step whose condition does not hold is passed over, and not counted") {
  auto library = small_library();
  library[0].steps[2].when = {{"see", {"mail"}}};
  auto route = tui::next(tui::begin(library), "now");
  CHECK(route.place() == std::pair(2u, 2u));
  CHECK(tui::next(route, "unknown").at_end());
  CHECK(tui::next(route, "mail").current().id == "later");
}

TEST_CASE("a condition may name a fact, which is no where nobody stated it") {
  auto library = small_library();
  library[0].steps[0].when = {{"disk.windows", {"no"}}};
  CHECK(tui::begin(library).current().id == "hour");
  library[0].steps[0].when = {{"disk.windows", {"yes"}}};
  CHECK(tui::begin(library).current().id == "see");
}

TEST_CASE("a sheet without steps is at its end") {
  auto library = small_library();
  library[0].steps.clear();
  CHECK(tui::begin(library).at_end());
  CHECK(tui::begin({}).at_end());
}
