// SPDX-License-Identifier: Apache-2.0
#include "playbooks/paper.hpp"

#include "playbooks/show.hpp"

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

}  // namespace

papers::SheetFacts on_paper(const Playbook& sheet, words::Language language) {
  papers::SheetFacts facts;
  facts.title = in(sheet.title, language);
  facts.checked = sheet.checked;
  std::size_t number = 0;
  for (const Step& step : sheet.steps) {
    ++number;
    if (!step.on_paper || std::holds_alternative<HandOver>(step.verb)) continue;
    papers::NumberedStep printed{std::to_string(number), in(step.title, language), {}, {}};
    for (const Line& line : lines_of(step.verb)) printed.lines.push_back(in(line, language));
    for (const Choice& choice : choices_of(step.verb)) {
      printed.choices.push_back(in(choice.label, language));
    }
    facts.steps.push_back(std::move(printed));
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
