// SPDX-License-Identifier: Apache-2.0
// The message to patients, art. 34 GDPR: plain words, no technical name.
#include "papers/paper.hpp"

namespace trousse::papers {

using words::Id;

void write_patients(Writing& writing) {
  Page& page = writing.page;
  const Facts& facts = writing.facts;
  page.title(writing.say(Id::patients_title));
  page.framed(writing.say_all({Id::patients_when, Id::patients_only}));
  writing.field(Id::patients_from, facts.contacts.practice.name);
  page.space(3);
  page.paragraph(writing.say(Id::patients_dear));
  page.paragraph(writing.say(Id::patients_happened));
  if (facts.discovered) {
    page.paragraph(writing.say(Id::patients_known, {writing.moment(facts.discovered)}));
  } else {
    writing.blank(Id::patients_known_blank);
  }
  writing.blank(Id::patients_words, 3);
  writing.blank(Id::patients_data, 2);
  page.heading(writing.say(Id::patients_risks));
  for (const Id id : {Id::patients_risk_calls, Id::patients_risk_identity}) {
    page.check(writing.say(id));
  }
  writing.blank(Id::cnil_details);
  writing.blank(Id::patients_done, 3);
  page.heading(writing.say(Id::patients_you));
  for (const Id id : {Id::patients_you_doubt, Id::patients_you_never, Id::patients_you_call}) {
    page.bullet(writing.say(id));
  }
  writing.field(Id::patients_contact, facts.contacts.practice.phone);
  page.paragraph(writing.say(Id::patients_sorry));
  writing.blank(Id::patients_doctor);
}

}  // namespace trousse::papers
