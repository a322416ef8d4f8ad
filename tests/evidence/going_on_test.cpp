// SPDX-License-Identifier: Apache-2.0
// A step that was cut, begun again with the same plan.
#include <algorithm>

#include "evidence/intake.hpp"
#include "evidence/journal.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/evidence/pulled_key.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

using tests::PulledKey;

/// A Reader that says when it was read.
class Watched final : public Reader {
 public:
  explicit Watched(std::string bytes) : bytes_(std::move(bytes)) {}
  mutable int reads = 0;
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    ++reads;
    return PatchyReader(bytes_, bytes_.size()).read_at(offset, into);
  }

 private:
  std::string bytes_;
};

Step planned(const std::string& plan = "plan") {
  Step step = TestCase::step();
  step.plan = plan;
  step.limits.bytes = 4'096;
  return step;
}

// Takes files `from` to `to`, each of 3000 bytes, and gives how many of them were read.
int take_files(Intake& intake, int from, int to, std::size_t size = 3'000) {
  int read = 0;
  for (int i = from; i < to; ++i) {
    const Watched bytes(std::string(size, static_cast<char>('a' + i)));
    const auto question = TestCase::question("Q" + std::to_string(i));
    REQUIRE(intake.ask(question));
    Origin origin = TestCase::origin("/fiche-" + std::to_string(i));
    origin.file.entry = 100 + static_cast<std::uint64_t>(i);
    const auto taken = intake.take(question, origin, bytes);
    if (!taken) FAIL(taken.error().what);
    if (bytes.reads > 0) ++read;
  }
  return read;
}

// Ten files, cut after the sixth.
void cut_case(const TestCase& test, Files* files = nullptr) {
  Case one = test.create("case", files);
  auto intake = one.begin(planned());
  REQUIRE(intake);
  CHECK(take_files(**intake, 0, 6) == 6);
}

std::vector<std::string> events_of(const TestCase& test) {
  const auto journal = read_journal(tests::read_file(test.at("case") / "journal.jsonl"));
  REQUIRE(journal);
  std::vector<std::string> events;
  for (const JournalLine& line : journal->lines) events.push_back(line.event);
  return events;
}

Case cut_and_opened(const TestCase& test) {
  cut_case(test);
  auto again = Case::open(test.at("case"));
  REQUIRE(again);
  return std::move(*again);
}

}  // namespace

TEST_CASE("what closed parts hold is not read again, and the archive has every answer once") {
  const TestCase test;
  Case again = cut_and_opened(test);
  const Standing standing = again.standing();
  CHECK(standing.parts >= 2);
  CHECK(standing.step_is_unfinished);
  {
    auto intake = again.begin(planned());
    REQUIRE(intake);
    const auto before = (*intake)->before();
    CHECK(before.answers >= 4);
    CHECK((*intake)->replays());
    const int read = take_files(**intake, 0, 10);
    CHECK(read == 10 - static_cast<int>(before.answers));
    CHECK_FALSE((*intake)->replays());
    REQUIRE((*intake)->finish(Intake::How::done));
  }
  REQUIRE(seal(again, test.to("archive.zip")));
  const auto opened = open_archive(test.at("archive.zip"), test.into("bag"));
  REQUIRE(opened);
  CHECK(opened->verdict.whole);
  const std::string outcomes = tests::read_file(test.at("bag") / "data" / "outcomes.jsonl");
  CHECK(std::count(outcomes.begin(), outcomes.end(), '\n') == 10);
  for (int i = 0; i < 10; ++i) {
    CHECK(tests::read_file(test.at("bag") / "data" / "C" / ("fiche-" + std::to_string(i))) ==
          std::string(3'000, static_cast<char>('a' + i)));
  }
}

TEST_CASE("another plan, another source, or no plan: the step is begun again from the start") {
  for (const int way : {0, 1, 2, 3}) {
    const TestCase test;
    cut_case(test);
    auto again = Case::open(test.at("case"));
    REQUIRE(again);
    Step step = planned(way == 0 ? "other plan" : way == 1 ? "" : "plan");
    if (way == 2) step.source_facts = R"({"serial":"S2"})";
    if (way == 3) step.anew = true;
    auto intake = again->begin(step);
    REQUIRE(intake);
    CHECK((*intake)->before().answers == 0);
    CHECK(take_files(**intake, 0, 6) == 6);
    REQUIRE((*intake)->finish(Intake::How::done));
    CHECK(again->is_about(planned()) == (way != 2));
    // A step of another disk stays unfinished: that is not sealed.
    CHECK(seal(*again, test.to("archive.zip")).has_value() == (way != 2));
  }
}

TEST_CASE("how a disk is plugged in does not make it another disk") {
  const TestCase test;
  Step usb = planned();
  usb.source_facts = R"({"serial":"S1","transport":"usb","removable":true,"read_only":false})";
  {
    Case one = test.create();
    auto intake = one.begin(usb);
    REQUIRE(intake);
    take_files(**intake, 0, 6);
  }
  auto again = Case::open(test.at("case"));
  REQUIRE(again);
  usb.source_facts = R"({"serial":"S1","transport":"sata","removable":false,"read_only":true})";
  auto intake = again->begin(usb);
  REQUIRE(intake);
  CHECK((*intake)->before().answers > 0);
}

TEST_CASE("a source that does not answer as before is not gone on with") {
  const TestCase test;
  Case again = cut_and_opened(test);
  {
    auto intake = again.begin(planned());
    REQUIRE(intake);
    const auto answers = static_cast<int>((*intake)->before().answers);
    Result<Artifact> taken = fail(Errc::missing, "");
    for (int i = 0; i < answers; ++i) {
      const auto question = TestCase::question("Q" + std::to_string(i));
      REQUIRE((*intake)->ask(question));
      Origin origin = TestCase::origin("/f");
      origin.file.entry = 100 + static_cast<std::uint64_t>(i);
      // The last one has grown.
      const std::string bytes(i + 1 == answers ? 3'001 : 3'000, 'x');
      taken = (*intake)->take(question, origin, MemoryReader(tests::bytes_of(bytes)));
    }
    REQUIRE_FALSE(taken);
    CHECK(taken.error().code == Errc::not_whole);
    CHECK_FALSE((*intake)->finish(Intake::How::done));
  }
  Step step = planned();
  step.anew = true;
  auto intake = again.begin(step);
  REQUIRE(intake);
  CHECK(take_files(**intake, 0, 3) == 3);
  REQUIRE((*intake)->finish(Intake::How::done));
  CHECK(seal(again, test.to("archive.zip")));
}

TEST_CASE(
    "a step that was cut is told from one that was put aside, and from one that is not there") {
  const TestCase test;
  Case again = cut_and_opened(test);
  CHECK(again.was_cut(planned()));
  CHECK_FALSE(again.was_cut(planned("another")));
  {
    auto intake = again.begin(planned());
    REQUIRE(intake);
    REQUIRE((*intake)->pause());
  }
  CHECK_FALSE(again.was_cut(planned()));
  {
    auto intake = again.begin(planned());  // and dies without a word
    REQUIRE(intake);
  }
  CHECK(again.was_cut(planned()));
}

TEST_CASE("less asked than before is no end") {
  const TestCase test;
  Case again = cut_and_opened(test);
  auto intake = again.begin(planned());
  REQUIRE(intake);
  take_files(**intake, 0, 1);
  const auto refused = (*intake)->finish(Intake::How::done);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::not_whole);
}

TEST_CASE("a step that is paused loses nothing and is gone on with in the same program") {
  const TestCase test;
  Case one = test.create();
  {
    auto intake = one.begin(planned());
    REQUIRE(intake);
    take_files(**intake, 0, 3);
    REQUIRE((*intake)->pause());
    CHECK_FALSE((*intake)->finding({}));
  }
  CHECK_FALSE(seal(one, test.to("archive.zip")));
  auto intake = one.begin(planned());
  REQUIRE(intake);
  CHECK((*intake)->before().answers == 3);
  CHECK(take_files(**intake, 0, 5) == 2);
  REQUIRE((*intake)->finish(Intake::How::done));
  CHECK(seal(one, test.to("archive.zip")));
}

TEST_CASE("places of a scan are kept by closed parts, and none of its lines comes twice") {
  const TestCase test;
  Step step = TestCase::step("scan");
  step.plan = "plan";
  step.limits.bytes = 400;
  const auto scan_file = [](Intake& intake, int i) {
    Origin origin = TestCase::origin("/s" + std::to_string(i));
    REQUIRE(intake.scanned({origin, 1, {}, "", 0}));
    REQUIRE(intake.mark("C", R"({"next":)" + std::to_string(i + 1) + "}"));
  };
  {
    Case one = test.create();
    auto intake = one.begin(step);
    REQUIRE(intake);
    CHECK((*intake)->marked("C").empty());
    for (int i = 0; i < 8; ++i) scan_file(**intake, i);
  }
  auto again = Case::open(test.at("case"));
  REQUIRE(again);
  auto intake = again->begin(step);
  REQUIRE(intake);
  const std::string place = (*intake)->marked("C");
  REQUIRE(place.starts_with(R"({"next":)"));
  const int next = std::stoi(place.substr(8));
  CHECK(next > 0);
  CHECK((*intake)->before().scanned == static_cast<std::uint64_t>(next));
  for (int i = next; i < 10; ++i) scan_file(**intake, i);
  REQUIRE((*intake)->finish(Intake::How::done));
  REQUIRE(seal(*again, test.to("archive.zip")));
  REQUIRE(open_archive(test.at("archive.zip"), test.into("bag")));
  const std::string files = tests::read_file(test.at("bag") / "data" / "files.jsonl");
  CHECK(std::count(files.begin(), files.end(), '\n') == 10);
}

TEST_CASE("what was found is counted by kind in the journal, and no word of the disk is") {
  const TestCase test;
  Step step = TestCase::step("scan");
  step.plan = "plan";
  const Finding note{"ransom_note",
                     "Petit Loup",
                     Severity::critical,
                     Certainty::probable,
                     "C",
                     "/Dupont",
                     "",
                     7,
                     false,
                     {},
                     {{"family", "Petit Loup"}}};
  const FindingCounts expected{{kind_of(note), 3}};
  {
    Case one = test.create();
    auto intake = one.begin(step);
    REQUIRE(intake);
    CHECK((*intake)->before().kinds.empty());
    for (int i = 0; i < 3; ++i) REQUIRE((*intake)->finding(note));
    REQUIRE((*intake)->mark("C", "{}"));
    REQUIRE((*intake)->pause());
  }
  auto again = Case::open(test.at("case"));
  REQUIRE(again);
  auto intake = again->begin(step);
  REQUIRE(intake);
  CHECK((*intake)->before().kinds == expected);
  REQUIRE((*intake)->finding(note));
  REQUIRE((*intake)->finish(Intake::How::done));
  const auto ended = again->ended(step);
  REQUIRE(ended);
  CHECK(finding_counts_in(ended->facts["kinds"]).begin()->second == 4);
  const std::string journal = tests::read_file(test.at("case") / "journal.jsonl");
  CHECK(journal.find(R"("kinds":[["ransom_note","critical","probable",4]])") != std::string::npos);
  for (const char* word : {"Petit Loup", "Dupont"}) {
    CHECK(journal.find(word) == std::string::npos);
  }
}

TEST_CASE("no name is in the journal of a step that was gone on with") {
  const TestCase test;
  Case again = cut_and_opened(test);
  auto intake = again.begin(planned());
  REQUIRE(intake);
  take_files(**intake, 0, 10);
  REQUIRE((*intake)->finish(Intake::How::done));
  const std::string journal = tests::read_file(test.at("case") / "journal.jsonl");
  // Names that no hash and no key in base64 can hold by chance.
  for (const char* word : {"fiche-", "Dupont", "**"}) {
    CHECK(journal.find(word) == std::string::npos);
  }
  const auto events = events_of(test);
  CHECK(std::count(events.begin(), events.end(), "resumed") == 1);
  CHECK(std::count(events.begin(), events.end(), "part") ==
        std::count(events.begin(), events.end(), "part_closing"));
}

TEST_CASE("a making that was cut is made anew; a folder that holds anything else is left alone") {
  const TestCase test;
  for (std::uint64_t at = 1; at < 12; ++at) {
    PulledKey key(at);
    NewCase wish;
    wish.folder = "/key/case";
    wish.recipients = {test.expert.recipient()};
    key.plan(PulledKey::Fault::cut, at);
    const bool made = Case::create(wish, &key).has_value();
    key.plug_in();
    if (key.has("/key/case/case.json")) {
      CHECK(Case::open("/key/case", &key));
      continue;
    }
    CHECK_FALSE(made);
    CHECK(Case::create(wish, &key));
  }
  std::filesystem::create_directories(test.at("case") / "parts");
  tests::write_file(test.at("case") / "parts" / "thesis.txt", "mine");
  const auto refused =
      Case::create({test.at("case"), {test.expert.recipient()}, std::nullopt, "", "fr"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::exists);
  CHECK(tests::read_file(test.at("case") / "parts" / "thesis.txt") == "mine");
}

TEST_CASE("when the room gets short the step asks, and does what the answer says") {
  const TestCase test;
  for (const WhenShort answer : {WhenShort::stop, WhenShort::seal}) {
    PulledKey key(1);
    NewCase wish;
    wish.folder = "/key/case";
    wish.recipients = {test.expert.recipient()};
    auto made = Case::create(wish, &key);
    REQUIRE(made);
    int asked = 0;
    made->watch_room([&](const Room& room) {
      CHECK(room.is_short());
      ++asked;
      return answer;
    });
    auto intake = made->begin(planned());
    REQUIRE(intake);
    take_files(**intake, 0, 3);
    CHECK(asked == 0);
    // Room for what is there and for sealing it, and no more.
    key.plan(PulledKey::Fault::no_space, sealing_reserve + (1 << 20));
    const std::string large(4 << 20, 'z');
    REQUIRE((*intake)->ask(TestCase::question()));
    const auto refused = (*intake)->take(TestCase::question(), TestCase::origin("/large"),
                                         MemoryReader(tests::bytes_of(large)));
    REQUIRE_FALSE(refused);
    CHECK(asked == 1);
    if (answer == WhenShort::stop) {
      CHECK(refused.error().code == Errc::key_full);
      intake->reset();
      // The next run goes on from there once there is room.
      key.plan(PulledKey::Fault::none, 0);
      auto again = made->begin(planned());
      REQUIRE(again);
      CHECK((*again)->before().answers == 3);
    } else {
      CHECK(refused.error().code == Errc::cancelled);
      CHECK((*intake)->gave_up());
      REQUIRE((*intake)->finish(Intake::How::cancelled));
      SealOptions options;
      options.out = "/key/archive.zip";
      REQUIRE(seal(*made, options));
    }
  }
}

TEST_CASE("a step foreseen to be too large for the key asks before it reads anything") {
  const TestCase test;
  PulledKey key(1);
  NewCase wish;
  wish.folder = "/key/case";
  wish.recipients = {test.expert.recipient()};
  auto made = Case::create(wish, &key);
  REQUIRE(made);
  WhenShort answer = WhenShort::go_on;
  bool foreseen = false;
  made->watch_room([&](const Room& room) {
    foreseen = room.foreseen;
    return answer;
  });
  key.plan(PulledKey::Fault::no_space, 100 << 20);
  auto intake = made->begin(planned());
  REQUIRE(intake);
  CHECK((*intake)->foresee(10 << 20));
  CHECK_FALSE(foreseen);
  CHECK((*intake)->foresee(90 << 20));  // twice that, for sealing copies it
  CHECK(foreseen);
  answer = WhenShort::stop;
  const auto stopped = (*intake)->foresee(90 << 20);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == Errc::key_full);
}

}  // namespace trousse::evidence
