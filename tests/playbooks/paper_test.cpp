// SPDX-License-Identifier: Apache-2.0
#include "playbooks/paper.hpp"

#include "playbooks/library.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::playbooks;
using words::Language;

TEST_CASE("the general sheet stands on two pages, with the numbers of the screens") {
  const auto* general = built_in_library().find(general_sheet);
  REQUIRE(general != nullptr);
  for (const Language language : {Language::french, Language::english}) {
    auto facts = on_paper(*general, language);
    REQUIRE(facts.steps.size() > 5);
    for (const auto& step : facts.steps) {
      const auto& original = general->steps.at(std::stoul(step.number) - 1);
      CHECK(step.title == (language == Language::french ? original.title.fr : original.title.en));
      CHECK(original.on_paper);
    }
    CHECK(papers::reflex_sheet(facts, language));
    facts.contacts.insurer.name = "Assurance Exemple";
    facts.url = "https://cabinet-exemple.example/trousse";
    const auto sheet = papers::reflex_sheet(facts, language);
    REQUIRE(sheet);
    CHECK(sheet->pdf.pages == 2);
  }
}

TEST_CASE(
    "a step that only the kit can decide is not printed; one that an answer decides says so") {
  const auto facts = on_paper(*built_in_library().find(general_sheet), Language::english);
  bool told = false;
  for (const auto& step : facts.steps) {
    CHECK(step.title.find("copied") == std::string::npos);
  }
  // No sheet of ours has such a step for paper today; one of a provider's may.
  Playbook sheet;
  Ask question;
  playbooks::Choice today;
  today.id = "today";
  today.label.en = "Yes, today";
  question.choices = {today};
  Step asked;
  asked.id = "care";
  asked.verb = question;
  Step handed;
  handed.id = "handed";
  handed.verb = Tell{};
  handed.when = {{"care", {"today"}}};
  handed.on_paper = true;
  sheet.steps = {asked, handed};
  for (const auto& step : on_paper(sheet, Language::english).steps) {
    for (const auto& line : step.lines) told = told || line == "Only if: Yes, today.";
  }
  CHECK(told);
}

TEST_CASE("the 48 control points stand in the four questionnaires") {
  const auto points = on_paper(posture(), {}, Language::french);
  CHECK(points.size() == 48);
  CHECK(points.front().part == 1);
  CHECK(points.back().part == 4);
}
