// SPDX-License-Identifier: Apache-2.0
#include "playbooks/answers.hpp"

#include "playbooks/library.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::playbooks;
using words::Language;

TEST_CASE("an answer of the journal is told by the words of the sheet that asked it") {
  const auto care = answer_in_words("care", "nobody", Language::french);
  CHECK(care.question == "Un prestataire s'occupe-t-il du poste aujourd'hui ?");
  CHECK(care.answer == "Non, personne aujourd'hui");
  CHECK(answer_in_words("care", "nobody", Language::english).answer == "No, nobody today");
  CHECK(answer_in_words("hour", "2026-11-23T17:05:00.0000000Z", Language::english)
            .answer.find("2026") != std::string::npos);
  CHECK(answer_in_words("network", "cut", Language::french).answer == "aucune liaison visible");
  CHECK(answer_in_words("clock", "-15", Language::french).answer == "écart de -15 min");
}

TEST_CASE("what no sheet of ours asked has no words, and stays as the journal has it") {
  CHECK(answer_in_words("own_question", "x", Language::french).question.empty());
  CHECK(answer_in_words("care", "something else", Language::french).answer.empty());
}

TEST_CASE("every answer that a sheet offers has words in both languages") {
  for (const Playbook& sheet : built_in_library().sheets) {
    for (const Step& step : sheet.steps) {
      for (const Choice& choice : choices_of(step.verb)) {
        for (const Language language : {Language::french, Language::english}) {
          const auto said = answer_in_words(step.id, choice.id, language);
          INFO(step.id << " " << choice.id);
          CHECK_FALSE(said.question.empty());
          CHECK_FALSE(said.answer.empty());
        }
      }
    }
  }
}
