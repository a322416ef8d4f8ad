// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "papers/paper.hpp"
#include "tests/papers/reading.hpp"
#include "tests/papers/sample.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::papers;
using namespace trousse::tests;
using words::Language;

namespace {

const Paper& paper(std::string_view name) {
  const auto all = all_papers();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Paper& one) { return one.name == name; });
  REQUIRE(found != all.end());
  return *found;
}

ReadPdf read_paper(std::string_view name, const Facts& facts,
                   Language language = Language::french) {
  const auto pdf = draw_paper(paper(name), facts, language);
  INFO((pdf ? "" : pdf.error().what));
  REQUIRE(pdf);
  const ReadPdf read = read_pdf(pdf->bytes);
  for (const auto& word : outside(read, 6)) {
    INFO(name << " page " << word.page << ": " << word.text);
    CHECK(false);
  }
  return read;
}

}  // namespace

TEST_CASE("Every paper is drawn, blank and filled, in both languages, within its pages") {
  const std::map<std::string_view, unsigned> most = {{"complaint", 5}, {"cnil", 5},
                                                     {"register", 1},  {"patients", 1},
                                                     {"hand-over", 4}, {"control-points", 2}};
  for (const Paper& one : all_papers()) {
    for (const Language language : {Language::french, Language::english}) {
      for (const Facts& facts : {Facts{}, filled_facts()}) {
        INFO(one.name);
        const ReadPdf read = read_paper(one.name, facts, language);
        CHECK(read.pages <= most.at(one.name));
        CHECK(says(read, words::filled(one.title, language, {})));
        CHECK(says(read, "23/11/2026"));
      }
    }
  }
}

TEST_CASE("The two time limits are told in the time of the practice") {
  const ReadPdf complaint = read_paper("complaint", filled_facts());
  CHECK(says(complaint, "mardi 24/11/2026 à 19 h 05"));
  CHECK(says(complaint, "vendredi 27/11/2026 à 19 h 05"));
  CHECK(says(complaint, "Échéance des 72 heures"));
  Facts facts = filled_facts();
  facts.cnil_hours = 96;
  const ReadPdf cnil = read_paper("cnil", facts);
  CHECK(says(cnil, "Échéance des 96 heures"));
  CHECK(says(cnil, "samedi 28/11/2026 à 19 h 05"));
  facts.zone = "Indian/Reunion";
  if (TimeZone::named(facts.zone)) {
    CHECK(says(read_paper("cnil", facts), "mardi 24/11/2026 à 22 h 05"));
  }
}

TEST_CASE("72 hours are 72 hours, across the change to winter and to summer time") {
  Facts facts = filled_facts();
  // Friday 23/10/2026, 10 h in Paris (UTC+2): the clocks go back on Sunday.
  facts.discovered = from_iso8601("2026-10-23T08:00:00.0000000Z");
  const ReadPdf winter = read_paper("complaint", facts);
  CHECK(says(winter, "vendredi 23/10/2026 à 10 h 00"));
  CHECK(says(winter, "lundi 26/10/2026 à 09 h 00"));
  // Friday 26/03/2027, 10 h in Paris (UTC+1): the clocks go forward on Sunday.
  facts.discovered = from_iso8601("2027-03-26T09:00:00.0000000Z");
  CHECK(says(read_paper("complaint", facts), "lundi 29/03/2027 à 11 h 00"));
  // The end falls in the hour that the clock shows twice: only the offset tells which.
  facts.discovered = from_iso8601("2026-10-22T01:30:00.0000000Z");
  CHECK(says(read_paper("complaint", facts), "dimanche 25/10/2026 à 02 h 30 (UTC+1)"));
  facts.discovered = from_iso8601("2026-10-22T00:30:00.0000000Z");
  CHECK(says(read_paper("complaint", facts), "dimanche 25/10/2026 à 02 h 30 (UTC+2)"));
}

TEST_CASE("What is known stands on the complaint file") {
  const ReadPdf read = read_paper("complaint", filled_facts());
  for (const char* text :
       {"2026-11-24-7F3A", "Docteur Exemple", "1 place de l'Exemple", "Dell OptiPlex 7010",
        "S5Y1NG0N", "CYB-2026-0042", "12345 67890 12345 67890", "Voit le message de rançon.",
        "412 fichiers portent l'extension .lockbit.", "article L12-10-1", "500 Go",
        "1 très graves, 2 graves"}) {
    INFO(text);
    CHECK(says(read, text[0] == 'a' ? std::string("A") + (text + 1) : text));
  }
  // A digest is broken over lines: its digits are all there.
  std::string digits;
  for (const auto& word : read.words) digits += word.text;
  CHECK(digits.find(std::string(64, 'a')) != std::string::npos);
}

TEST_CASE("Wordings that no jurist has read are said to be checked") {
  CHECK(says(read_paper("complaint", Facts{}), "cette mention doit être relue par un juriste"));
  CHECK(says(read_paper("complaint", Facts{}), "(à vérifier avec l'enquêteur)"));
  CHECK(says(read_paper("cnil", Facts{}), "peut différer (à vérifier)"));
}

TEST_CASE("Nothing found is never told as nothing happened") {
  Facts facts;
  facts.scanned = true;
  CHECK(says(read_paper("hand-over", facts), "Cela ne prouve pas l'absence d'attaque."));
  CHECK(says(read_paper("hand-over", Facts{}), "Aucun examen n'est joint."));
}

TEST_CASE("A situation that is not ours is shown as it is given") {
  Facts facts;
  facts.situation = "autre chose";
  CHECK(says(read_paper("hand-over", facts), "autre chose"));
}

TEST_CASE("Hostile facts leave every paper whole") {
  for (const std::string& hostile : hostile_strings()) {
    Facts facts = filled_facts();
    const std::string text = hostile.substr(0, 3000);
    facts.case_id = facts.author = facts.seen = facts.situation = text;
    facts.machine.model = facts.machine.disk_serial = text;
    facts.archive.file = facts.archive.sha256 = facts.archive.kept_by = text;
    facts.contacts.practice.name = facts.contacts.insurer.contract = text;
    facts.observations[0].sentence = facts.not_read[0] = text;
    facts.log[0].what = facts.log[0].who = text;
    facts.points[0].text = facts.points[0].seen = facts.points[0].number = text;
    for (const Paper& one : all_papers()) {
      INFO(one.name << " " << hostile.substr(0, 30));
      const ReadPdf read = read_paper(one.name, facts);
      CHECK(read.text.find('\x1b') == std::string::npos);
      CHECK(read.pages > 0);
    }
  }
}

TEST_CASE("A zone that does not exist is an error, not another hour") {
  Facts facts;
  facts.zone = "Europe/Montpellier";
  const auto pdf = draw_paper(paper("cnil"), facts, Language::french);
  REQUIRE_FALSE(pdf);
  CHECK(pdf.error().code == Errc::missing);
}
