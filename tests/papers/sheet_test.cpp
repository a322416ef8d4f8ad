// SPDX-License-Identifier: Apache-2.0
#include "papers/sheet.hpp"

#include "tests/papers/reading.hpp"
#include "tests/papers/sample.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::papers;
using namespace trousse::tests;
using words::Language;

namespace {

void expect_inside(const ReadPdf& read) {
  for (const auto& word : outside(read, 6)) {
    INFO("page " << word.page << " at " << word.left << " " << word.top << ": " << word.text);
    CHECK(false);
  }
}

}  // namespace

TEST_CASE("The sheet is two pages at 14 points, with and without contacts, in both languages") {
  for (const Language language : {Language::french, Language::english}) {
    for (const bool with_contacts : {true, false}) {
      for (const char* url : {"", "https://cabinet-exemple.example/trousse/fiche-reflexe"}) {
        SheetFacts facts = sheet_facts(with_contacts, language);
        facts.url = url;
        const auto sheet = reflex_sheet(facts, language);
        REQUIRE(sheet);
        CHECK(sheet->pdf.font_found);
        CHECK(sheet->detail == 14);
        const ReadPdf read = read_pdf(sheet->pdf.bytes);
        CHECK(read.pages == 2);
        expect_inside(read);
        CHECK(says(read, with_contacts ? "CYB-2026-0042" : "17cyber.gouv.fr"));
        // The address is broken over lines of its narrow column.
        std::string run;
        for (const auto& word : read.words) run += word.text;
        CHECK(run.find(url) != std::string::npos);
      }
    }
  }
}

TEST_CASE("The numbers of the steps are those that were given") {
  SheetFacts facts = sheet_facts(false, Language::french);
  facts.steps.resize(3);
  facts.steps[0].number = "2";
  facts.steps[1].number = "5";
  facts.steps[2].number = "17";
  const auto sheet = reflex_sheet(facts, Language::french);
  REQUIRE(sheet);
  const ReadPdf read = read_pdf(sheet->pdf.bytes);
  CHECK(says(read, "2 Notez l'heure."));
  CHECK(says(read, "5 Coupez le réseau."));
  CHECK(says(read, "17 N'éteignez pas."));
}

TEST_CASE("Without an address the sheet has a line to write it on, and no code") {
  SheetFacts facts = sheet_facts(false, Language::french);
  const auto without = reflex_sheet(facts, Language::french);
  REQUIRE(without);
  CHECK(says(read_pdf(without->pdf.bytes), "Adresse de la page"));
  facts.url = "trousse";
  const auto wrong = reflex_sheet(facts, Language::french);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().code == Errc::usage);
}

TEST_CASE("Many steps make smaller letters, too many are refused") {
  SheetFacts facts = sheet_facts(true, Language::french);
  const auto twelve = facts.steps;
  facts.steps.insert(facts.steps.end(), twelve.begin(), twelve.begin() + 6);
  const auto smaller = reflex_sheet(facts, Language::french);
  REQUIRE(smaller);
  CHECK(smaller->detail < 14);
  CHECK(smaller->pdf.pages == 2);
  for (int i = 0; i < 4; ++i) facts.steps.insert(facts.steps.end(), twelve.begin(), twelve.end());
  const auto refused = reflex_sheet(facts, Language::french);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::refused);
}

TEST_CASE("A hostile contact card leaves the sheet whole") {
  for (const std::string& hostile : hostile_strings()) {
    SheetFacts facts = sheet_facts(true, Language::french);
    facts.contacts.insurer.name = hostile.substr(0, 500);
    facts.contacts.provider.phone = hostile.substr(0, 500);
    INFO(hostile.substr(0, 40));
    const auto sheet = reflex_sheet(facts, Language::french);
    REQUIRE(sheet);
    expect_inside(read_pdf(sheet->pdf.bytes));
    CHECK(sheet->pdf.pages == 2);
  }
}

TEST_CASE("The sheet refuses honestly: Mac, Surface, BitLocker, Windows that appears") {
  const auto sheet = reflex_sheet(sheet_facts(false, Language::french), Language::french);
  REQUIRE(sheet);
  const ReadPdf read = read_pdf(sheet->pdf.bytes);
  for (const char* text : {"Mac : n'utilisez pas la clé.", "Surface :", "BitLocker",
                           "Windows apparaît ?", "* à vérifier", "09 72 43 91 25"}) {
    INFO(text);
    CHECK(says(read, text));
  }
  // Doubtful facts have no place on paper.
  CHECK_FALSE(says(read, "Terra"));
  CHECK_FALSE(says(read, "Wortmann"));
}
