// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "tests/support/catch.hpp"
#include "words/messages.hpp"

using namespace trousse;
using namespace trousse::words;

TEST_CASE("Sizes are powers of 1000, with one decimal below 10") {
  const auto fr = [](std::uint64_t bytes) { return size(bytes, Language::french); };
  const auto en = [](std::uint64_t bytes) { return size(bytes, Language::english); };
  CHECK(fr(0) == "0 octets");
  CHECK(en(999) == "999 bytes");
  CHECK(fr(1000) == "1,0 ko");
  CHECK(fr(1'400'000'000) == "1,4 Go");
  CHECK(en(1'400'000'000) == "1.4 GB");
  CHECK(en(9'949) == "9.9 kB");
  CHECK(en(9'950) == "10 kB");
  CHECK(en(999'499) == "999 kB");
  CHECK(en(999'500) == "1.0 MB");
  CHECK(fr(1'000'204'886'016) == "1,0 To");
  CHECK(fr(511'000'000'000) == "511 Go");
  CHECK(en(std::numeric_limits<std::uint64_t>::max()) == "18 EB");
}

TEST_CASE("Numbers are grouped by three") {
  CHECK(number(0, Language::english) == "0");
  CHECK(number(999, Language::english) == "999");
  CHECK(number(12345, Language::english) == "12,345");
  CHECK(number(12345, Language::french) ==
        "12\xC2\xA0"
        "345");
  CHECK(number(std::numeric_limits<std::uint64_t>::max(), Language::english) ==
        "18,446,744,073,709,551,615");
}

TEST_CASE("A moment is said in the order of each language, and always as UTC") {
  const auto time = from_iso8601("2026-11-23T19:04:05.0000000Z");
  REQUIRE(time);
  CHECK(moment(*time, Language::french) == "23/11/2026 \xC3\xA0 19 h 04 (UTC)");
  CHECK(moment(*time, Language::english) == "23 November 2026, 19:04 UTC");
  const auto early = from_iso8601("2026-01-02T03:04:05.0000000Z");
  REQUIRE(early);
  CHECK(moment(*early, Language::english) == "2 January 2026, 03:04 UTC");
}

TEST_CASE("A moment as text is read in its long and its short form") {
  CHECK(moment("2026-11-23T19:04:05.1234567Z", Language::english) == "23 November 2026, 19:04 UTC");
  CHECK(moment("2026-11-23T19:04:05Z", Language::english) == "23 November 2026, 19:04 UTC");
  CHECK(moment("yesterday\x1b[1m", Language::english) == "yesterday\\x1b[1m");
  CHECK(moment("", Language::english).empty());
}

TEST_CASE("A moment that no calendar holds is called impossible") {
  const Utc never{std::numeric_limits<std::int64_t>::max(), 0};
  CHECK(moment(never, Language::french) == "date impossible");
  CHECK(moment(never, Language::english) == "impossible date");
}
