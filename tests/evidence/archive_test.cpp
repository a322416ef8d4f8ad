// SPDX-License-Identifier: Apache-2.0
#include "evidence/archive.hpp"

#include <sys/stat.h>

#include <fmt/format.h>

#include "core/json.hpp"
#include "evidence/hash.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

namespace fs = std::filesystem;

// sha256sum over a bag's lists, decoded as RFC 8493 says: every line must hold.
std::size_t check_bag(const fs::path& bag, const std::string& list) {
  std::istringstream lines(tests::read_file(bag / list));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    std::string name = line.substr(66);
    for (auto at = name.find("%25"); at != std::string::npos; at = name.find("%25", at + 1)) {
      name.replace(at, 3, "%");
    }
    INFO(name);
    REQUIRE(fs::is_regular_file(bag / name));
    CHECK(hex(sha256(tests::bytes_of(tests::read_file(bag / name)))) == line.substr(0, 64));
  }
  return count;
}

std::size_t files_under(const fs::path& folder) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("what was collected comes out of the archive as one valid bag") {
  const TestCase test;
  {
    Case one = test.create();
    auto intake = one.begin(TestCase::step());
    REQUIRE(intake);
    TestCase::take(**intake, "/Users/Alice/note.txt", "pay");
    TestCase::take(**intake, "/Users/Alice/note.txt", "[ZoneTransfer]", "Zone.Identifier");
    TestCase::take(**intake, "/$Extend/$UsnJrnl", "journal", "$J");
    TestCase::take(**intake, "/$Secure", "sds", "$SDS");
    TestCase::take(**intake, "/Users/Ren\u00e9/100%.txt", "percent");
    REQUIRE((*intake)->note_absent(TestCase::question(), std::nullopt, Absent::Why::missing, ""));
    Finding finding;
    finding.kind = "ransom_note";
    REQUIRE((*intake)->finding(finding));
    REQUIRE((*intake)->scanned({TestCase::origin("/a"), 3, {}, "PDF", 0}));
    REQUIRE((*intake)->add("census.json", "{}"));
    REQUIRE((*intake)->finish(Intake::How::done));
    const auto sealed = seal(one, test.to("archive.zip"));
    if (!sealed) FAIL(sealed.error().what);
    CHECK(sealed->archive_sha256 ==
          hex(sha256(tests::bytes_of(tests::read_file(test.at("archive.zip"))))));
    CHECK(sealed->size == fs::file_size(test.at("archive.zip")));
    CHECK(sealed->parts == 1);
    const auto verdict = verify(test.at("archive.zip"));
    REQUIRE(verdict);
    CHECK(verdict->whole);
    CHECK(verdict->fingerprint == sealed->fingerprint);
    CHECK(verdict->short_fingerprint == sealed->short_fingerprint);
    CHECK(verdict->case_id == one.id());
  }
  const auto opened = open_archive(test.at("archive.zip"), test.into("bag"));
  if (!opened) FAIL(opened.error().what);
  for (const Fault& fault : opened->verdict.faults) FAIL(fault.path + ": " + fault.detail);
  CHECK(opened->verdict.whole);
  const fs::path bag = test.at("bag");
  CHECK(tests::read_file(bag / "data/C/Users/Alice/note.txt") == "pay");
  CHECK(tests::read_file(bag / "data/C/Users/Alice/note.txt%3AZone.Identifier") ==
        "[ZoneTransfer]");
  CHECK(tests::read_file(bag / "data/C/$Extend/$J") == "journal");
  CHECK(tests::read_file(bag / "data/C/$Secure_$SDS") == "sds");
  CHECK(tests::read_file(bag / "data/C/Users/Ren\u00e9/100%.txt") == "percent");
  CHECK(tests::read_file(bag / "data/census.json") == "{}");
  CHECK(tests::read_file(bag / "bagit.txt") ==
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
  CHECK(check_bag(bag, "manifest-sha256.txt") == files_under(bag / "data"));
  CHECK(check_bag(bag, "tagmanifest-sha256.txt") >= 4);
  CHECK(opened->files == files_under(bag / "data"));
  CHECK(tests::read_file(bag / "bag-info.txt")
            .find(fmt::format("Payload-Oxum: {}.{}", opened->bytes, opened->files)) !=
        std::string::npos);

  struct stat facts {};
  REQUIRE(::stat((bag / "data/C/Users/Alice/note.txt").c_str(), &facts) == 0);
  CHECK(facts.st_mtim.tv_sec == 1'700'000'000);

  std::istringstream outcomes(tests::read_file(bag / "data/outcomes.jsonl"));
  std::vector<Artifact> answers;
  for (std::string line; std::getline(outcomes, line);) {
    const auto artifact = artifact_from_json(line);
    REQUIRE(artifact);
    answers.push_back(*artifact);
  }
  REQUIRE(answers.size() == 6);
  CHECK(std::get<Taken>(answers[1].answer).bag_path ==
        "data/C/Users/Alice/note.txt%3AZone.Identifier");
  CHECK(std::get<Absent>(answers[5].answer).why == Absent::Why::missing);
  CHECK(tests::read_file(bag / "data/findings.jsonl").find("ransom_note") != std::string::npos);
  CHECK(tests::read_file(bag / "data/files.jsonl").find("\"PDF\"") != std::string::npos);
  CHECK(tests::read_file(bag / "data/steps.jsonl").find("Dupont") != std::string::npos);
}

TEST_CASE("the rescue code opens what the expert's key opens, and nothing else does") {
  const TestCase test;
  test.sealed();
  OpenOptions options = test.into("by-code");
  options.openers = {age::Passphrase{test.code.text()}};
  const auto opened = open_archive(test.at("archive.zip"), options);
  REQUIRE(opened);
  CHECK(tests::read_file(test.at("by-code") / "data/C/Users/Alice/note.txt") == "pay case");

  const age::Identity stranger = age::Identity::generate().value();
  options = test.into("by-stranger");
  options.openers = {stranger, age::Passphrase{RescueCode::generate().value().text()}};
  const auto refused = open_archive(test.at("archive.zip"), options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::wrong_key);
  CHECK_FALSE(fs::exists(test.at("by-stranger")));
}

TEST_CASE("sealing overwrites nothing and leaves no half archive") {
  const TestCase test;
  test.sealed();
  auto one = Case::open(test.at("case"));
  REQUIRE(one);
  const auto refused = seal(*one, test.to("archive.zip"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::exists);

  SealOptions stopped = test.to("stopped.zip");
  stopped.watch = [](std::uint64_t done, std::uint64_t) { return done < 500; };
  const auto cancelled = seal(*one, stopped);
  REQUIRE_FALSE(cancelled);
  CHECK(cancelled.error().code == Errc::cancelled);
  CHECK_FALSE(fs::exists(test.at("stopped.zip")));
  CHECK_FALSE(fs::exists(test.at("stopped.zip.partial")));
  CHECK(seal(*one, test.to("second.zip")));
  CHECK(verify(test.at("second.zip"))->whole);
}

TEST_CASE("a part changed in the case since it was closed is not sealed") {
  const TestCase test;
  test.sealed();
  const fs::path part = test.at("case") / "parts" / "001-collect.tar.zst.age";
  std::string bytes = tests::read_file(part);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  tests::write_file(part, bytes);
  auto one = Case::open(test.at("case"));
  REQUIRE(one);
  const auto refused = seal(*one, test.to("second.zip"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::not_whole);
  CHECK_FALSE(fs::exists(test.at("second.zip")));
}

TEST_CASE("a damaged archive is opened as far as it is authentic, and says what is damaged") {
  const TestCase test;
  {
    Case one = test.create();
    for (const std::string name : {"collect", "scan"}) {
      auto intake = one.begin(TestCase::step(name));
      REQUIRE(intake);
      TestCase::take(**intake, "/" + name + ".txt", name);
      REQUIRE((*intake)->finish(Intake::How::done));
    }
    REQUIRE(seal(one, test.to("archive.zip")));
  }
  std::string bytes = tests::read_file(test.at("archive.zip"));
  SECTION("a byte of the first part") {
    const auto at = bytes.find("age-encryption.org", bytes.find("parts/001"));
    bytes[at + 900] = static_cast<char>(bytes[at + 900] ^ 1);
  }
  SECTION("the end is cut away") { bytes.resize(bytes.size() - 400); }
  tests::write_file(test.at("damaged.zip"), bytes);
  const auto opened = open_archive(test.at("damaged.zip"), test.into("bag"));
  REQUIRE(opened);
  CHECK_FALSE(opened->verdict.whole);
  CHECK_FALSE(opened->verdict.faults.empty());
  CHECK(check_bag(test.at("bag"), "manifest-sha256.txt") == files_under(test.at("bag") / "data"));
  const bool one = fs::exists(test.at("bag") / "data/C/collect.txt");
  const bool two = fs::exists(test.at("bag") / "data/C/scan.txt");
  CHECK((one || two));
}

TEST_CASE("a step done again takes the same file once, and a changed one beside it") {
  const TestCase test;
  {
    Case one = test.create();
    for (const std::string name : {"collect", "scan"}) {
      auto intake = one.begin(TestCase::step(name));
      REQUIRE(intake);
      TestCase::take(**intake, "/same.txt", "same");
      TestCase::take(**intake, "/log.txt", "at " + name);
      REQUIRE((*intake)->finish(Intake::How::done));
    }
    REQUIRE(seal(one, test.to("archive.zip")));
  }
  const auto opened = open_archive(test.at("archive.zip"), test.into("bag"));
  REQUIRE(opened);
  CHECK(opened->verdict.whole);
  CHECK(opened->renamed == std::vector<std::string>{"data/C/log.txt -> data/C/log (2).txt"});
  CHECK(tests::read_file(test.at("bag") / "data/C/log.txt") == "at collect");
  CHECK(tests::read_file(test.at("bag") / "data/C/log (2).txt") == "at scan");
  CHECK_FALSE(fs::exists(test.at("bag") / "data/C/same (2).txt"));
  CHECK(tests::read_file(test.at("bag") / "data/outcomes.jsonl").find("log (2).txt") !=
        std::string::npos);
  CHECK(check_bag(test.at("bag"), "manifest-sha256.txt") == files_under(test.at("bag") / "data"));
}

TEST_CASE("a technician's certificate signs beside the seal") {
  if (!has_program("openssl")) {
    WARN("skipped: openssl is not installed");
    return;
  }
  const TestCase test;
  for (const std::string kind : {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-384"}) {
    INFO(kind);
    const std::string name = kind.substr(0, 2);
    REQUIRE(
        runs(fmt::format("openssl req -x509 -newkey {0} -nodes -keyout {1}/{2}.key "
                         "-out {1}/{2}.crt -days 30 -subj '/CN=Dupuis Informatique'",
                         kind, test.folder.path().string(), name)));
    Case one = test.create("case-" + name);
    auto intake = one.begin(TestCase::step());
    REQUIRE(intake);
    TestCase::take(**intake, "/a", "b");
    REQUIRE((*intake)->finish(Intake::How::done));
    SealOptions options = test.to(name + ".zip");
    options.key = test.at(name + ".key");
    options.cert = test.at(name + ".crt");
    const auto sealed = seal(one, options);
    if (!sealed) FAIL(sealed.error().what);
    const auto verdict = verify(test.at(name + ".zip"));
    REQUIRE(verdict);
    CHECK(verdict->whole);
    CHECK(verdict->other_signers == std::vector<std::string>{"CN=Dupuis Informatique"});
    CHECK(verdict->fingerprint == sealed->fingerprint);
  }
}

}  // namespace trousse::evidence
