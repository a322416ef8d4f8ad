// SPDX-License-Identifier: Apache-2.0
// tests/vectors/playbooks/*.yaml: one small sheet each, headed by what is wrong with it and where.
#include "playbooks/check.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "playbooks/library.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::playbooks;

namespace {

namespace fs = std::filesystem;

const fs::path vectors = fs::path(TROUSSE_SOURCE_DIR) / "tests/vectors/playbooks";

// "12 fault_verb_unknown"; line 0 stands for any (a fault of several files together).
std::set<std::string> expected(const fs::path& path) {
  std::set<std::string> all;
  std::istringstream text(tests::read_file(path));
  constexpr std::string_view mark = "# expect: ";
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with(mark)) all.insert(line.substr(mark.size()));
  }
  return all;
}

std::set<std::string> found(const fs::path& path) {
  std::set<std::string> all;
  for (const Fault& fault : check_file(path.string()).faults) {
    const std::size_t line = fault.why == words::Id::fault_loop ? 0 : fault.line;
    all.insert(std::to_string(line) + " " + std::string(words::name(fault.why)));
  }
  if (all.empty()) all.insert("none");
  return all;
}

// Rows that another test shows, or that belong to another file than a sheet.
const std::set<std::string> shown_elsewhere = {
    "fault_at_line",   "fault_in_file",     "fault_unreadable",      "fault_too_many_files",
    "fault_too_large", "fault_sheet_twice", "fault_include_in_part", "fault_include_condition"};

}  // namespace

TEST_CASE("Each vector has the faults that its head says, at their lines, and no other") {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(vectors)) {
    INFO(entry.path().filename().string());
    CHECK(found(entry.path()) == expected(entry.path()));
    ++count;
  }
  CHECK(count > 45);
}

TEST_CASE("Every kind of fault has a vector") {
  std::set<std::string> all;
  for (const auto& entry : fs::directory_iterator(vectors)) {
    for (const std::string& line : expected(entry.path()))
      all.insert(line.substr(line.find(' ') + 1));
  }
  // The rows of words/messages/faults.def stand together.
  const auto last = static_cast<std::size_t>(words::Id::fault_sheet_twice);
  for (auto i = static_cast<std::size_t>(words::Id::fault_at_line); i <= last; ++i) {
    const std::string name(words::name(static_cast<words::Id>(i)));
    if (shown_elsewhere.contains(name)) continue;
    INFO(name);
    CHECK(all.contains(name));
  }
}

TEST_CASE("A part includes no other, and its conditions are not those of who includes it") {
  const ParsedPart nested =
      parse_part("part: a\nsteps:\n  - include: hour\n  - tell: b\n", "a.yaml");
  REQUIRE_FALSE(nested.faults.empty());
  CHECK(nested.faults[0].why == words::Id::fault_include_in_part);
  CHECK(nested.faults[0].line == 3);

  const std::string sheet = "sheet: a\nsteps:\n  - include: care\n    when: {care: nobody}\n";
  const ParsedSheet twice = parse_sheet(sheet, "a.yaml", built_in_parts());
  CHECK(std::any_of(twice.faults.begin(), twice.faults.end(), [](const Fault& fault) {
    return fault.why == words::Id::fault_include_condition && fault.line == 3;
  }));
}

TEST_CASE("A hostile text costs no more than its bounds") {
  std::string steps = "sheet: a\nsteps:\n";
  for (int i = 0; i < 5000; ++i) steps += "  - dance: x\n";
  const ParsedSheet many = parse_sheet(steps, "a.yaml", built_in_parts());
  CHECK(many.sheet.steps.size() <= max_steps);
  CHECK(many.faults.size() <= most_faults);

  std::string includes = "sheet: a\nsteps:\n";
  for (int i = 0; i < 90; ++i) includes += "  - include: machine\n";
  CHECK(parse_sheet(includes, "a.yaml", built_in_parts()).sheet.steps.size() <= max_steps);

  const std::string deep(200'000, '[');
  CHECK_FALSE(parse_sheet(deep, "a.yaml", built_in_parts()).faults.empty());
  CHECK_FALSE(parse_sheet("", "a.yaml", built_in_parts()).faults.empty());
  CHECK_FALSE(parse_sheet("- a\n- b\n", "a.yaml", built_in_parts()).faults.empty());
}

TEST_CASE("Words are counted as a reader counts them") {
  CHECK(words_in("Appelez le 36 08 !") == 4);
  CHECK(words_in("Demandez : \u00ab Dois-je laisser le poste allum\u00e9 ? \u00bb") == 6);
  CHECK(words_in("\u201cmes \u00e9v\u00e9nements\u201d") == 2);
  CHECK(sentences_of("Ouvrez 17cyber.gouv.fr. Puis lisez.").size() == 2);
  CHECK(holds_word("un disque sain.", "sain"));
  CHECK_FALSE(holds_word("une toussaint", "sain"));
}

TEST_CASE("The words that results never use are not used in sheets either") {
  const Vocabulary& words = vocabulary();
  for (const char* word :
       {"sain", "s\u00fbr", "propre", "infect\u00e9", "s\u00e9curis\u00e9", "garanti", "clean"}) {
    INFO(word);
    const auto& all = words.french.forbidden;
    CHECK(std::find(all.begin(), all.end(), word) != all.end());
  }
  for (const char* word : {"clean", "safe", "secure", "healthy", "infected", "guaranteed"}) {
    INFO(word);
    const auto& all = words.english.forbidden;
    CHECK(std::find(all.begin(), all.end(), word) != all.end());
  }
}
