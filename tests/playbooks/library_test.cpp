// SPDX-License-Identifier: Apache-2.0
#include "playbooks/library.hpp"

#include <filesystem>

#include "playbooks/check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::playbooks;

namespace {

namespace fs = std::filesystem;

const fs::path sources = TROUSSE_SOURCE_DIR;

std::string said(const Faults& faults) {
  std::string all;
  for (const Fault& fault : faults) all += sentence(fault, words::Language::english) + "\n";
  return all;
}

SheetNames ours() {
  SheetNames names;
  for (const Playbook& sheet : built_in_library().sheets) names.insert(sheet.id);
  return names;
}

std::string file_of_ours(const std::string& name) {
  return tests::read_file(sources / "playbooks/library" / name);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string sheet_leading_to(const std::string& id, const std::string& other) {
  return "sheet: " + id +
         "\nversion: 1\nchecked: 2026-11-23\ntitle: {fr: Un essai, en: A trial}\n"
         "seen: {fr: Je fais un essai, en: I make a trial}\nsteps:\n"
         "  - ask: choose\n    kind: choice\n    title: {fr: Que faire, en: What now}\n"
         "    choices:\n      - {id: one, label: {fr: Un, en: One}, sheet: " +
         other + "}\n      - {id: two, label: {fr: Deux, en: Two}, sheet: malware}\n";
}

}  // namespace

TEST_CASE("Every sheet of ours reads without a fault and passes every check") {
  CHECK(said(built_in_library().faults).empty());
  for (const Playbook& sheet : built_in_library().sheets) {
    INFO(sheet.id);
    CHECK(said(check(sheet, ours(), vocabulary())).empty());
  }
  std::vector<const Playbook*> all;
  for (const Playbook& sheet : built_in_library().sheets) all.push_back(&sheet);
  CHECK(said(check_loops(all)).empty());
}

TEST_CASE("Every file of the library is compiled in: thirteen sheets, the general one first") {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(sources / "playbooks/library")) {
    const std::string name = entry.path().filename().string();
    const bool is_sheet = entry.is_regular_file() &&
                          tests::read_file(entry.path()).find("\nsheet: ") != std::string::npos;
    if (!is_sheet) continue;
    ++files;
    const auto& sheets = built_in_library().sheets;
    CHECK(std::any_of(sheets.begin(), sheets.end(),
                      [&](const Playbook& sheet) { return sheet.file == name; }));
  }
  CHECK(files == 13);
  CHECK(built_in_library().sheets.size() == files);
  CHECK(built_in_library().sheets.front().id == general_sheet);
  CHECK(built_in_library().sheets.back().id == triage_sheet);
  CHECK(built_in_parts().size() == 7);
}

TEST_CASE("The general sheet goes in the order of the reflex: hour, network, calls, then the key") {
  std::vector<std::string> ids;
  for (const Step& step : built_in_library().find("general")->steps) ids.push_back(step.id);
  CHECK(ids == std::vector<std::string>{"hour", "network", "stay", "practice", "seen", "question",
                                        "care", "handed", "decided", "memory", "stopped", "clock",
                                        "disk", "keys", "collect", "scan", "findings", "seal",
                                        "next"});
}

TEST_CASE("Printed steps come first, so that the numbers on paper are those of the screen") {
  bool printed = true;
  std::size_t count = 0;
  for (const Step& step : built_in_library().find("general")->steps) {
    if (std::holds_alternative<HandOver>(step.verb)) continue;
    INFO(step.id);
    CHECK((printed || !step.on_paper));
    printed = step.on_paper;
    count += printed ? 1 : 0;
  }
  CHECK(count == 7);
}

TEST_CASE("The questions lead to every situation, and each may be answered by not knowing") {
  const Playbook* triage = built_in_library().find(triage_sheet);
  REQUIRE(triage != nullptr);
  CHECK(triage->steps.size() <= 5);
  SheetNames reached = {std::string(triage_sheet)};
  for (const Step& step : triage->steps) {
    const auto& choices = choices_of(step.verb);
    REQUIRE_FALSE(choices.empty());
    CHECK(std::any_of(choices.begin(), choices.end(), [](const playbooks::Choice& choice) {
      return choice.id == "unknown" && choice.sheet == general_sheet;
    }));
    for (const playbooks::Choice& choice : choices) reached.insert(choice.sheet);
  }
  for (const std::string& sheet : ours()) CHECK(reached.contains(sheet));
}

TEST_CASE("Sentences are short in both languages: 15 words on average over the library") {
  for (const words::Language language : {words::Language::french, words::Language::english}) {
    std::size_t words = 0;
    std::size_t sentences = 0;
    for (const Playbook& sheet : built_in_library().sheets) {
      for (const Step& step : sheet.steps) {
        for (const Line& line : lines_of(step.verb)) {
          const bool french = language == words::Language::french;
          for (const std::string& one : sentences_of(french ? line.text.fr : line.text.en)) {
            words += words_in(one);
            ++sentences;
          }
        }
      }
    }
    INFO(words << " words in " << sentences << " sentences");
    REQUIRE(sentences > 300);
    CHECK(words <= 15 * sentences);
    CHECK(words >= 3 * sentences);  // else the counting is wrong
  }
}

TEST_CASE("A sheet that needs no key says so at its end") {
  for (const char* id :
       {"phishing", "fake_support", "wire_fraud", "website", "theft", "supplier"}) {
    const Playbook* sheet = built_in_library().find(id);
    REQUIRE(sheet != nullptr);
    INFO(id);
    const auto& lines = lines_of(sheet->steps.back().verb);
    CHECK(std::any_of(lines.begin(), lines.end(), [](const Line& line) {
      return line.text.en.find("key is of no use") != std::string::npos;
    }));
    for (const Step& step : sheet->steps) CHECK_FALSE(std::holds_alternative<Collect>(step.verb));
  }
}

TEST_CASE("A dropped sheet is added before the questions, one of the same id replaces ours") {
  tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "a.yaml",
                    replaced(file_of_ours("theft.yaml"), "sheet: theft", "sheet: lost_bag"));
  tests::write_file(folder.path() / "b.yml",
                    replaced(file_of_ours("malware.yaml"), "version: 1", "version: 7"));
  tests::write_file(folder.path() / "c.txt", "not for us");
  const Library library = load_library(folder.path().string());
  CHECK(said(library.faults).empty());
  CHECK(library.sheets.size() == 14);
  CHECK(library.sheets.back().id == triage_sheet);
  REQUIRE(library.find("lost_bag") != nullptr);
  CHECK(library.find("malware")->version == 7);
}

TEST_CASE("A broken sheet is said with its line, and ours is used") {
  tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "malware.yaml",
                    replaced(file_of_ours("malware.yaml"), "  - tell: alert", "  - shout: alert"));
  const Library library = load_library(folder.path().string());
  REQUIRE(library.faults.size() == 1);
  CHECK(sentence(library.faults[0], words::Language::french) ==
        "malware.yaml, ligne 19 : le verbe \u00ab shout \u00bb n'existe pas.");
  CHECK(library.find("malware")->version == 1);
  CHECK(library.find("malware")->steps.size() > 10);
}

TEST_CASE("A sheet that leads to one left out is left out too; a circle leaves ours whole") {
  tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "a.yaml", sheet_leading_to("a", "b"));
  tests::write_file(folder.path() / "b.yaml", sheet_leading_to("b", "nowhere"));
  const Library without = load_library(folder.path().string());
  CHECK(without.sheets.size() == 13);
  CHECK(without.faults.size() == 2);

  tests::write_file(folder.path() / "b.yaml", sheet_leading_to("b", "a"));
  const Library circle = load_library(folder.path().string());
  INFO(said(circle.faults));
  CHECK(circle.sheets.size() == 13);
  CHECK(circle.faults.size() == 2);
  CHECK(circle.faults[0].why == words::Id::fault_loop);
}

TEST_CASE("A folder may hold anything: no file is read through a link, none over its bound") {
  tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "big.yaml", std::string(max_sheet_bytes + 1, 'x'));
  fs::create_directory(folder.path() / "folder.yaml");
  fs::create_symlink("/dev/zero", folder.path() / "link.yaml");
  fs::create_symlink(sources / "playbooks/library/theft.yaml", folder.path() / "linked.yaml");
  const Library library = load_library(folder.path().string());
  CHECK(library.sheets.size() == 13);
  CHECK(library.faults.size() == 4);
  CHECK(load_library("/nonexistent").faults.empty());
}

TEST_CASE("What the disk says may suggest another sheet, with its reason") {
  const Library& library = built_in_library();
  CHECK_FALSE(suggest_sheet(library, "malware", {}));
  const auto other = suggest_sheet(library, "malware", {"finding.ransomware", "finding.malware"});
  REQUIRE(other);
  CHECK(other->sheet == "ransomware");
  CHECK(other->because.en == "Files on this disk seem to be held for money.");
  CHECK_FALSE(suggest_sheet(library, "ransomware", {"finding.ransomware", "finding.malware"}));
  CHECK(suggest_sheet(library, "general", {"finding.malware"})->sheet == "malware");
}

TEST_CASE("A finding that is only possible changes no sheet") {
  Finding note;
  note.kind = "ransom_note";
  note.certainty = Certainty::possible;
  CHECK_FALSE(fact_of(note));
  note.certainty = Certainty::probable;
  CHECK(fact_of(note) == "finding.ransomware");
  Finding rule;
  rule.kind = "yara";
  rule.severity = Severity::medium;
  CHECK_FALSE(fact_of(rule));
  rule.severity = Severity::high;
  CHECK(fact_of(rule) == "finding.malware");
  rule.kind = "clamav";
  CHECK(fact_of(rule) == "finding.malware");
  rule.severity = Severity::low;
  CHECK_FALSE(fact_of(rule));
}
