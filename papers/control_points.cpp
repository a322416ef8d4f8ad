// SPDX-License-Identifier: Apache-2.0
// The control points by questionnaire, to go through with each provider.
#include "papers/paper.hpp"

namespace trousse::papers {
namespace {

using words::Id;

Id answer_word(ControlPoint::Answer answer) {
  switch (answer) {
    case ControlPoint::Answer::met: return Id::points_met;
    case ControlPoint::Answer::to_review: return Id::points_to_review;
    case ControlPoint::Answer::unknown: break;
  }
  return Id::points_unknown;
}

void questionnaire(Writing& writing, unsigned part, Id title) {
  Table table;
  table.shares = {0.08, 0.42, 0.17, 0.33};
  table.header =
      writing.say_all({Id::points_number, Id::points_point, Id::points_answer, Id::points_comment});
  table.least_row = 9;
  for (const ControlPoint& point : writing.facts.points) {
    if (point.part != part) continue;
    table.rows.push_back(
        {point.number, point.text, writing.say(answer_word(point.answer)), point.seen});
  }
  if (table.rows.empty()) return;
  writing.page.heading(writing.say(title));
  writing.page.table(table);
  writing.signature(Id::points_provider_sign);
}

}  // namespace

void write_control_points(Writing& writing) {
  Page& page = writing.page;
  writing.opening(Id::points_title);
  page.paragraph(writing.say(Id::points_how), Weight::bold);
  page.paragraph(writing.say(Id::points_answers));
  if (writing.facts.points.empty()) page.paragraph(writing.say(Id::points_none));
  constexpr Id titles[] = {Id::points_part_1, Id::points_part_2, Id::points_part_3,
                           Id::points_part_4};
  for (unsigned part = 1; part <= std::size(titles); ++part) {
    questionnaire(writing, part, titles[part - 1]);
  }
}

}  // namespace trousse::papers
