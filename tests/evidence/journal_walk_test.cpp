// SPDX-License-Identifier: Apache-2.0
#include "evidence/journal_walk.hpp"

#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// The faults of a journal, one text each: "3 chain".
std::vector<std::string> faults_of(const std::string& text) {
  std::vector<std::string> found;
  walk_journal(text, [&](const WalkedLine& line) {
    for (const JournalFault fault : line.faults) {
      constexpr const char* words[] = {"unreadable", "number", "chain", "torn"};
      found.push_back(std::to_string(line.number) + " " + words[static_cast<std::size_t>(fault)]);
    }
    return true;
  });
  return found;
}

using Faults = std::vector<std::string>;

}  // namespace

TEST_CASE("a journal that holds is walked to its end without a fault") {
  const TestCase test;
  test.sealed();
  const auto text = journal_text(test.at("case"));
  REQUIRE(text);
  std::vector<std::string> events;
  walk_journal(*text, [&](const WalkedLine& line) {
    CHECK(line.faults.empty());
    CHECK(line.number == events.size() + 1);
    events.push_back(line.event);
    return true;
  });
  CHECK(events == std::vector<std::string>{"created", "begin", "part_closing", "part", "end",
                                           "seal", "sealed"});
}

TEST_CASE("each break of a journal is named once, by its line, and the rest is walked") {
  const TestCase test;
  test.sealed();
  const std::string whole = journal_text(test.at("case")).value();
  auto lines = lines_of(whole);
  REQUIRE(lines.size() == 7);
  SECTION("a word changed") {
    lines[2].replace(lines[2].find("part"), 4, "port");
    CHECK(faults_of(joined(lines)) == Faults{"4 chain"});
  }
  SECTION("a line removed") {
    lines.erase(lines.begin() + 2);
    CHECK(faults_of(joined(lines)) == Faults{"3 number", "3 chain"});
  }
  SECTION("a line added") {
    lines.insert(lines.begin() + 2, lines[1]);
    CHECK(faults_of(joined(lines)) == Faults{"3 number", "3 chain"});
  }
  SECTION("the first line removed") {
    lines.erase(lines.begin());
    CHECK(faults_of(joined(lines)) == Faults{"1 number", "1 chain"});
  }
  SECTION("a line that is no JSON") {
    lines[2] = "not JSON \x1b[2J";
    CHECK(faults_of(joined(lines)) == Faults{"3 unreadable", "4 chain"});
  }
  SECTION("a line too deep") {
    lines[2] = std::string(100'000, '[');
    CHECK(faults_of(joined(lines)) == Faults{"3 unreadable", "4 chain"});
  }
  SECTION("the end torn") {
    CHECK(faults_of(whole.substr(0, whole.size() - 5)) == Faults{"7 torn"});
  }
}

TEST_CASE("the journal of a case, of its archive and of its bag is one") {
  const TestCase test;
  test.sealed();
  const auto of_case = journal_text(test.at("case"));
  const auto of_archive = journal_text(test.at("archive.zip"));
  REQUIRE(of_case);
  REQUIRE(of_archive);
  // The archive cannot hold the line that tells of itself.
  CHECK(of_case->starts_with(*of_archive));
  CHECK(lines_of(*of_case).size() == lines_of(*of_archive).size() + 1);
  REQUIRE(open_archive(test.at("archive.zip"), test.into("bag")));
  CHECK(journal_text(test.at("bag")).value() == *of_archive);
  CHECK(journal_text(test.at("case") / "journal.jsonl").value() == *of_case);
}

TEST_CASE("what holds no journal says so") {
  const TestCase test;
  CHECK(journal_text(test.at("nothing")).error().code == Errc::missing);
  CHECK(journal_text(test.folder.path()).error().code == Errc::missing);
  tests::write_file(test.at("no.zip"), "PK\x03\x04 and nothing else");
  CHECK(journal_text(test.at("no.zip")).error().code == Errc::malformed);
}

TEST_CASE("who and what clock stand in the verdict of a whole archive") {
  const TestCase test;
  {
    Case one = test.create();
    REQUIRE(one.journal("operator", R"({"typed":"Dr Martin"})"));
    REQUIRE(one.journal("machine", R"({"firmware":"uefi","boot":"1"})"));
    REQUIRE(one.journal("clock", R"({"source":"watch","offset":-42})"));
    CHECK(one.last_note("machine") == R"({"firmware":"uefi","boot":"1"})");
    CHECK(one.last_note("confined").empty());
    auto intake = one.begin(TestCase::step());
    REQUIRE(intake);
    TestCase::take(**intake, "/a.txt", "a");
    REQUIRE((*intake)->finish(Intake::How::done));
  }
  auto again = Case::open(test.at("case"));
  REQUIRE(again);
  CHECK(again->last_note("machine").find(R"("boot":"1")") != std::string::npos);
  std::optional<std::int64_t> expected = -42;
  SECTION("sealed at the same start of the machine") {}
  SECTION("sealed at another start, whose clock nobody compared") {
    REQUIRE(again->journal("machine", R"({"boot":"2"})"));
    expected.reset();
  }
  SECTION("an offset that no clock has is left out") {
    REQUIRE(again->journal("machine", R"({"boot":"2"})"));
    REQUIRE(again->journal("clock", R"({"source":"watch","offset":9223372036854775807})"));
    expected.reset();
  }
  REQUIRE(seal(*again, test.to("archive.zip")));
  const auto verdict = verify(test.at("archive.zip"));
  REQUIRE(verdict);
  CHECK(verdict->whole);
  CHECK(verdict->operator_typed == "Dr Martin");
  CHECK(verdict->clock_offset == expected);
}

}  // namespace trousse::evidence
