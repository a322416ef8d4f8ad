// SPDX-License-Identifier: Apache-2.0
// One line of the internal register of breaches, art. 33 (5) GDPR, on one page.
#include "papers/paper.hpp"

namespace trousse::papers {

using words::Id;

void write_register(Writing& writing) {
  const Facts& facts = writing.facts;
  writing.opening(Id::register_title);
  writing.page.paragraph(writing.say(Id::register_law), Weight::bold);
  writing.page.paragraph(writing.say(Id::cnil_availability));
  writing.field(Id::paper_discovered, writing.moment(facts.discovered));
  writing.blank(Id::register_date);
  writing.field(Id::situation_label, writing.situation(facts.situation));
  writing.field(Id::register_facts, facts.seen, 3);
  writing.blank(Id::register_effects, 3);
  writing.blank(Id::register_measures, 3);
  writing.page.field(writing.say(Id::cnil_deadline, {std::to_string(facts.cnil_hours)}),
                     writing.deadline(facts.cnil_hours));
  writing.choices(Id::register_decision, {Id::paper_yes, Id::paper_no});
  writing.blank(Id::register_why, 2);
  writing.blank(Id::register_cnil_number);
  writing.choices(Id::register_patients, {Id::paper_yes, Id::paper_no});
  writing.signature();
}

}  // namespace trousse::papers
