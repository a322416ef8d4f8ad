// SPDX-License-Identifier: Apache-2.0
#include "tui/route.hpp"

#include "tests/support/catch.hpp"
#include "tests/tui/sheet.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

const std::string now = "2026-11-23T17:05:00.0000000Z";

tui::Route at_the_choice() { return tui::next(tui::begin(small_library(), "general"), now); }

}  // namespace

TEST_CASE("a choice that names a sheet leads to it, another goes on") {
  CHECK(tui::next(at_the_choice(), "ransom").current().id == "network");
  CHECK(tui::next(at_the_choice(), "unknown").current().id == "later");
}

TEST_CASE("the way back finds the step before, over sheets") {
  const auto earlier = tui::before(tui::next(at_the_choice(), "ransom"));
  REQUIRE(earlier);
  CHECK(earlier->current().id == "see");
  CHECK_FALSE(tui::before(tui::begin(small_library(), "general")));
}

TEST_CASE("an answer that the sheet does not know is passed over: there is a way on") {
  CHECK(tui::next(at_the_choice(), "dance").current().id == "later");
}

TEST_CASE("free words and names of images are not kept in the path") {
  auto route = tui::next(at_the_choice(), "ransom");
  while (route.current().id != "disk") route = tui::next(std::move(route), "done");
  route = tui::next(std::move(route), "/images/Madame Dupont.img");
  route = tui::next(std::move(route), "rescue_code");
  REQUIRE(route.current().id == "notes");
  route = tui::next(std::move(route), "Madame Dupont a appel");
  CHECK(route.path->to_json().find("Dupont") == std::string::npos);
}

TEST_CASE("a library without the sheet is at its end") {
  CHECK(tui::begin(small_library(), "nowhere").at_end());
  CHECK(tui::begin(small_library(), "nowhere").place() == std::pair(0u, 0u));
}
