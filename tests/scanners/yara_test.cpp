// SPDX-License-Identifier: Apache-2.0
#include "scanners/yara.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>

#include <fmt/format.h>

#include "scanners/rule_files.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using namespace trousse::scanners;

namespace {

using std::chrono::seconds;

std::shared_ptr<const YaraRules> rules_of(const std::string& text) {
  const TemporaryFolder folder;
  write_file(folder.path() / "test.yar", text);
  auto rules = YaraRules::load({(folder.path() / "test.yar").string()}, false);
  REQUIRE(rules);
  return *rules;
}

std::unique_ptr<YaraScanner> scanner_of(std::shared_ptr<const YaraRules> rules,
                                        seconds timeout = seconds(60)) {
  auto scanner = YaraScanner::create(std::move(rules), timeout);
  REQUIRE(scanner);
  return std::move(*scanner);
}

std::set<std::string> names(const std::vector<YaraHit>& hits) {
  std::set<std::string> found;
  for (const YaraHit& hit : hits) found.insert(hit.rule);
  return found;
}

std::string random_text(std::size_t count, unsigned seed) {
  std::mt19937_64 source(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(source());
  return bytes;
}

/// What the yara command says of a file; nothing when it is not installed.
std::optional<std::set<std::string>> said_by_command(const std::filesystem::path& rules,
                                                     const std::filesystem::path& file) {
  if (std::system("command -v yara >/dev/null 2>&1") != 0) return std::nullopt;
  const TemporaryFolder folder;
  const auto out = folder.path() / "out";
  const std::string externals = "-d filename= -d filepath= -d extension= -d filetype= -d owner=";
  const std::string command = fmt::format("yara -w {} '{}' '{}' > '{}'", externals, rules.string(),
                                          file.string(), out.string());
  REQUIRE(std::system(command.c_str()) == 0);
  std::set<std::string> found;
  const std::string text = read_file(out);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    found.insert(text.substr(at, text.find(' ', at) - at));
    at = end == std::string::npos ? text.size() : end + 1;
  }
  return found;
}

}  // namespace

TEST_CASE("a hit tells its rule, file, tags, meta and where the strings lie") {
  const auto scanner = scanner_of(rules_of(R"(
    rule seen : one two { meta: description = "d" number = 7 flag = true
      strings: $a = "needle" $b = "other" condition: $a or $b }
    rule unseen { strings: $a = "nowhere" condition: $a }
    private rule hidden { condition: true })"));
  const auto hits = scanner->scan(bytes_of("hay needle hay"), {});
  REQUIRE(hits);
  REQUIRE(hits->size() == 1);
  const YaraHit& hit = hits->front();
  CHECK(hit.rule == "seen");
  CHECK(hit.space.ends_with("test.yar"));
  CHECK(hit.tags == std::vector<std::string>{"one", "two"});
  CHECK(hit.meta == std::vector<std::pair<std::string, std::string>>{
                        {"description", "d"}, {"number", "7"}, {"flag", "true"}});
  CHECK(hit.strings == std::vector<std::pair<std::string, std::uint64_t>>{{"$a", 4}});
}

TEST_CASE("a hit tells at most 16 strings, and a scanner forgets the file before") {
  const auto scanner =
      scanner_of(rules_of("rule many { strings: $a = \"xy\" condition: #a > 20 }"));
  std::string text;
  for (int i = 0; i < 100; ++i) text += "xy ";
  const auto hits = scanner->scan(bytes_of(text), {});
  REQUIRE(hits);
  REQUIRE(hits->size() == 1);
  CHECK(hits->front().strings.size() == 16);
  CHECK(scanner->scan(bytes_of("xy"), {})->empty());
  CHECK(scanner->scan(std::span<const std::byte>(), {})->empty());
}

TEST_CASE("the externals of public rule sets hold this file's facts") {
  const auto scanner = scanner_of(rules_of(R"(
    rule facts { condition: filename == "a.exe" and filepath contains "Users" and
      extension == ".exe" and filetype == "EXE" and owner == "SYSTEM" })"));
  const YaraExternals about{"a.exe", "C:\\Users\\a.exe", ".exe", "EXE", "SYSTEM"};
  CHECK(scanner->scan(bytes_of("MZ"), about)->size() == 1);
  CHECK(scanner->scan(bytes_of("MZ"), {})->empty());
}

TEST_CASE("of a file that does not compile, the rules that do are used, the others are named") {
  const auto rules = rules_of(R"(
    import "pe"
    include "/etc/passwd"
    rule good { strings: $a = "a//}{" $r = /[}"\/]+{/ $h = { 61 [2-4] 62 } condition: any of them }
    rule unknown_variable { condition: not_declared == 1 } // } "
    rule leans_on_it { condition: unknown_variable }
    /* rule commented { */
    rule broken_regex { strings: $a = /a(/ condition: $a }
    global rule everywhere { condition: filesize > 0 }
    rule last { condition: pe.is_pe or good })");
  CHECK(rules->count() == 3);
  const auto scanner = scanner_of(rules);
  CHECK(names(*scanner->scan(bytes_of("a//}{"), {})) ==
        std::set<std::string>{"good", "last", "everywhere"});
  std::string told;
  for (const auto& line : rules->left_out()) told += line + "\n";
  INFO(told);
  CHECK(rules->left_out().size() == 4);
  for (const char* name :
       {"/etc/passwd", ": unknown_variable: ", ": leans_on_it: ", ": broken_regex: "}) {
    CHECK(told.find(name) != std::string::npos);
  }
}

TEST_CASE("one hopeless file does not take the others with it") {
  const TemporaryFolder folder;
  write_file(folder.path() / "a.yar", "rule ok { condition: true }");
  write_file(folder.path() / "b.yar", "this is no list of statements {{{");
  std::filesystem::create_directory(folder.path() / "sub");
  write_file(folder.path() / "sub" / "c.yara", "rule ok { condition: true }");
  write_file(folder.path() / "d.yar", std::string("rule z { condition: true }\0", 27));
  write_file(folder.path() / "readme.txt", "not looked at");
  const auto rules = YaraRules::load({folder.path().string()}, false);
  REQUIRE(rules);
  CHECK((*rules)->count() == 2);
  INFO((*rules)->left_out().front() + (*rules)->left_out().back());
  CHECK((*rules)->left_out().size() == 2);
}

TEST_CASE("rules that are not there are an error, not an empty scan") {
  const auto rules = YaraRules::load({"/nowhere/at/all.yar"}, false);
  REQUIRE_FALSE(rules);
  CHECK(rules.error().code == Errc::missing);
}

TEST_CASE("encoded rules do not show their text and compile like others") {
  const std::string text = "rule hidden { strings: $a = \"needle\" condition: $a }";
  const std::string encoded = encoded_rules(text);
  CHECK(encoded.find("needle") == std::string::npos);
  const TemporaryFolder folder;
  write_file(folder.path() / "x.yarx", encoded);
  const auto rules = YaraRules::load({folder.path().string()}, false);
  REQUIRE(rules);
  CHECK(scanner_of(*rules)->scan(bytes_of("a needle"), {})->size() == 1);
}

TEST_CASE("a scan whose time runs out says so") {
  const auto rules = rules_of(R"(
    rule slow { strings: $a = /([ab]{1,50}){1,40}x{100}/ condition:
      for all i in (1..1000000000) : (uint8(i) == 0x61) or $a })");
  const auto scanner = scanner_of(rules, seconds(1));
  const auto hits = scanner->scan(bytes_of(std::string(4'000'000, 'a')), {});
  REQUIRE_FALSE(hits);
  CHECK(hits.error().code == Errc::cancelled);
  CHECK(scanner_of(rules_of("rule any { condition: true }"))->scan(bytes_of("a"), {}));
}

TEST_CASE("content larger than a window gives the hits that the yara command gives") {
  constexpr std::size_t mebi = 1024 * 1024;
  std::string content = random_text(40 * mebi + 12345, 3);
  // A string across the end of the first window, and one twice in the overlap of two windows.
  content.replace(16 * mebi - 4, 8, "ACROSS-1");
  content.replace(15 * mebi + 100, 8, "OVERLAP2");
  content.replace(30 * mebi + 100, 8, "OVERLAP2");
  content.replace(content.size() - 8, 8, "THE-END3");
  content.replace(0, 8, "BEGINNER");
  const TemporaryFolder folder;
  write_file(folder.path() / "big.bin", content);
  write_file(folder.path() / "big.yar", R"(
    import "hash"
    import "math"
    rule across { strings: $a = "ACROSS-1" condition: $a }
    rule counted_once { strings: $a = "OVERLAP2" condition: #a == 2 }
    rule counted_twice { strings: $a = "OVERLAP2" condition: #a > 2 }
    rule at_the_end { strings: $a = "THE-END3" condition: $a at filesize - 8 }
    rule far_read { condition: uint32be(20971520) != 0 or uint8(20971523) >= 0 }
    rule head { condition: uint32be(0) == 0x42454749 and filesize == 41955385 }
    rule dense { condition: math.entropy(0, filesize) > 7.9 }
    rule hashed { condition: hash.md5(0, filesize) != "" and
      hash.md5(15728640, 2097152) == hash.md5(15728640, 2097152) }
    rule first_hash { condition: hash.sha256(0, 64) == hash.sha256(0, 64) }
    rule nothing { strings: $a = "IS-NOT-THERE" condition: $a })");
  const auto rules = YaraRules::load({(folder.path() / "big.yar").string()}, false);
  REQUIRE(rules);
  REQUIRE((*rules)->left_out().empty());
  const MemoryReader reader(bytes_of(content));
  const auto hits = scanner_of(*rules)->scan(reader, {});
  REQUIRE(hits);
  CHECK(names(*hits) == std::set<std::string>{"across", "counted_once", "at_the_end", "far_read",
                                              "head", "dense", "hashed", "first_hash"});
  const auto command = said_by_command(folder.path() / "big.yar", folder.path() / "big.bin");
  if (command) {
    CHECK(names(*hits) == *command);
  } else {
    WARN("the yara command is not installed: not compared");
  }
}

TEST_CASE("a program of Windows gives the same hits through windows as in memory") {
  DATA_OR_SKIP(data, "14-filetypes");
  const auto file = data / "google+magika" / "tests_data" / "mitra" / "pebin" / "pe64.exe";
  const auto rules = rules_of(R"(
    import "pe"
    rule is_pe { condition: pe.is_pe and pe.number_of_sections > 0 and uint16(0) == 0x5A4D }
    rule is_64 { condition: pe.is_64bit() })");
  std::string content = read_file(file);
  const auto direct = scanner_of(rules)->scan(bytes_of(content), {});
  content.resize(20 * 1024 * 1024);
  const auto windows = scanner_of(rules)->scan(MemoryReader(bytes_of(content)), {});
  REQUIRE(direct);
  REQUIRE(windows);
  CHECK(names(*direct) == std::set<std::string>{"is_pe", "is_64"});
  CHECK(names(*windows) == names(*direct));
}

TEST_CASE("a public rule set compiles whole") {
  DATA_OR_SKIP(data, "07-yara");
  const auto set = data / "bartblaze+Yara-rules";
  const auto rules = YaraRules::load({set.string()}, false);
  REQUIRE(rules);
  CHECK((*rules)->count() > 50);
  CHECK((*rules)->left_out().empty());
}

TEST_CASE("our own rules compile, all of them") {
  const auto rules = YaraRules::load({}, true);
  REQUIRE(rules);
  CHECK((*rules)->left_out().empty());
  CHECK((*rules)->count() >= 25);
}
