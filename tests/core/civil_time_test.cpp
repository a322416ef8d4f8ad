// SPDX-License-Identifier: Apache-2.0
#include "core/civil_time.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;

namespace {

// "2026-11-27 19:05 +60", then "twice" for an hour that the clock shows twice.
std::string shown(const TimeZone& zone, std::string_view iso) {
  const auto moment = from_iso8601(iso);
  REQUIRE(moment);
  const CivilTime at = zone.at(*moment);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} {:+}{}", at.year, at.month, at.day, at.hour,
                     at.minute, at.utc_offset / 60, at.repeated ? " twice" : "");
}

void expect_paris(const TimeZone& paris) {
  CHECK(shown(paris, "2026-11-24T18:05:00.0000000Z") == "2026-11-24 19:05 +60");
  CHECK(shown(paris, "2026-07-14T22:30:00.0000000Z") == "2026-07-15 00:30 +120");
  // Spring: 2 h does not exist. Autumn: 2 h comes twice.
  CHECK(shown(paris, "2027-03-28T00:59:00.0000000Z") == "2027-03-28 01:59 +60");
  CHECK(shown(paris, "2027-03-28T01:00:00.0000000Z") == "2027-03-28 03:00 +120");
  CHECK(shown(paris, "2026-10-24T23:59:00.0000000Z") == "2026-10-25 01:59 +120");
  CHECK(shown(paris, "2026-10-25T00:30:00.0000000Z") == "2026-10-25 02:30 +120 twice");
  CHECK(shown(paris, "2026-10-25T01:30:00.0000000Z") == "2026-10-25 02:30 +60 twice");
  CHECK(shown(paris, "2026-10-25T02:00:00.0000000Z") == "2026-10-25 03:00 +60");
  CHECK(shown(paris, "2026-12-31T23:00:00.0000000Z") == "2027-01-01 00:00 +60");
}

}  // namespace

TEST_CASE("civil time follows summer and winter time of its place") {
  const auto paris = TimeZone::named("Europe/Paris");
  REQUIRE(paris);
  expect_paris(*paris);
  const auto reunion = TimeZone::named("Indian/Reunion");
  if (!reunion) {
    WARN("skipped: tzdata is not here");
    return;
  }
  CHECK_FALSE(paris->from_rule());
  CHECK(shown(*reunion, "2026-07-14T22:30:00.0000000Z") == "2026-07-15 02:30 +240");
}

TEST_CASE("without tzdata Paris keeps its time by rule, and says so; other places are refused") {
  const tests::TemporaryFolder empty;
  const auto paris = TimeZone::named("Europe/Paris", empty.path());
  REQUIRE(paris);
  CHECK(paris->from_rule());
  expect_paris(*paris);
  const auto other = TimeZone::named("Indian/Reunion", empty.path());
  REQUIRE_FALSE(other);
  CHECK(other.error().code == Errc::missing);
}

TEST_CASE("a name that is no time zone is refused, never taken for UTC") {
  const tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "Text", "not TZif at all");
  for (const char* name : {"", "/etc/localtime", "../etc/passwd", "Europe/../..", "Paris;rm",
                           "Europe/\x1b[2J", "Text", "Nowhere/City"}) {
    INFO(name);
    CHECK_FALSE(TimeZone::named(name, folder.path()));
  }
}

TEST_CASE("weekdays count from Sunday") {
  const auto paris = TimeZone::named("Europe/Paris");
  REQUIRE(paris);
  CHECK(paris->at(*from_iso8601("2026-11-27T18:05:00.0000000Z")).weekday == 5);  // a Friday
  CHECK(paris->at(*from_iso8601("2026-11-29T12:00:00.0000000Z")).weekday == 0);
}

TEST_CASE("the TZ of the process is left as it was") {
  const auto paris = TimeZone::named("Europe/Paris");
  REQUIRE(paris);
  ::setenv("TZ", "America/Guadeloupe", 1);
  (void)paris->at(Utc{0, 0});
  CHECK(std::string(std::getenv("TZ")) == "America/Guadeloupe");
  ::unsetenv("TZ");
  (void)paris->at(Utc{0, 0});
  CHECK(std::getenv("TZ") == nullptr);
}
