// SPDX-License-Identifier: Apache-2.0
#include "cli/confirmed_time.hpp"

#include <cstdlib>
#include <ctime>

#include "tests/support/catch.hpp"

namespace trousse::cli {
namespace {

/// The zone of this computer, for one test.
class Zone {
 public:
  explicit Zone(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~Zone() {
    ::unsetenv("TZ");
    ::tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;
};

// As the zone database has it for Paris, without needing the database.
constexpr const char* paris = "CET-1CEST,M3.5.0,M10.5.0/3";

std::string utc_of(const std::string& typed) {
  const auto time = parse_confirmed_time(typed);
  return time ? to_iso8601(time->time).substr(0, 19) : time.error().what;
}

}  // namespace

TEST_CASE("A time with its zone is that moment, wherever the computer thinks it is") {
  const Zone zone(paris);
  CHECK(utc_of("2026-11-24 18:05Z") == "2026-11-24T18:05:00");
  CHECK(utc_of("2026-11-24T18:05:30+01:00") == "2026-11-24T17:05:30");
  CHECK(utc_of("2026-11-24 18:05 -04:00") == "2026-11-24T22:05:00");
  CHECK(parse_confirmed_time("2026-11-24 18:05:30Z")->precision == 1);
  CHECK(parse_confirmed_time("2026-11-24 18:05Z")->precision == 60);
  CHECK(parse_confirmed_time("2026-11-24 18:05Z")->zone_typed);
}

TEST_CASE("A time without a zone is one of the zone of this computer, summer and winter") {
  const Zone zone(paris);
  CHECK(utc_of("2026-11-24 18:05") == "2026-11-24T17:05:00");
  CHECK(utc_of("2026-07-14 18:05") == "2026-07-14T16:05:00");
  const auto summer = parse_confirmed_time("2026-07-14 18:05");
  REQUIRE(summer);
  CHECK_FALSE(summer->zone_typed);
  CHECK(zone_text(summer->zone) == "+02:00");
}

TEST_CASE("An hour that the clocks skip or show twice wants its zone") {
  const Zone zone(paris);
  CHECK(utc_of("2026-03-29 02:30").find("skip it") != std::string::npos);
  CHECK(utc_of("2026-10-25 02:30").find("twice") != std::string::npos);
  CHECK(utc_of("2026-10-25 02:30+02:00") == "2026-10-25T00:30:00");
}

TEST_CASE("What is no time is refused, and nothing is guessed") {
  const Zone zone("UTC0");
  for (const char* typed : {"",
                            "18:05",
                            "2026-11-24",
                            "24/11/2026 18:05",
                            "2026-11-24 18h05",
                            "2026-11-24 6:05",
                            "2026-02-30 18:05",
                            "2026-11-24 24:00",
                            "2026-11-24 18:60",
                            "2026-11-24 18:05:60",
                            "2026-11-24 18:05:5",
                            "2026-11-24  18:05",
                            "2026-11-24 18:05 CET",
                            "2026-11-24 18:05+1",
                            "2026-11-24 18:05+01:00 ",
                            "2026-11-24 18:05+15:00",
                            "2026-11-24 18:05+01:60",
                            "2026-11-24 18:05 now",
                            "0000-11-24 18:05",
                            "\x1b[2J"}) {
    INFO(typed);
    const auto time = parse_confirmed_time(typed);
    REQUIRE_FALSE(time);
    CHECK(time.error().code == Errc::usage);
    CHECK(time.error().what.find('\x1b') == std::string::npos);
    CHECK(time.error().what.find("write 2026-11-24 18:05") != std::string::npos);
  }
}

TEST_CASE("The offset is the smallest that agrees with what was typed") {
  const auto offset = [](const char* typed, std::int64_t system) {
    const auto time = parse_confirmed_time(typed);
    REQUIRE(time);
    return clock_offset(*time, Utc{time->time.seconds + system, 0});
  };
  CHECK(offset("2026-11-24 18:05Z", 0) == 0);
  CHECK(offset("2026-11-24 18:05Z", 59) == 0);   // the same minute
  CHECK(offset("2026-11-24 18:05Z", 60) == -1);  // the computer shows 18:06:00
  CHECK(offset("2026-11-24 18:05Z", -1) == 1);
  CHECK(offset("2026-11-24 18:05Z", -3600) == 3600);
  CHECK(offset("2026-11-24 18:05Z", 3660) == -3601);
  CHECK(offset("2026-11-24 18:05:00Z", 59) == -59);
}

}  // namespace trousse::cli
