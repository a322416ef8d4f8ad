// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_condition.hpp"

#include <set>

#include "tests/formats/sigma_case.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::tests;
using formats::read_sigma_condition;
using formats::SigmaCondition;

namespace {

const std::vector<std::string> names{"a", "b", "c", "sel_x", "sel_y", "_sel_z"};

/// The tree in words: "any(a all(b not(c)))".
std::string spelled(const SigmaCondition& condition) {
  if (condition.kind == SigmaCondition::Kind::selection) return names[condition.selection];
  std::string parts;
  for (const auto& part : condition.parts) {
    if (!parts.empty()) parts += ' ';
    parts += spelled(part);
  }
  const bool all = condition.kind == SigmaCondition::Kind::all;
  const bool negated = condition.kind == SigmaCondition::Kind::negation;
  return (negated ? "not(" : all ? "all(" : "any(") + parts + ")";
}

std::string tree(std::string_view text) {
  const auto read = read_sigma_condition(text, names);
  return read ? spelled(*read) : read.error().what;
}

}  // namespace

TEST_CASE("not binds before and, and before or, brackets before all") {
  CHECK(tree("a") == "a");
  CHECK(tree("a or b and not c") == "any(a all(b not(c)))");
  CHECK(tree("not a and b or c") == "any(all(not(a) b) c)");
  CHECK(tree("not (a or b) and c") == "all(not(any(a b)) c)");
  CHECK(tree("not not a") == "not(not(a))");
  CHECK(tree("a OR b AND NOT c") == "any(a all(b not(c)))");
  CHECK(tree("(a)and(b)\n or ( c )") == "any(all(a b) c)");
}

TEST_CASE("selections are taken together by their names, but for those that begin with _") {
  CHECK(tree("1 of sel_*") == "any(sel_x sel_y)");
  CHECK(tree("all of sel_*") == "all(sel_x sel_y)");
  CHECK(tree("any of sel*") == "any(sel_x sel_y)");
  CHECK(tree("1 of *_x") == "sel_x");
  CHECK(tree("1 of s*x") == "sel_x");
  CHECK(tree("1 of _sel*") == "_sel_z");
  CHECK(tree("all of them") == "all(a b c sel_x sel_y)");
  CHECK(tree("1 of them and not 1 of sel_*") ==
        "all(any(a b c sel_x sel_y) not(any(sel_x sel_y)))");
  CHECK(tree("1 of a") == "a");
}

TEST_CASE("a condition that cannot be read says what is wrong") {
  CHECK(tree("") == "an empty condition");
  CHECK(tree("a and") == "the condition ends too early");
  CHECK(tree("not") == "the condition ends too early");
  CHECK(tree("(a or b") == "the condition ends too early");
  CHECK(tree("a or b)") == "')' in the condition");
  CHECK(tree("a b") == "'b' in the condition");
  CHECK(tree("and a") == "'and' in the condition");
  CHECK(tree("d") == "the condition names 'd', which no selection is");
  CHECK(tree("1 of other*") == "the condition names 'other*', which no selection is");
  CHECK(tree("2 of sel_*") == "'2' in the condition");
  CHECK(tree("1 of") == "the condition ends too early");
  CHECK(tree("a | count() by User > 10").find("counts events") != std::string::npos);
}

TEST_CASE("brackets and negations stop at 64 levels, and mentions at a number") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "a" + std::string(depth, ')');
  };
  CHECK(tree(nested(63)) == "a");
  CHECK(tree(nested(64)) == "a condition more than 64 levels deep");
  CHECK(tree(nested(500'000)) == "a condition more than 64 levels deep");
  std::string negations;
  for (int i = 0; i < 100'000; ++i) negations += "not ";
  CHECK(tree(negations + "a") == "a condition more than 64 levels deep");
  std::string long_one = "1 of them";
  for (int i = 0; i < 50'000; ++i) long_one += " or 1 of them";
  CHECK(tree(long_one) == "a condition that is too long");
}

TEST_CASE("conditions hold as logic has it, whatever order they are tried in") {
  const auto holds = [](std::string_view condition, bool a, bool b, bool c) {
    const std::string rule =
        rule_with("  a: {A: x}\n  b: {B|contains: x}\n  c: {C|re: x}\n  condition: " +
                  std::string(condition) + "\n");
    return answer(rule,
                  process({{"A", a ? "x" : "o"}, {"B", b ? "x" : "o"}, {"C", c ? "x" : "o"}}));
  };
  for (int bits = 0; bits < 8; ++bits) {
    const bool a = (bits & 1) != 0;
    const bool b = (bits & 2) != 0;
    const bool c = (bits & 4) != 0;
    const auto said = [](bool yes) { return yes ? "yes" : "no"; };
    CHECK(holds("c or b and not a", a, b, c) == said(c || (b && !a)));
    CHECK(holds("not (c or b) and a", a, b, c) == said(!(c || b) && a));
    CHECK(holds("1 of them", a, b, c) == said(a || b || c));
    CHECK(holds("all of them", a, b, c) == said(a && b && c));
    CHECK(holds("a and not 1 of b*", a, b, c) == said(a && !b));
    CHECK(holds("[a and b, c]", a, b, c) == said((a && b) || c));
  }
}
