// SPDX-License-Identifier: Apache-2.0
#include "formats/yaml.hpp"

#include <fmt/format.h>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using formats::parse_yaml;
using formats::Yaml;

namespace {

std::string complaint(std::string_view text) {
  const auto parsed = parse_yaml(text);
  if (parsed) return "parsed";
  CHECK(parsed.error().code == Errc::malformed);
  return parsed.error().what;
}

}  // namespace

TEST_CASE("a text with several documents gives each, with scalars as written and line numbers") {
  const auto parsed = parse_yaml(
      "# comment\n---\nname: One\npaths: ['a\\b', \"c\\nd\"]\nsize: 010\n"
      "---\nname: Two\nnothing:\nnested:\n- {key: 'x', value: yes}\n");
  REQUIRE(parsed);
  REQUIRE(parsed->size() == 2);
  const Yaml& one = (*parsed)[0];
  CHECK(one.text("name") == "One");
  CHECK(one.texts("paths") == std::vector<std::string>{"a\\b", "c\nd"});
  CHECK(one.text("size") == "010");
  CHECK(one.find("name")->line == 3);
  const Yaml& two = (*parsed)[1];
  CHECK(two.texts("name") == std::vector<std::string>{"Two"});
  REQUIRE(two.find("nothing") != nullptr);
  CHECK(two.find("nothing")->kind == Yaml::Kind::null);
  CHECK(two.text("nothing", "fallback") == "fallback");
  REQUIRE(two.find("nested")->items.size() == 1);
  CHECK(two.find("nested")->items[0].text("value") == "yes");
  CHECK(two.find("nested")->items[0].line == 10);
  CHECK(two.find("absent") == nullptr);
}

TEST_CASE("an empty text has no document") {
  REQUIRE(parse_yaml(""));
  CHECK(parse_yaml("")->empty());
  CHECK(parse_yaml("# only a comment\n")->empty());
}

TEST_CASE("an error names its line, counted from the line given") {
  CHECK(complaint("a: 1\nb: [1, 2\nc: 3\n").rfind("line 3", 0) == 0);
  CHECK(complaint("a: 1\na: 2\n") == "line 2: the key 'a' stands twice");
  CHECK(complaint("? [a, b]\n: 1\n").find("a key that is not a word") != std::string::npos);
  const auto later = parse_yaml("a: 1\na: 2\n", 100);
  REQUIRE_FALSE(later);
  CHECK(later.error().what == "line 101: the key 'a' stands twice");
}

TEST_CASE("an alias is written out with what it stands for") {
  const auto parsed = parse_yaml("base: &b [1, 2]\ncopy: *b\n");
  REQUIRE(parsed);
  CHECK((*parsed)[0].texts("copy") == std::vector<std::string>{"1", "2"});
}

TEST_CASE("an alias bomb stops at the bound instead of eating the memory") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    bomb += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n", i,
                        i - 1);
  }
  CHECK(complaint(bomb).find("more than 1000000 nodes") != std::string::npos);

  std::string heavy = "a: &a " + std::string(1 << 20, 'x') + "\nb:\n";
  for (int i = 0; i < 100; ++i) heavy += "- *a\n";
  CHECK(complaint(heavy).find("bytes of values") != std::string::npos);
}

TEST_CASE("a node that contains itself is refused") {
  CHECK(complaint("a: &a [*a]\n").find("unfinished node") != std::string::npos);
}

TEST_CASE("nesting is bounded at 64 levels, by aliases too, and far deeper does not crash") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + "x" + std::string(depth, ']');
  };
  CHECK(parse_yaml(nested(63)));
  CHECK(complaint(nested(64)).find("more than 64 levels") != std::string::npos);
  CHECK(complaint(nested(499)).find("more than 64 levels") != std::string::npos);
  CHECK_FALSE(parse_yaml(nested(200'000)));
  CHECK_FALSE(parse_yaml(std::string(200'000, '{')));
  CHECK(complaint("a: &a " + nested(40) + "\nb: " + std::string(40, '[') + "*a" +
                  std::string(40, ']'))
            .find("more than 64 levels") != std::string::npos);
}

TEST_CASE("a text over 16 MiB is refused unread, and hostile bytes are only text") {
  CHECK_FALSE(parse_yaml(std::string((16U << 20) + 1, 'a')));
  CHECK_FALSE(parse_yaml(std::string_view("a: \x01\0b\xff: [", 9)));
  CHECK_FALSE(parse_yaml("%YAML 9.9.9\n---\na"));
  CHECK_FALSE(parse_yaml("a: *nobody\n"));
  CHECK_FALSE(parse_yaml("\ta: 1\n"));
}

// yaml-cpp 0.7 does not see the value indicator of `{paths:['a']}`, which YAML 1.2 allows: it is
// said, with its line, and whoever reads documents one by one loses that one only.
TEST_CASE("the definitions of ForensicArtifacts parse, but one that is reported by its line") {
  DATA_OR_SKIP(folder, "17-artifact-definitions");
  std::size_t documents = 0;
  std::vector<std::string> complaints;
  const auto data = folder / "ForensicArtifacts+artifacts" / "artifacts" / "data";
  for (const auto& file : std::filesystem::directory_iterator(data)) {
    const auto parsed = parse_yaml(tests::read_file(file.path()));
    if (parsed) documents += parsed->size();
    if (!parsed) complaints.push_back(file.path().filename().string() + ": " + parsed.error().what);
  }
  CHECK(documents == 721);
  REQUIRE(complaints.size() == 1);
  CHECK(complaints[0].rfind("unix_common.yaml: line 14: ", 0) == 0);
}
