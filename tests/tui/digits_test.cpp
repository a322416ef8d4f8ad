// SPDX-License-Identifier: Apache-2.0
#include "tui/digits.hpp"

#include <fmt/format.h>

#include "tests/support/catch.hpp"

using namespace trousse::tui;

namespace {

std::string hour(std::string_view typed) {
  const auto read = read_hour(typed);
  return read ? fmt::format("{:02}:{:02}", read->hour, read->minute) : "-";
}

std::string date(std::string_view typed) {
  const auto read = read_date(typed, 2026);
  return read ? fmt::format("{}-{:02}-{:02}", read->year, read->month, read->day) : "-";
}

}  // namespace

TEST_CASE("an hour is understood as people write it") {
  for (const char* typed : {"18h05", "18 h 05", "18:05", "1805", "18.05", "18H05", " 18h05 "}) {
    INFO(typed);
    CHECK(hour(typed) == "18:05");
  }
  CHECK(hour("18h") == "18:00");
  CHECK(hour("18") == "-");
  CHECK(hour("9h05") == "09:05");
  CHECK(hour("905") == "09:05");
  CHECK(hour("0000") == "00:00");
  CHECK(hour("23:59") == "23:59");
}

TEST_CASE("what is no hour is refused") {
  for (const char* typed : {"", "24h00", "18h60", "18h5", "h05", "1h2h3", "soir", "12345", "-1h00",
                            "18h05h", "::", "99", "1 8 0 5 0"}) {
    INFO(typed);
    CHECK(hour(typed) == "-");
  }
}

TEST_CASE("a date is understood as people write it, and must be one of the calendar") {
  for (const char* typed : {"23/11/2026", "23/11/26", "23/11", "23-11-2026", "23.11.2026",
                            "23 11 2026", "23112026", "23:11:2026"}) {
    INFO(typed);
    CHECK(date(typed) == "2026-11-23");
  }
  CHECK(date("29/02/2028") == "2028-02-29");
  for (const char* typed : {"", "29/02/2026", "31/11/2026", "0/1/2026", "1/13/2026", "23", "hier",
                            "1/1/1", "1/1/20260", "1/1/1/1", "//"}) {
    INFO(typed);
    CHECK(date(typed) == "-");
  }
}

TEST_CASE("the digit row without Shift is read, of French, Belgian and B\u00c9PO keyboards") {
  CHECK(reads_as("&é\"'(-è_çà", "1234567890"));
  CHECK(reads_as("&é\"'(§è!çà", "1234567890"));
  CHECK(reads_as("\"«»()@+-/*", "1234567890"));
  CHECK(reads_as("12 34 5", "12345"));
  CHECK(hour("&_hà(") == "18:05");
  CHECK(date("é\"/&&/éàé-") == "2026-11-23");
}

TEST_CASE(
    "the digit row is read on each keyboard of the key, with Shift, without it, with Caps Lock") {
  struct Typed {
    const char* keyboard;
    const char* row;
  };
  constexpr Typed rows[] = {{"fr", "&é\"'(-è_çà"},   {"fr", "&É\"'(-È_ÇÀ"},
                            {"be", "&é\"'(§è!çà"},   {"be", "&É\"'(§È!ÇÀ"},
                            {"bepo", "\"«»()@+-/*"}, {"ch-fr", "+\"*ç%&/()="},
                            {"us", "!@#$%^&*()"}};
  for (const Typed& typed : rows) {
    INFO(typed.keyboard << " " << typed.row);
    CHECK(as_digits(typed.row, "", typed.keyboard) == "1234567890");
    CHECK(as_digits("1234567890", "", typed.keyboard) == "1234567890");
    CHECK(reads_as(typed.row, "1234567890"));
  }
}

TEST_CASE("where two keyboards differ, the one that is set decides") {
  CHECK(as_digits("\"(-", "", "fr") == "356");
  CHECK(as_digits("\"(-", "", "be") == "356");  // its own row has no dash: the next one is read
  CHECK(as_digits("\"(-", "", "bepo") == "148");
  CHECK(as_digits("\"", "", "ch-fr") == "2");
  CHECK(as_digits("&", "", "us") == "7");
  REQUIRE(read_hour("-h", "bepo"));
  CHECK(read_hour("-h", "bepo")->hour == 8);
  CHECK(read_hour("-h", "fr")->hour == 6);
}

TEST_CASE("a character that two keyboards read otherwise gives both readings") {
  const auto readings = digit_readings("\"(-");  // 356 in French, 148 in BÉPO
  CHECK(std::find(readings.begin(), readings.end(), "356") != readings.end());
  CHECK(std::find(readings.begin(), readings.end(), "148") != readings.end());
}

TEST_CASE("what no keyboard gives as a digit has no reading, and is shown as it stands") {
  CHECK(digit_readings("12a4").empty());
  CHECK(as_digits("12a4") == "12a4");
  CHECK(digit_readings("\xFF\xFE").empty());
}

TEST_CASE("a group of a recovery key is divisible by eleven and not too large") {
  CHECK(is_recovery_group("000011"));
  CHECK(is_recovery_group("720885"));
  CHECK_FALSE(is_recovery_group("720896"));  // 65536 * 11
  CHECK_FALSE(is_recovery_group("000012"));
  CHECK_FALSE(is_recovery_group("00011"));
  CHECK_FALSE(is_recovery_group("0000110"));
  CHECK_FALSE(is_recovery_group("00a011"));
}
