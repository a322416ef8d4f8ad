// SPDX-License-Identifier: Apache-2.0
#include "scanners/sums.hpp"

#include "evidence/hash.hpp"
#include "scanners/clamav_signatures.hpp"
#include "scanners/rule_files.hpp"
#include "scanners/sigma_rules.hpp"
#include "scanners/yara.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::scanners;
namespace fs = std::filesystem;

namespace {

std::string sum_of(const std::string& text) {
  return evidence::hex(evidence::sha256(std::as_bytes(std::span(text))));
}

}  // namespace

TEST_CASE("a rule file that SHA256SUMS contradicts is left out and named, the others are used") {
  const tests::TemporaryFolder folder;
  const std::string whole = "rule one { condition: false }";
  fs::create_directories(folder.path() / "more");
  tests::write_file(folder.path() / "whole.yar", whole);
  tests::write_file(folder.path() / "more" / "damaged.yar", "rule two { condition: true }");
  tests::write_file(folder.path() / "not_listed.yar", "rule three { condition: false }");
  tests::write_file(folder.path() / "SHA256SUMS",
                    "# made on Monday\n" + sum_of(whole) + "  whole.yar\r\n" +
                        sum_of("rule two { condition: false }") + " *./more/damaged.yar\n");
  const auto rules = YaraRules::load({folder.path().string()}, false);
  REQUIRE(rules);
  CHECK((*rules)->count() == 2);
  REQUIRE((*rules)->left_out().size() == 1);
  CHECK((*rules)->left_out()[0].find("damaged.yar: damaged: SHA256SUMS") != std::string::npos);
}

TEST_CASE("a Sigma file that SHA256SUMS contradicts is named, and none of its rules is used") {
  const tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "one.yml", "title: changed");
  tests::write_file(folder.path() / "SHA256SUMS", sum_of("title: as it was") + "  one.yml\n");
  const auto rules = load_sigma_rules({folder.path().string()}, false);
  REQUIRE(rules);
  CHECK((*rules)->count() == 0);
  REQUIRE((*rules)->left_out().size() == 1);
  CHECK((*rules)->left_out()[0].find("one.yml: damaged") != std::string::npos);
}

TEST_CASE("signatures of ClamAV are refused when one file is not as it was summed, or is lacking") {
  const tests::TemporaryFolder folder;
  const std::string path = folder.path().string();
  tests::write_file(folder.path() / "own.hsb", "abc");
  CHECK(clam_signatures(path));
  tests::write_file(folder.path() / "SHA256SUMS", sum_of("abc") + "  own.hsb\n");
  CHECK(clam_signatures(path));
  tests::write_file(folder.path() / "own.hsb", "abd");
  const auto damaged = clam_signatures(path);
  REQUIRE_FALSE(damaged);
  CHECK(damaged.error().code == Errc::malformed);
  CHECK(damaged.error().what.find("own.hsb") != std::string::npos);
  fs::remove(folder.path() / "own.hsb");
  CHECK_FALSE(clam_signatures(path));
}

TEST_CASE("what is no signature may change beside the signatures, the list of sums too") {
  const tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "own.hsb", "abc");
  tests::write_file(folder.path() / "readme.txt", "another day");
  // As `sha256sum * > SHA256SUMS` writes it: the list was there already, and empty.
  tests::write_file(folder.path() / "SHA256SUMS",
                    sum_of("") + "  SHA256SUMS\n" + sum_of("abc") + "  own.hsb\n" +
                        sum_of("one day") + "  readme.txt\n" + sum_of("") + "  /dev/zero\n");
  CHECK(clam_signatures(folder.path().string()));
}

TEST_CASE("a SHA256SUMS without a sum in it leaves out every file, a folder without one none") {
  const tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "one.yar", "rule one { condition: false }");
  const auto all = YaraRules::load({folder.path().string()}, false);
  REQUIRE(all);
  CHECK((*all)->count() == 1);
  tests::write_file(folder.path() / "SHA256SUMS", "d41d8cd98f00b204e9800998ecf8427e  one.yar\n");
  const auto none = YaraRules::load({folder.path().string()}, false);
  REQUIRE(none);
  CHECK((*none)->count() == 0);
  CHECK((*none)->left_out().size() == 1);
  CHECK_FALSE(clam_signatures(folder.path().string()));
}
