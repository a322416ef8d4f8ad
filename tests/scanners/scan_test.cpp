// SPDX-License-Identifier: Apache-2.0
#include "scanners/scan.hpp"

#include <algorithm>
#include <filesystem>
#include <random>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "core/json.hpp"
#include "evidence/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using namespace trousse::scanners;

namespace {

constexpr std::string_view note =
    "All your files are encrypted by LockBit! Do not rename files. To decrypt your data install "
    "Tor Browser and write to pay@onionmail.org. Your personal ID: 1234";

std::string random_text(std::size_t count, unsigned seed) {
  std::mt19937_64 source(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(source());
  return bytes;
}

/// A Ledger that also keeps the hashes.
class HashLedger : public Ledger {
 public:
  std::map<std::string, std::string> hashes;
  std::map<std::string, std::uint64_t> unreadable_bytes;
  std::map<std::string, std::string> types;

  Result<void> scanned(const evidence::ScannedFile& file) override {
    const std::string where = file.origin.file.path.text() + "|" + file.origin.stream;
    hashes[where] = evidence::hex(file.sha256);
    unreadable_bytes[where] = file.unreadable;
    types[where] = file.type;
    return Ledger::scanned(file);
  }
};

struct Bench {
  FakeVolume disk;
  ScanOptions options;
  HashLedger ledger;
  TemporaryFolder folder;
  std::vector<Event> events;

  explicit Bench(const std::string& rules = "") {
    options.own_rules = false;
    options.events = [this](const Event& event) { events.push_back(event); };
    if (rules.empty()) return;
    write_file(folder.path() / "test.yar", rules);
    options.rules = {(folder.path() / "test.yar").string()};
  }

  Result<Scanned> run() {
    return scan_volume(
        [this]() -> Result<std::unique_ptr<disks::Volume>> {
          return std::unique_ptr<disks::Volume>(std::make_unique<FakeVolume>(disk));
        },
        options, ledger);
  }

  std::vector<std::string> findings() const {
    std::vector<std::string> lines;
    for (const Finding& finding : ledger.findings) lines.push_back(to_json(finding));
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  std::vector<Finding> of_kind(std::string_view kind) const {
    std::vector<Finding> found;
    for (const Finding& finding : ledger.findings) {
      if (finding.kind == kind) found.push_back(finding);
    }
    // Two workers tell in the order in which they are done.
    std::stable_sort(found.begin(), found.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.path, a.stream) < std::tie(b.path, b.stream);
    });
    return found;
  }

  std::size_t notes(std::string_view id) const {
    return static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(), [&](const Event& event) {
          const Note* const told = std::get_if<Note>(&event);
          return told != nullptr && told->id == id;
        }));
  }
};

constexpr const char* needle_rule = R"(
  rule needle { meta: severity = "high" certainty = "certain" description = "d"
    strings: $a = "needle" condition: $a })";

}  // namespace

TEST_CASE("every stream is read once, hashed, and shown to the rules") {
  Bench bench(needle_rule);
  bench.disk.contents = {{"/a.txt", "a needle"}, {"/b.txt", "hay"}, {"/empty.txt", ""}};
  bench.disk.streams["/b.txt"]["hidden.ps1"] = "needle in a stream";
  const auto scanned = bench.run();
  REQUIRE(scanned);
  CHECK(scanned->files == 2);
  CHECK(scanned->streams == 3);
  CHECK(scanned->bytes == 8 + 3 + 18);
  CHECK(scanned->findings == 2);
  CHECK(scanned->rules == 1);
  CHECK(bench.ledger.hashes.at("/a.txt|") == evidence::hex(evidence::sha256(bytes_of("a needle"))));
  CHECK(bench.ledger.hashes.size() == 3);
  const auto found = bench.of_kind("yara");
  REQUIRE(found.size() == 2);
  CHECK(found[0].rule == "needle");
  CHECK(found[0].severity == Severity::high);
  CHECK(found[0].certainty == Certainty::certain);
  CHECK(found[0].path == "/a.txt");
  CHECK(found[0].volume == "C");
  CHECK(found[0].facts.at("strings") == "$a@0x2");
  CHECK(found[1].stream == "hidden.ps1");
}

TEST_CASE("one worker and two find the same") {
  const auto found_by = [](unsigned workers) {
    Bench bench(needle_rule);
    bench.options.own_rules = true;
    bench.options.workers = workers;
    for (int i = 0; i < 300; ++i) {
      bench.disk.contents[fmt::format("/Users/a/d{}/f{}.docx.k3x9", i % 7, i)] =
          random_text(3000, static_cast<unsigned>(i));
      bench.disk.contents[fmt::format("/Users/a/t{}.txt", i)] = i % 10 == 0 ? "needle" : "hay";
    }
    bench.disk.contents["/Users/a/Restore-My-Files.txt"] = note;
    REQUIRE(bench.run());
    return bench.findings();
  };
  const auto one = found_by(1);
  CHECK(one.size() > 30);
  CHECK(one == found_by(2));
}

TEST_CASE("files renamed and encrypted in mass give one finding of each kind, not hundreds") {
  Bench bench;
  for (int i = 0; i < 300; ++i) {
    bench.disk.contents[fmt::format("/Users/a/d{}/f{}.docx.lockbit", i % 7, i)] =
        random_text(3000, static_cast<unsigned>(i));
  }
  for (int i = 0; i < 30; ++i) bench.disk.contents[fmt::format("/Users/b/{}.txt", i)] = "text";
  const auto scanned = bench.run();
  REQUIRE(scanned);
  CHECK(scanned->findings == 2);
  const auto renamed = bench.of_kind("mass_rename");
  REQUIRE(renamed.size() == 1);
  CHECK(renamed[0].facts.at("extension") == "lockbit");
  CHECK(renamed[0].facts.at("files") == "300");
  CHECK(renamed[0].facts.at("family") == "LockBit");
  CHECK(renamed[0].facts.at("first") < renamed[0].facts.at("last"));
  const auto encrypted = bench.of_kind("encrypted_files");
  REQUIRE(encrypted.size() == 1);
  const int sampled = std::stoi(encrypted[0].facts.at("sampled"));
  CHECK(sampled > 150);
  CHECK(sampled < 250);
  CHECK(encrypted[0].facts.at("encrypted") == encrypted[0].facts.at("sampled"));
  CHECK(encrypted[0].facts.at("files") == "300");
  CHECK(encrypted[0].certainty == Certainty::certain);
  const std::string& examples = encrypted[0].facts.at("examples");
  CHECK(std::count(examples.begin(), examples.end(), ';') == 19);
}

TEST_CASE("documents encrypted under their own names are found, and EFS files are not accused") {
  Bench bench;
  for (int i = 0; i < 40; ++i) {
    bench.disk.contents[fmt::format("/d/f{}.pdf", i)] =
        i < 10 ? random_text(3000, static_cast<unsigned>(i)) : "%PDF-1.4 a letter";
  }
  REQUIRE(bench.run());
  const auto encrypted = bench.of_kind("encrypted_files");
  REQUIRE(encrypted.size() == 1);
  CHECK(encrypted[0].facts.at("extension") == "pdf");
  CHECK(encrypted[0].facts.at("encrypted") == "10");
  CHECK(encrypted[0].certainty == Certainty::possible);
  CHECK(bench.of_kind("mass_rename").empty());
}

TEST_CASE("the same note in a hundred folders is told three times and then counted") {
  Bench bench;
  for (int i = 0; i < 100; ++i) {
    bench.disk.contents[fmt::format("/Users/a/d{}/Restore-My-Files.txt", i)] = note;
  }
  REQUIRE(bench.run());
  const auto notes = bench.of_kind("ransom_note");
  REQUIRE(notes.size() == 4);
  const auto counted = std::find_if(notes.begin(), notes.end(), [](const Finding& finding) {
    return finding.facts.contains("copies");
  });
  REQUIRE(counted != notes.end());
  CHECK(counted->facts.at("copies") == "100");
  CHECK(notes.front().facts.at("family") == "LockBit");
  CHECK(std::stoi(notes.front().facts.at("score")) >= 75);
}

TEST_CASE("deleted entries are read only where their bytes are still their own") {
  Bench bench(needle_rule);
  bench.disk.contents = {{"/small.txt", "a needle"},
                         {"/large.txt", "needle" + std::string(5000, 'x')}};
  bench.disk.deleted = {"/small.txt", "/large.txt"};
  REQUIRE(bench.run());
  const auto found = bench.of_kind("yara");
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "/small.txt");
  CHECK(found[0].deleted);
}

TEST_CASE("a file that cannot be read is counted and told, and the next one is still read") {
  Bench bench(needle_rule);
  bench.disk.contents = {{"/a.txt", "a needle"}, {"/bad.txt", "a needle"}, {"/c.txt", "a needle"}};
  bench.disk.unreadable = {"/bad.txt"};
  const auto scanned = bench.run();
  REQUIRE(scanned);
  CHECK(scanned->failed == 1);
  CHECK(bench.notes("scan_unreadable") == 1);
  CHECK(bench.of_kind("yara").size() == 2);
  CHECK(bench.ledger.unreadable_bytes.at("/bad.txt|") == 8);
  CHECK(bench.ledger.unreadable_bytes.at("/c.txt|") == 0);
}

TEST_CASE("a file on which a rule runs for ever is told as cut, and the next one is read") {
  Bench bench(R"(
    rule slow { condition: filename == "slow.bin" and
      for all i in (1..1000000000) : (uint8(1) == 0x61) }
    rule needle { strings: $a = "needle" condition: $a })");
  bench.options.file_timeout = std::chrono::seconds(1);
  bench.disk.contents = {{"/a.txt", "needle"}, {"/slow.bin", "aaaa"}, {"/z.txt", "needle"}};
  const auto scanned = bench.run();
  REQUIRE(scanned);
  CHECK(scanned->timed_out == 1);
  const auto cut = bench.of_kind("scan_cut");
  REQUIRE(cut.size() == 1);
  CHECK(cut[0].path == "/slow.bin");
  CHECK(cut[0].facts.at("seconds") == "1");
  CHECK(bench.of_kind("yara").size() == 2);
  CHECK(bench.ledger.hashes.contains("/slow.bin|"));
}

TEST_CASE("a file larger than memory allows is hashed and scanned in one pass") {
  Bench bench(needle_rule);
  std::string content = random_text(33 * 1024 * 1024 + 7, 5);
  content.replace(20 * 1024 * 1024, 6, "needle");
  bench.disk.contents = {{"/big.vhd", content}};
  const auto scanned = bench.run();
  REQUIRE(scanned);
  CHECK(scanned->bytes == content.size());
  CHECK(bench.ledger.hashes.at("/big.vhd|") == evidence::hex(evidence::sha256(bytes_of(content))));
  REQUIRE(bench.of_kind("yara").size() == 1);
  CHECK(bench.of_kind("yara")[0].facts.at("strings") == "$a@0x1400000");
}

TEST_CASE("a stop ends the scan as cancelled") {
  Bench bench(needle_rule);
  for (int i = 0; i < 200; ++i) bench.disk.contents[fmt::format("/f{}.txt", i)] = "needle";
  std::stop_source stop;
  bench.options.stop = stop.get_token();
  int seen = 0;
  bench.options.events = [&](const Event& event) {
    if (std::holds_alternative<Finding>(event) && ++seen == 10) stop.request_stop();
  };
  const auto scanned = bench.run();
  REQUIRE_FALSE(scanned);
  CHECK(scanned.error().code == Errc::cancelled);
  CHECK(bench.ledger.findings.size() >= 10);
  CHECK(bench.ledger.findings.size() < 200);
}

TEST_CASE("a key that is full ends the scan with that error") {
  class FullLedger : public Ledger {
   public:
    Result<void> finding(const Finding&) override { return fail(Errc::key_full, "no room"); }
  };
  Bench bench(needle_rule);
  for (int i = 0; i < 50; ++i) bench.disk.contents[fmt::format("/f{}.txt", i)] = "needle";
  FullLedger full;
  const auto scanned = scan_volume(
      [&]() -> Result<std::unique_ptr<disks::Volume>> {
        return std::unique_ptr<disks::Volume>(std::make_unique<FakeVolume>(bench.disk));
      },
      bench.options, full);
  REQUIRE_FALSE(scanned);
  CHECK(scanned.error().code == Errc::key_full);
}

TEST_CASE("a rule that matches everywhere is told 500 times, the rest is counted in a note") {
  Bench bench("rule everywhere { condition: true }");
  for (int i = 0; i < 600; ++i) bench.disk.contents[fmt::format("/f{}.bin", i)] = "x";
  const auto scanned = bench.run();
  REQUIRE(scanned);
  CHECK(scanned->findings == 500);
  CHECK(bench.ledger.findings.size() == 500);
  CHECK(bench.notes("findings_cut") == 1);
  CHECK(scanned->streams == 600);
}

TEST_CASE("only the scanners that were asked for work, and an unknown one is a usage error") {
  Bench bench(needle_rule);
  bench.disk.contents = {{"/a.txt", "needle"}, {"/Restore-My-Files.txt", std::string(note)}};
  bench.options.only = {"ransom_notes"};
  REQUIRE(bench.run());
  CHECK(bench.of_kind("yara").empty());
  CHECK(bench.of_kind("ransom_note").size() == 1);
  bench.options.only = {"clairvoyance"};
  const auto refused = bench.run();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::usage);
}

TEST_CASE("rules that do not compile are told before the scan and counted") {
  Bench bench(std::string(needle_rule) + " rule bad { condition: nothing_of_that_name }");
  bench.disk.contents = {{"/a.txt", "needle"}};
  const auto scanned = bench.run();
  REQUIRE(scanned);
  CHECK(scanned->rules == 1);
  CHECK(scanned->rules_left_out == 1);
  CHECK(bench.notes("rule_left_out") == 1);
  CHECK(bench.of_kind("yara").size() == 1);
}

TEST_CASE("rules know the name, path, extension, type and owner of what they see") {
  Bench bench(R"(rule facts { condition: filename == "Scan.PDF" and
    filepath == "C:\\Users\\a\\Scan.PDF" and extension == ".pdf" and filetype == "PDF" and
    owner == "SYSTEM" })");
  bench.disk.contents = {{"/Users/a/Scan.PDF", "%PDF-1.4"}};
  REQUIRE(bench.run());
  CHECK(bench.of_kind("yara").size() == 1);
}

TEST_CASE("our own rules see the demonstration marker, and their own text does not carry it") {
  Bench bench;
  bench.options.own_rules = true;
  const std::string marker = std::string("TROUSSE-DEMO-") + "PETITLOUP-DROPPER";
  bench.disk.contents = {{"/a.exe", "MZ.." + marker}};
  const std::filesystem::path rules =
      std::filesystem::path(TROUSSE_SOURCE_DIR) / "scanners" / "rules" / "yara";
  for (const auto& entry : std::filesystem::directory_iterator(rules)) {
    bench.disk.contents["/rules/" + entry.path().filename().string()] = read_file(entry.path());
  }
  REQUIRE(bench.disk.contents.size() > 5);
  REQUIRE(bench.run());
  for (const Finding& finding : bench.of_kind("yara")) {
    INFO(finding.rule << " in " << finding.path);
    CHECK(finding.path == "/a.exe");
  }
  REQUIRE_FALSE(bench.of_kind("yara").empty());
  CHECK(bench.of_kind("yara")[0].rule == "Demonstration_Trousse_Dropper_Marker");
}
