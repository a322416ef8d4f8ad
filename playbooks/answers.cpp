// SPDX-License-Identifier: Apache-2.0
#include "playbooks/answers.hpp"

#include <charconv>

#include "core/time.hpp"
#include "playbooks/library.hpp"
#include "playbooks/show.hpp"
#include "words/labels.hpp"

namespace trousse::playbooks {
namespace {

const Step* step_of_ours(const std::string& id) {
  for (const Playbook& sheet : built_in_library().sheets) {
    for (const Step& step : sheet.steps) {
      if (step.id == id) return &step;
    }
  }
  return nullptr;
}

// "+15" of a clock, an hour, or a word that rows `answer_…` have.
std::string value_in_words(const std::string& value, words::Language language) {
  if (const auto row = words::id_of("answer_" + value.substr(0, 32))) {
    return std::string(words::text(*row, language));
  }
  if (const auto time = from_iso8601(value)) return words::moment(*time, language);
  int minutes = 0;
  const char* end = value.data() + value.size();
  const auto [stop, trouble] = std::from_chars(value.data(), end, minutes);
  if (trouble == std::errc() && stop == end) {
    return words::filled(words::Id::answer_minutes, language, {value});
  }
  return {};
}

}  // namespace

words::AnswerWords answer_in_words(const std::string& step, const std::string& value,
                                   words::Language language) {
  if (step == "sheet") {
    const Playbook* sheet = built_in_library().find(value);
    return {"", sheet == nullptr ? "" : in(sheet->title, language)};
  }
  const Step* asked = step_of_ours(step);
  if (asked == nullptr) return {};
  words::AnswerWords said{in(asked->title, language), ""};
  for (const Choice& choice : choices_of(asked->verb)) {
    if (choice.id == value) said.answer = in(choice.label, language);
  }
  if (said.answer.empty()) said.answer = value_in_words(value, language);
  return said;
}

}  // namespace trousse::playbooks
