// SPDX-License-Identifier: Apache-2.0
#include "formats/regular_expression.hpp"

#include <chrono>
#include <string>

#include "tests/support/catch.hpp"

using namespace trousse;
using formats::RegularExpression;
using Answer = RegularExpression::Answer;

namespace {

Answer searched(std::string_view expression, std::string_view text,
                RegularExpression::Options options = {}) {
  const auto compiled = RegularExpression::compile(expression, options);
  REQUIRE(compiled);
  return compiled->search(text);
}

}  // namespace

TEST_CASE("an expression is found anywhere, in its own case, with what PCRE knows") {
  CHECK(searched("b+c", "aabbbc") == Answer::yes);
  CHECK(searched("B", "abc") == Answer::no);
  CHECK(searched("B", "abc", {true, false, false}) == Answer::yes);
  CHECK(searched(R"(\d{4}(?!-))", "1234-5678") == Answer::yes);
  CHECK(searched(R"((a)\1)", "xaa") == Answer::yes);
  CHECK(searched("(?i)POWER", "power") == Answer::yes);
  CHECK(searched("", "") == Answer::yes);
}

TEST_CASE("lines and dots mean what their options say") {
  CHECK(searched("^b", "a\nb") == Answer::no);
  CHECK(searched("^b", "a\nb", {false, true, false}) == Answer::yes);
  CHECK(searched("a.b", "a\nb") == Answer::no);
  CHECK(searched("a.b", "a\nb", {false, false, true}) == Answer::yes);
}

TEST_CASE("a match is found behind the places that are tried at once, between letters") {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "\xC3\xA9";
  CHECK(searched("z$", text + "z") == Answer::yes);
  CHECK(searched("\xC3\xA9z", text + "z") == Answer::yes);
  CHECK(searched("(?<=\xC3\xA9)z", text + "z") == Answer::yes);
  CHECK(searched("^z", text + "z") == Answer::no);
  CHECK(searched("y", text) == Answer::no);
}

TEST_CASE("a text that is no UTF-8 is searched all the same") {
  CHECK(searched("b",
                 "a\xFF\xC3"
                 "b") == Answer::yes);
  CHECK(searched("^a.b$",
                 "a\xFF"
                 "b") == Answer::yes);
}

TEST_CASE("what is no expression is refused with where and why") {
  const auto open = RegularExpression::compile("a(b", {});
  REQUIRE_FALSE(open);
  CHECK(open.error().code == Errc::malformed);
  CHECK(open.error().what.find("parenthesis") != std::string::npos);
  CHECK(open.error().what.find("(at 3)") != std::string::npos);
  CHECK_FALSE(RegularExpression::compile(std::string(20'000, 'a'), {}));
  CHECK_FALSE(RegularExpression::compile("(((a{1,1000}){1,1000}){1,1000})", {}));
  CHECK_FALSE(RegularExpression::compile(std::string(5000, '(') + std::string(5000, ')'), {}));
}

TEST_CASE("an expression that would run for years gives up within a moment") {
  const auto before = std::chrono::steady_clock::now();
  CHECK(searched("(a+)+$", std::string(30'000, 'a') + "b") == Answer::gave_up);
  CHECK(searched("(x+x+)+y", std::string(30'000, 'x') + "zy") == Answer::gave_up);
  // Cheap at each place, dear over all of them.
  CHECK(searched("a.*b.*c", std::string(64'000, 'a')) != Answer::yes);
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(20));
}

TEST_CASE("the longest command line is searched whole") {
  CHECK(searched("(.){200,}", std::string(32'767, 'a')) == Answer::yes);
  CHECK(searched("(.){200,}$", std::string(32'767, 'a')) == Answer::yes);
}
