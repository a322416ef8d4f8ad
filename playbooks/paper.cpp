// SPDX-License-Identifier: Apache-2.0
#include "playbooks/paper.hpp"

#include <algorithm>

#include "playbooks/show.hpp"
#include "words/messages.hpp"

namespace trousse::playbooks {
namespace {

papers::ControlPoint::Answer answer_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::conforming: return papers::ControlPoint::Answer::met;
    case Verdict::review: return papers::ControlPoint::Answer::to_review;
    case Verdict::unknown: break;
  }
  return papers::ControlPoint::Answer::unknown;
}

const Step* question_of(const Playbook& sheet, const std::string& id) {
  const auto found = std::find_if(sheet.steps.begin(), sheet.steps.end(),
                                  [&](const Step& step) { return step.id == id; });
  return found == sheet.steps.end() ? nullptr : &*found;
}

// The answers that lead to a step, quoted, for a reader who has ticked one of them.
std::string answers(const Step& question, const std::vector<std::string>& ids,
                    words::Language language) {
  std::string out;
  for (const Choice& choice : choices_of(question.verb)) {
    if (std::find(ids.begin(), ids.end(), choice.id) == ids.end()) continue;
    if (!out.empty()) out += " / ";
    out += in(choice.label, language);
  }
  return words::filled(words::Id::sheet_only_after, language, {out});
}

// What the kit sees by itself is known only when it runs: such a step has no place on paper.
bool asks_the_kit(const Playbook& sheet, const Step& step) {
  return std::any_of(step.when.begin(), step.when.end(), [&](const auto& condition) {
    return question_of(sheet, condition.first) == nullptr;
  });
}

bool printed(const Playbook& sheet, const Step& step) {
  return step.on_paper && !std::holds_alternative<HandOver>(step.verb) &&
         !std::holds_alternative<Acquire>(step.verb) && !asks_the_kit(sheet, step);
}

}  // namespace

papers::SheetFacts on_paper(const Playbook& sheet, words::Language language) {
  papers::SheetFacts facts;
  facts.title = in(sheet.title, language);
  facts.checked = sheet.checked;
  std::size_t number = 0;
  for (const Step& step : sheet.steps) {
    ++number;
    if (!printed(sheet, step)) continue;
    papers::NumberedStep row{std::to_string(number), in(step.title, language), {}, {}};
    for (const auto& [id, values] : step.when) {
      row.lines.push_back(answers(*question_of(sheet, id), values, language));
    }
    for (const Line& line : lines_of(step.verb)) row.lines.push_back(in(line, language));
    for (const Choice& choice : choices_of(step.verb)) {
      row.choices.push_back(in(choice.label, language));
    }
    facts.steps.push_back(std::move(row));
  }
  return facts;
}

std::vector<papers::ControlPoint> on_paper(const Questionnaire& questionnaire,
                                           const Answered& answered, words::Language language) {
  std::vector<papers::ControlPoint> points;
  unsigned part = 0;
  for (const ControlGroup& group : questionnaire.groups) {
    ++part;
    for (const ControlPoint& point : group.points) {
      points.push_back({part, std::to_string(points.size() + 1), in(point.question, language),
                        answer_of(answered.verdict(point.id)), ""});
    }
  }
  return points;
}

}  // namespace trousse::playbooks
