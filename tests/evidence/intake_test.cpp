// SPDX-License-Identifier: Apache-2.0
#include "evidence/intake.hpp"

#include "evidence/hash.hpp"
#include "evidence/part.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

// The entries of a closed part, by the expert's key.
std::map<std::string, std::string> entries_of(const TestCase& test, const std::string& part) {
  std::map<std::string, std::string> entries;
  const auto file = Files::disk().read(test.at("case") / "parts" / part);
  REQUIRE(file);
  const std::vector<age::Opener> openers{test.expert};
  auto tar = read_part(**file, openers);
  REQUIRE(tar);
  while (true) {
    const auto next = (*tar)->next();
    REQUIRE(next);
    if (!*next) return entries;
    std::string& content = entries[(*next)->entry.path];
    while (true) {
      const auto piece = (*tar)->read();
      REQUIRE(piece);
      if (piece->empty()) break;
      content += tests::text_of(*piece);
    }
  }
}

Result<Artifact> take(Intake& intake, const std::string& path, const Reader& reader,
                      std::uint64_t start = 0) {
  return intake.take(TestCase::question(), TestCase::origin(path), reader, start);
}

const Taken& taken(const Result<Artifact>& artifact) {
  REQUIRE(artifact);
  REQUIRE(std::holds_alternative<Taken>(artifact->answer));
  return std::get<Taken>(artifact->answer);
}

Absent absent(const Result<Artifact>& artifact) {
  REQUIRE(artifact);
  REQUIRE(std::holds_alternative<Absent>(artifact->answer));
  return std::get<Absent>(artifact->answer);
}

const std::string first_part = "001-collect.tar.zst.age";

}  // namespace

TEST_CASE("a question without an answer keeps a step from ending") {
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  REQUIRE((*intake)->ask(TestCase::question("A")));
  REQUIRE((*intake)->ask(TestCase::question("B")));
  REQUIRE((*intake)->ask(TestCase::question("B")));
  CHECK((*intake)->unanswered() == 2);
  const auto refused = (*intake)->finish(Intake::How::done);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::not_whole);
  REQUIRE((*intake)->note_absent(TestCase::question("A"), {}, Absent::Why::missing, ""));
  CHECK((*intake)->unanswered() == 1);
  CHECK_FALSE((*intake)->finish(Intake::How::done));
  CHECK_FALSE(seal(one, test.to("early.zip")));
  REQUIRE((*intake)->finish(Intake::How::cancelled));
  CHECK_FALSE((*intake)->finding({}));
  const auto entries = entries_of(test, first_part);
  const std::string& outcomes = entries.at("records/outcomes/001-001.jsonl");
  CHECK(outcomes.find("\"asked\":\"/**/B\",\"answer\":\"skipped\",\"detail\":\"cancelled\"") !=
        std::string::npos);
}

TEST_CASE("what cannot be read is filled with zeros and listed") {
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  const std::string content(3'000'000, 'x');

  PatchyReader bad_sectors(content, content.size());
  bad_sectors.bad = {{1'500'000, 10}, {2'990'000, 10'000}};
  const Taken one_file = taken(take(**intake, "/sectors", bad_sectors));
  CHECK(one_file.gaps == std::vector<Gap>{{1'499'136, 4'096}, {2'985'984, 14'016}});

  const PatchyReader shorter(content.substr(0, 2'000'000), content.size());
  CHECK(taken(take(**intake, "/short", shorter)).gaps == std::vector<Gap>{{2'000'000, 1'000'000}});

  PatchyReader broken(content, content.size());
  broken.bad = {{1'100'000, 1}};
  broken.error = Errc::malformed;
  CHECK(taken(take(**intake, "/broken", broken)).gaps ==
        std::vector<Gap>{{1'048'576, 3'000'000 - 1'048'576}});

  REQUIRE((*intake)->finish(Intake::How::done));
  const auto entries = entries_of(test, first_part);
  std::string expected = content;
  expected.replace(1'499'136, 4'096, 4'096, '\0');
  expected.replace(2'985'984, 14'016, 14'016, '\0');
  CHECK(entries.at("data/C/sectors") == expected);
  CHECK(hex(one_file.sha256) == hex(sha256(tests::bytes_of(expected))));
  CHECK(entries.at("data/C/short") == content.substr(0, 2'000'000) + std::string(1'000'000, '\0'));
  CHECK(entries.at("records/manifest/001.txt").find(hex(one_file.sha256) + "  data/C/sectors\n") !=
        std::string::npos);
}

TEST_CASE("a file of nothing is empty, and one of which nothing can be read has failed") {
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  CHECK(absent(take(**intake, "/empty", PatchyReader("", 0))).why == Absent::Why::empty);
  CHECK(absent(take(**intake, "/all-hole", PatchyReader("abc", 3), 3)).why == Absent::Why::empty);
  PatchyReader dead("abc", 3);
  dead.bad = {{0, 3}};
  CHECK(absent(take(**intake, "/dead", dead)).why == Absent::Why::failed);
  CHECK((*intake)->taken_bytes() == 0);
  REQUIRE((*intake)->finish(Intake::How::done));
}

TEST_CASE("bytes before the start are left out, and the outcome says so") {
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  const Taken tail = taken(take(**intake, "/j", PatchyReader("0123456789", 10), 6));
  CHECK(tail.start == 6);
  CHECK(tail.size == 4);
  CHECK((*intake)->taken_bytes() == 4);
  REQUIRE((*intake)->finish(Intake::How::done));
  CHECK(entries_of(test, first_part).at("data/C/j") == "6789");
}

TEST_CASE("a step that takes nothing still leaves its records") {
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step("scan"));
  REQUIRE(intake);
  REQUIRE((*intake)->finish(Intake::How::done));
  const auto entries = entries_of(test, "001-scan.tar.zst.age");
  CHECK(entries.size() == 1);
  CHECK(entries.at("records/steps/001.jsonl").find("Dupont.dd") != std::string::npos);
}

TEST_CASE("names that are not ours, or that opening makes itself, cannot be added") {
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  for (const std::string name :
       {"", "../x.txt", "a/b.txt", "outcomes.jsonl", "C", "Report.html", ".x", "x."}) {
    const auto refused = (*intake)->add(name, "x");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::usage);
  }
  CHECK((*intake)->add("report.html", "<p>"));
  REQUIRE((*intake)->finish(Intake::How::done));
}

TEST_CASE("a part goes over to the next at its limit, each whole with its own records") {
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  const PatchyReader large(std::string(std::size_t{100} << 20, 'z'), std::uint64_t{100} << 20);
  for (int i = 0; i < 4; ++i) REQUIRE(take(**intake, "/z" + std::to_string(i), large));
  CHECK(fs::exists(test.at("case") / "parts" / first_part));
  CHECK(fs::exists(test.at("case") / "parts" / "002-collect.tar.zst.age.partial"));
  REQUIRE((*intake)->finish(Intake::How::done));
  const auto first = entries_of(test, first_part);
  const auto second = entries_of(test, "002-collect.tar.zst.age");
  CHECK(first.contains("data/C/z2"));
  CHECK(first.at("records/outcomes/001-001.jsonl").find("data/C/z2") != std::string::npos);
  CHECK(second.at("records/outcomes/002-001.jsonl").find("data/C/z3") != std::string::npos);
  CHECK(second.at("records/manifest/002.txt").find("data/C/z3") != std::string::npos);
}

TEST_CASE("one step at a time, with a name that a file can have") {
  const TestCase test;
  Case one = test.create();
  for (const std::string name : {"", "../x", "Collect", "a b", "-a"}) {
    CHECK_FALSE(one.begin(TestCase::step(name)));
  }
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  CHECK_FALSE(one.begin(TestCase::step("scan")));
  REQUIRE((*intake)->finish(Intake::How::done));
  CHECK(one.begin(TestCase::step("scan")));
}

}  // namespace trousse::evidence
