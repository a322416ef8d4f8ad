// SPDX-License-Identifier: Apache-2.0
#include "evidence/rescue_code.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

const std::string groups[] = {"1234", "0001", "9999", "5050", "7777", "2468", "1357", "8080"};

std::string code_of(const std::string& between) {
  std::string text;
  for (const std::string& four : groups) {
    if (!text.empty()) text += between;
    text += four + RescueCode::check_digit(four);
  }
  return text;
}

// What the digit row of a French keyboard gives without Shift.
std::string unshifted(const std::string& text) {
  const std::string row[] = {"\u00e0", "&", "\u00e9", "\"", "'", "(", "-", "\u00e8", "_", "\u00e7"};
  std::string out;
  for (const char sign : text) {
    if (sign >= '0' && sign <= '9') {
      out += row[sign - '0'];
    } else {
      out += sign;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("a code is eight groups of five digits, never twice the same") {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto code = RescueCode::generate();
    REQUIRE(code);
    CHECK(code->text().size() == 47);
    CHECK(std::count(code->text().begin(), code->text().end(), '-') == 7);
    CHECK(RescueCode::parse(code->text())->text() == code->text());
    CHECK(seen.insert(code->text()).second);
  }
}

TEST_CASE("spaces, dots, dashes or nothing between groups are the same code") {
  const std::string code = code_of("-");
  for (const std::string between : {"-", " ", ".", "", " - ", "\n"}) {
    INFO("between: '" << between << "'");
    const auto read = RescueCode::parse(code_of(between));
    REQUIRE(read);
    CHECK(read->text() == code);
  }
}

TEST_CASE("a code typed without Shift on a French keyboard is read") {
  for (const std::string between : {"-", " ", ""}) {
    INFO("between: '" << between << "'");
    const auto read = RescueCode::parse(unshifted(code_of(between)));
    REQUIRE(read);
    CHECK(read->text() == code_of("-"));
  }
}

TEST_CASE("a code typed without Shift on other keyboards of French is read") {
  const std::vector<std::vector<std::string>> rows{
      // Belgium and Apple; France with Caps Lock; BEPO; NF Z71-300 - from 0 to 9
      {"\u00e0", "&", "\u00e9", "\"", "'", "(", "\u00a7", "\u00e8", "!", "\u00e7"},
      {"\u00c0", "&", "\u00c9", "\"", "'", "(", "-", "\u00c8", "_", "\u00c7"},
      {"*", "\"", "\u00ab", "\u00bb", "(", ")", "@", "+", "-", "/"},
      {"\u00bb", "\u00e0", "\u00e9", "\u00e8", "\u00ea", "(", ")", "\u2018", "\u2019", "\u00ab"}};
  for (const auto& row : rows) {
    std::string typed;
    for (const char sign : code_of(" ")) typed += sign == ' ' ? " " : row[std::size_t(sign - '0')];
    INFO(typed);
    const auto read = RescueCode::parse(typed);
    REQUIRE(read);
    CHECK(read->text() == code_of("-"));
  }
}

TEST_CASE("what is typed so far is checked group by group, on one keyboard for the whole code") {
  const std::string code = code_of(" ");
  for (std::size_t group = 1; group <= 8; ++group) {
    CHECK(RescueCode::groups_in(code.substr(0, group * 6 - 1)).value() == group);
    CHECK(RescueCode::groups_in(unshifted(code.substr(0, group * 6 - 1))).value() == group);
  }
  std::string wrong = code.substr(0, 17);
  wrong[14] = wrong[14] == '1' ? '2' : '1';
  CHECK(RescueCode::groups_in(wrong).error().what == "group 3");
  CHECK_FALSE(RescueCode::groups_in(code.substr(0, 8)));
  CHECK_FALSE(RescueCode::groups_in(""));
  CHECK_FALSE(RescueCode::groups_in("abcde"));
}

TEST_CASE("every code made here is read back from the unshifted row, or said to be ambiguous") {
  int read_back = 0;
  for (int i = 0; i < 300; ++i) {
    const auto code = RescueCode::generate();
    REQUIRE(code);
    const auto read = RescueCode::parse(unshifted(code->text()));
    if (read) {
      CHECK(read->text() == code->text());
      ++read_back;
    }
  }
  CHECK(read_back > 270);
}

TEST_CASE("each wrong digit and each swap of neighbours is caught, and its group is named") {
  const std::string code = code_of(" ");
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == ' ') continue;
    const std::string group = "group " + std::to_string(i / 6 + 1);
    for (char digit = '0'; digit <= '9'; ++digit) {
      if (digit == code[i]) continue;
      std::string wrong = code;
      wrong[i] = digit;
      const auto read = RescueCode::parse(wrong);
      REQUIRE_FALSE(read);
      CHECK(read.error().code == Errc::malformed);
      CHECK(read.error().what == group);
    }
    if (i + 1 < code.size() && code[i + 1] != ' ' && code[i] != code[i + 1]) {
      std::string wrong = code;
      std::swap(wrong[i], wrong[i + 1]);
      CHECK_FALSE(RescueCode::parse(wrong));
    }
  }
}

TEST_CASE("what is too short, too long or not digits is no code") {
  const std::string code = code_of("-");
  for (const std::string& wrong :
       {std::string(), std::string("1"), code.substr(0, 46), code + "1", code + "-12340",
        std::string("abc"), std::string(399, '-'), std::string(1000, '1'), code + "\xff"}) {
    CHECK_FALSE(RescueCode::parse(wrong));
  }
}

}  // namespace trousse::evidence
