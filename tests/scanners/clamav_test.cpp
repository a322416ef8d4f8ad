// SPDX-License-Identifier: Apache-2.0
#include "scanners/clamav.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "evidence/hash.hpp"
#include "scanners/clamav_session.hpp"
#include "scanners/clamav_signatures.hpp"
#include "scanners/scan.hpp"
#include "scanners/versions.hpp"
#include "tests/scanners/fake_clamd.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using namespace trousse::scanners;

namespace {

/// A scan by ClamAV alone, of a disk in memory.
struct ClamBench {
  FakeVolume disk;
  ScanOptions options;
  Ledger ledger;
  std::vector<Note> notes;

  ClamBench() {
    options.clamav = "signatures";
    options.only = {"clamav"};
    options.workers = 1;
    options.events = [this](const Event& event) {
      if (const auto* note = std::get_if<Note>(&event)) notes.push_back(*note);
    };
  }

  Result<Scanned> run(FakeClamd* clamd = nullptr) {
    std::vector<Descriptor> ends;
    if (clamd != nullptr) ends.push_back(clamd->connected());
    ClamSessions sessions(std::move(ends));
    options.clamd = clamd == nullptr ? nullptr : &sessions;
    return scan_volume(
        [this]() -> Result<std::unique_ptr<disks::Volume>> {
          return std::unique_ptr<disks::Volume>(std::make_unique<FakeVolume>(disk));
        },
        options, ledger);
  }
};

FakeClamd::Answer says(const std::string& word) {
  return [word](unsigned number, const std::string& content) {
    const bool bad = content.find("bad") != std::string::npos;
    return std::optional(fmt::format("{}: fd[8]: {}", number, bad ? word : "OK") + '\0');
  };
}

}  // namespace

TEST_CASE("every stream that holds something is shown to ClamAV, in a file nobody can change") {
  ClamBench bench;
  bench.disk.contents = {{"/a.exe", "bad"}, {"/b.txt", "good"}, {"/empty.txt", ""}};
  bench.disk.streams["/b.txt"]["hidden"] = "bad in a stream";
  FakeClamd clamd(says("Win.Trojan.Test-1.UNOFFICIAL FOUND"));
  const auto scanned = bench.run(&clamd);
  REQUIRE(scanned);
  CHECK(scanned->clamav_shown == 3);
  CHECK(scanned->clamav_passed_over == 0);
  CHECK(scanned->clamav_unanswered == 0);
  REQUIRE(bench.ledger.findings.size() == 2);
  for (const Finding& finding : bench.ledger.findings) {
    CHECK(finding.kind == "clamav");
    CHECK(finding.rule == "Win.Trojan.Test-1.UNOFFICIAL");
    CHECK(finding.severity == Severity::high);
    CHECK(finding.certainty == Certainty::probable);
  }
  CHECK(clamd.all_sealed());
  CHECK(bench.notes.empty());
}

TEST_CASE("a content of more than 16 MiB reaches ClamAV whole") {
  ClamBench bench;
  const std::string large = std::string((std::size_t{17} << 20) + 5, 'x') + "bad";
  bench.disk.contents = {{"/large.bin", large}};
  bool same = false;
  FakeClamd clamd([&](unsigned number, const std::string& content) {
    same = content == large;
    return std::optional(fmt::format("{}: fd[8]: OK", number) + '\0');
  });
  const auto scanned = bench.run(&clamd);
  REQUIRE(scanned);
  CHECK(scanned->clamav_shown == 1);
  CHECK(same);
}

TEST_CASE("what is too large for ClamAV is counted, and not shown") {
  ClamBench bench;
  bench.disk.contents = {{"/huge.bin", std::string(largest_for_clamav + 1, 'x')},
                         {"/just.bin", std::string(largest_for_clamav, 'x')}};
  FakeClamd clamd(says(""));
  const auto scanned = bench.run(&clamd);
  REQUIRE(scanned);
  CHECK(scanned->clamav_shown == 1);
  CHECK(scanned->clamav_passed_over == 1);
}

TEST_CASE("a clamd that dies on the way is told once, and what follows is counted") {
  ClamBench bench;
  bench.disk.contents = {{"/a", "1"}, {"/b", "2"}, {"/c", "3"}, {"/d", "4"}};
  FakeClamd clamd([](unsigned number, const std::string&) -> std::optional<std::string> {
    if (number == 2) return std::nullopt;
    return fmt::format("{}: fd[8]: OK", number) + '\0';
  });
  const auto scanned = bench.run(&clamd);
  REQUIRE(scanned);
  CHECK(scanned->streams == 4);
  CHECK(scanned->clamav_shown == 1);
  CHECK(scanned->clamav_unanswered == 3);
  REQUIRE(bench.notes.size() == 1);
  CHECK(bench.notes[0].id == "clamav_gone");
}

TEST_CASE("without a clamd the scan goes on, and says how many streams it was to be shown") {
  ClamBench bench;
  bench.disk.contents = {{"/a", "1"}, {"/b", "2"}, {"/empty", ""}};
  const auto scanned = bench.run();
  REQUIRE(scanned);
  CHECK(scanned->streams == 2);
  CHECK(scanned->clamav_unanswered == 2);
}

TEST_CASE("what ClamAV could not examine to the end is told for the file") {
  for (const auto& [said, why, answered] :
       {std::tuple("Heuristics.Limits.Exceeded.MaxScanSize FOUND",
                   "Heuristics.Limits.Exceeded.MaxScanSize", true),
        std::tuple("Can't create temporary file ERROR", "Can't create temporary file", false)}) {
    ClamBench bench;
    bench.disk.contents = {{"/a.zip", "bad"}};
    FakeClamd clamd(says(said));
    const auto scanned = bench.run(&clamd);
    REQUIRE(scanned);
    CHECK(scanned->timed_out == 1);
    CHECK(scanned->clamav_unanswered == (answered ? 0u : 1u));
    REQUIRE(bench.ledger.findings.size() == 1);
    CHECK(bench.ledger.findings[0].kind == "scan_cut");
    CHECK(bench.ledger.findings[0].facts.at("why") == why);
    CHECK(bench.ledger.findings[0].facts.count("seconds") == 0);
  }
}

TEST_CASE("a file that took all its time is told with that time") {
  ClamBench bench;
  bench.disk.contents = {{"/a.zip", "bad"}};
  FakeClamd clamd(says("Heuristics.Limits.Exceeded.MaxScanTime FOUND"));
  REQUIRE(bench.run(&clamd));
  REQUIRE(bench.ledger.findings.size() == 1);
  CHECK(bench.ledger.findings[0].kind == "scan_cut");
  CHECK(bench.ledger.findings[0].facts.at("seconds") == "60");
}

TEST_CASE("a guess is not told like a known attack, nor a test file like a threat") {
  CHECK(severity_of_signature("Win.Ransomware.Lockbit-1") == Severity::high);
  CHECK(severity_of_signature("PUA.Win.Tool.Netcat-1") == Severity::low);
  CHECK(severity_of_signature("Heuristics.Phishing.Email.SpoofedDomain") == Severity::low);
  CHECK(severity_of_signature("Win.Test.EICAR_HDB-1") == Severity::informational);
  CHECK(severity_of_signature("Eicar-Signature.UNOFFICIAL") == Severity::informational);
}

TEST_CASE("ClamAV alone without signatures is a wrong command, and without its name no scanner") {
  ClamBench bench;
  bench.options.clamav.clear();
  bench.disk.contents = {{"/a", "1"}};
  const auto refused = bench.run();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::usage);
  bench.options.only.clear();
  bench.options.own_rules = false;
  const auto scanned = bench.run();
  REQUIRE(scanned);
  CHECK(scanned->clamav_unanswered == 0);
}

TEST_CASE("the signatures of a folder are named by their number and hashes, not by their names") {
  const TemporaryFolder folder;
  write_file(folder.path() / "b.ndb", "two");
  write_file(folder.path() / "a.HSB", "one");
  write_file(folder.path() / "readme.txt", "not one");
  std::filesystem::create_directories(folder.path() / "below");
  write_file(folder.path() / "below" / "c.ndb", "clamd does not look here");
  const auto set = clam_rule_set(folder.path().string());
  REQUIRE(set);
  const auto same = evidence::rule_set("clamav", {"one", "two"});
  CHECK(set->name == "clamav");
  CHECK(set->files == 2);
  CHECK(set->sha256 == same.sha256);

  ScanOptions options;
  options.clamav = folder.path().string();
  options.only = {"clamav"};
  const auto sets = rule_sets(options);
  REQUIRE(sets);
  REQUIRE(sets->size() == 1);
  CHECK(sets->front().sha256 == same.sha256);
  options.only = {"ransom_notes"};
  CHECK(rule_sets(options)->empty());
}

TEST_CASE("the memory that signatures take is foreseen by their kind") {
  const TemporaryFolder folder;
  const auto alone = clam_signatures(folder.path().string());
  REQUIRE(alone);
  CHECK(alone->files == 0);
  write_file(folder.path() / "main.cvd", std::string(1000, 'x'));
  write_file(folder.path() / "own.hsb", std::string(100, 'x'));
  write_file(folder.path() / "own.ldb", std::string(10, 'x'));
  const auto found = clam_signatures(folder.path().string());
  REQUIRE(found);
  CHECK(found->files == 3);
  CHECK(found->bytes == 1110);
  CHECK(found->memory - alone->memory == 7 * 1000 + 3 * 100 + 14 * 10);
  CHECK(clam_signatures((folder.path() / "none").string()).error().code == Errc::missing);
}
