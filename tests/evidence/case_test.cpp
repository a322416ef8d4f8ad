// SPDX-License-Identifier: Apache-2.0
#include "evidence/case.hpp"

#include "evidence/journal.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

std::string journal_of(const TestCase& test) {
  return tests::read_file(test.at("case") / "journal.jsonl");
}

std::vector<std::string> events_of(const TestCase& test) {
  const auto journal = read_journal(journal_of(test));
  REQUIRE(journal);
  std::vector<std::string> events;
  for (const JournalLine& line : journal->lines) events.push_back(line.event);
  return events;
}

}  // namespace

TEST_CASE("a case that nobody could open is refused") {
  const TestCase test;
  const auto refused = Case::create({test.at("case"), {}, std::nullopt, "", "fr"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::usage);
  CHECK_FALSE(fs::exists(test.at("case")));
}

TEST_CASE("a folder that holds anything is not taken for a new case") {
  const TestCase test;
  fs::create_directories(test.at("case"));
  tests::write_file(test.at("case") / "thesis.txt", "mine");
  const auto refused = Case::create({test.at("case"), {test.expert.recipient()}, {}, "", "fr"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::exists);
}

TEST_CASE("no secret of a case is in its folder in clear, and the rescue code finds it") {
  const TestCase test;
  test.create();
  for (const auto& entry : fs::recursive_directory_iterator(test.at("case"))) {
    if (!entry.is_regular_file()) continue;
    const std::string text = tests::read_file(entry.path());
    CHECK(text.find("AGE-SECRET-KEY") == std::string::npos);
    CHECK(text.find(test.code.text()) == std::string::npos);
  }
  const std::string sealed = tests::read_file(test.at("case") / "keys" / "rescue.age");
  std::string plain;
  const std::vector<age::Opener> openers{age::Passphrase{test.code.text()}};
  REQUIRE(age::decrypt(MemoryReader(tests::bytes_of(sealed)), openers,
                       [&](std::span<const std::byte> bytes) -> Result<void> {
                         plain += tests::text_of(bytes);
                         return {};
                       }));
  const auto identities = age::parse_identity_file(plain);
  REQUIRE(identities);
  CHECK(tests::read_file(test.at("case") / "case.json")
            .find(identities->front().recipient().text()) != std::string::npos);
}

TEST_CASE("an identifier is a date and six characters that cannot be misread") {
  const TestCase test;
  const std::string id = test.create().id();
  REQUIRE(id.size() == 17);
  CHECK(id.substr(0, 2) == "20");
  CHECK(id.substr(11).find_first_of("01IO") == std::string::npos);
}

TEST_CASE("a journal line changed, removed or swapped is seen when the case is opened") {
  const TestCase test;
  {
    Case one = test.create();
    REQUIRE(one.journal("clock", R"({"offset":-3})"));
    REQUIRE(one.journal("clock", R"({"offset":-4})"));
  }
  const std::string good = journal_of(test);
  const auto first = good.find('\n') + 1;
  const auto second = good.find('\n', first) + 1;
  std::string changed = good;
  changed.replace(good.find("-3"), 2, "-5");
  for (const std::string& wrong :
       {changed, good.substr(first), good.substr(0, first) + good.substr(second),
        good.substr(0, first) + good.substr(second) + good.substr(first, second - first)}) {
    tests::write_file(test.at("case") / "journal.jsonl", wrong);
    const auto refused = Case::open(test.at("case"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::not_whole);
  }
  tests::write_file(test.at("case") / "journal.jsonl", good);
  CHECK(Case::open(test.at("case")));
}

TEST_CASE("the last line cut by a power failure is dropped, and the journal says so") {
  const TestCase test;
  {
    Case one = test.create();
    REQUIRE(one.journal("clock", "{}"));
  }
  const std::string good = journal_of(test);
  tests::write_file(test.at("case") / "journal.jsonl", good.substr(0, good.size() - 5));
  { REQUIRE(Case::open(test.at("case"))); }
  CHECK(events_of(test) == std::vector<std::string>{"created", "torn", "reopened"});
  REQUIRE(Case::open(test.at("case")));
}

TEST_CASE("garbage that a power failure left behind the journal, lines of it too, is dropped") {
  const TestCase test;
  { test.create(); }
  const std::string good = journal_of(test);
  for (const std::string& garbage :
       {std::string("\n"), std::string(512, '\0'), std::string("x\ny\nz"),
        "{\"n\":1,\"ti" + std::string(100, '\xFF') + "\n\n{}}\n"}) {
    tests::write_file(test.at("case") / "journal.jsonl", good + garbage);
    auto again = Case::open(test.at("case"));
    REQUIRE(again);
    CHECK(again->standing().reopening.torn == garbage.size());
    CHECK(events_of(test) == std::vector<std::string>{"created", "torn", "reopened"});
  }
  // A line that reads as one and does not follow was put there.
  tests::write_file(test.at("case") / "journal.jsonl", good + "{\"n\":1,\"event\":\"x\"}\n");
  CHECK_FALSE(Case::open(test.at("case")));
}

TEST_CASE("the events of the room cannot be forged through the journal's door") {
  const TestCase test;
  Case one = test.create();
  for (const std::string event : {"part", "end", "seal", "sealed", "begin", "created", "", "A b"}) {
    CHECK_FALSE(one.journal(event, "{}"));
  }
  CHECK_FALSE(one.journal("clock", R"({"prev":"0"})"));
  CHECK_FALSE(one.journal("clock", "[1]"));
  CHECK_FALSE(one.journal("clock", "{"));
  CHECK(one.journal("clock", "{}"));
}

TEST_CASE("two programs cannot write to one case") {
  const TestCase test;
  const Case one = test.create();
  const auto second = Case::open(test.at("case"));
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Errc::refused);
}

TEST_CASE("neither the path of an image nor a file's name is in the journal") {
  const TestCase test;
  Case one = test.create();
  auto intake = one.begin(TestCase::step());
  REQUIRE(intake);
  TestCase::take(**intake, "/Users/Martin/bilan.txt", "x");
  REQUIRE((*intake)->finish(Intake::How::done));
  const std::string journal = journal_of(test);
  CHECK(journal.find("Dupont") == std::string::npos);
  CHECK(journal.find("Martin") == std::string::npos);
  CHECK(journal.find("bilan") == std::string::npos);
  CHECK(journal.find("\"serial\":\"S1\"") != std::string::npos);
}

TEST_CASE(
    "after a crash the partial goes, the closed part stays, and the step must be done again") {
  const TestCase test;
  {
    Case one = test.create();
    auto first = one.begin(TestCase::step("scan"));
    REQUIRE(first);
    REQUIRE((*first)->finish(Intake::How::done));
    auto intake = one.begin(TestCase::step());
    REQUIRE(intake);
    TestCase::take(**intake, "/a.txt", "x");
  }
  tests::write_file(test.at("case") / "parts" / "002-collect.tar.zst.age.partial", "half");
  auto again = Case::open(test.at("case"));
  REQUIRE(again);
  CHECK_FALSE(fs::exists(test.at("case") / "parts" / "002-collect.tar.zst.age.partial"));
  const auto refused = seal(*again, test.to("archive.zip"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::refused);
  CHECK(refused.error().what == "a step did not end: collect");
  {
    auto intake = again->begin(TestCase::step());
    REQUIRE(intake);
    TestCase::take(**intake, "/a.txt", "x");
    REQUIRE((*intake)->finish(Intake::How::done));
  }
  CHECK(seal(*again, test.to("archive.zip")));
}

TEST_CASE("a part that got its name before a crash but no journal line is taken in") {
  const TestCase test;
  std::string journal;
  {
    Case one = test.create();
    auto intake = one.begin(TestCase::step());
    REQUIRE(intake);
    TestCase::take(**intake, "/a.txt", "x");
    REQUIRE((*intake)->finish(Intake::How::done));
    journal = journal_of(test);
  }
  const auto part_line = journal.find("{\"n\":3");
  REQUIRE(part_line != std::string::npos);
  REQUIRE(journal.find("\"event\":\"part\"", part_line) != std::string::npos);
  tests::write_file(test.at("case") / "journal.jsonl", journal.substr(0, part_line));
  {
    auto again = Case::open(test.at("case"));
    REQUIRE(again);
    CHECK(events_of(test) ==
          std::vector<std::string>{"created", "begin", "part_closing", "part", "reopened"});
    CHECK(again->standing().reopening.recovered == 1);
  }
  // With another content than was said before it got its name, it is no part of this case.
  tests::write_file(test.at("case") / "journal.jsonl", journal.substr(0, part_line));
  const std::string part = "001-collect.tar.zst.age";
  std::string bytes = tests::read_file(test.at("case") / "parts" / part);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  tests::write_file(test.at("case") / "parts" / part, bytes);
  const auto changed = Case::open(test.at("case"));
  REQUIRE_FALSE(changed);
  CHECK(changed.error().code == Errc::not_whole);
  // A part that the journal names and that is not there is lost; one only closing never was.
  tests::write_file(test.at("case") / "journal.jsonl", journal);
  fs::remove(test.at("case") / "parts" / part);
  const auto gone = Case::open(test.at("case"));
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == Errc::not_whole);
}

}  // namespace trousse::evidence
