// SPDX-License-Identifier: Apache-2.0
#include "core/time.hpp"

#include "tests/support/catch.hpp"

using namespace trousse;

TEST_CASE("a FILETIME becomes the moment that Windows shows") {
  CHECK_FALSE(from_filetime(0));
  CHECK(to_iso8601(*from_filetime(116'444'736'000'000'000)) == "1970-01-01T00:00:00.0000000Z");
  CHECK(to_iso8601(*from_filetime(133'761'234'561'234'567)) == "2024-11-15T05:50:56.1234567Z");
  CHECK(to_iso8601(*from_filetime(1)) == "1601-01-01T00:00:00.0000001Z");
}

TEST_CASE("a time that no calendar holds is left blank, not invented") {
  CHECK(to_iso8601(*from_filetime(0xFFFF'FFFF'FFFF'FFFF)).empty());
  CHECK(to_iso8601({-62'135'596'801, 0}).empty());
}

TEST_CASE("a written time reads back as the same moment, and nothing else reads") {
  const Utc moment{1'795'456'800, 123'456'700};
  CHECK(from_iso8601(to_iso8601(moment)) == moment);
  CHECK_FALSE(from_iso8601("2026-02-30T00:00:00.0000000Z"));
  CHECK_FALSE(from_iso8601("2026-02-03T24:00:00.0000000Z"));
  CHECK_FALSE(from_iso8601("2026-02-03"));
  CHECK_FALSE(from_iso8601("2026-02-03T00:00:00.000000xZ"));
}
