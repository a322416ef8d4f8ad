// SPDX-License-Identifier: Apache-2.0
// What art. 33 (3) GDPR asks of a notification, field by field.
#include "papers/paper.hpp"

namespace trousse::papers {
namespace {

using words::Id;

// The kind of breach that the chosen situation is, as the form puts it: its place in the boxes.
std::optional<std::size_t> kind_of(std::string_view situation) {
  struct Row {
    std::string_view situation;
    std::size_t box;
  };
  constexpr Row rows[] = {{"ransomware", 0}, {"malware", 0},  {"intrusion", 0}, {"account", 0},
                          {"website", 0},    {"phishing", 1}, {"theft", 2}};
  for (const Row& row : rows) {
    if (row.situation == situation) return row.box;
  }
  return std::nullopt;
}

void organisation(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::cnil_1));
  writing.choices(Id::cnil_kind, {Id::cnil_initial, Id::cnil_additional, Id::cnil_complete});
  writing.blank(Id::cnil_first_number);
  page.heading(writing.say(Id::cnil_2));
  writing.practice();
  for (const Id id : {Id::cnil_sector, Id::cnil_person, Id::cnil_dpo, Id::cnil_processors}) {
    writing.blank(id);
  }
}

void dates(Writing& writing) {
  Page& page = writing.page;
  const Facts& facts = writing.facts;
  page.heading(writing.say(Id::cnil_3));
  writing.blank(Id::cnil_began);
  writing.choices(Id::cnil_began, {Id::cnil_known, Id::cnil_estimated, Id::paper_unknown});
  if (facts.earliest) {
    page.bullet(writing.say(Id::cnil_began_seen, {writing.moment(facts.earliest)}));
  }
  writing.blank(Id::cnil_ended);
  writing.field(Id::paper_discovered, writing.moment(facts.discovered));
  page.field(writing.say(Id::cnil_deadline, {std::to_string(facts.cnil_hours)}),
             writing.deadline(facts.cnil_hours));
  writing.field(Id::cnil_discovery, facts.seen, 2);
  writing.blank(Id::cnil_late, 2);
}

void nature(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::cnil_4));
  writing.field(Id::situation_label, writing.situation(writing.facts.situation));
  writing.choices(Id::cnil_what, {Id::cnil_confidentiality, Id::cnil_integrity, Id::cnil_access});
  writing.choices(Id::cnil_origin, {Id::cnil_outside_malicious, Id::cnil_inside_malicious,
                                    Id::cnil_inside_accident, Id::cnil_outside_accident});
  writing.choices(Id::cnil_kind,
                  {Id::cnil_hacking, Id::cnil_phishing, Id::cnil_lost, Id::cnil_published,
                   Id::cnil_wrong_address, Id::cnil_other},
                  kind_of(writing.facts.situation));
}

void data_and_people(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::cnil_5));
  page.choices("", writing.say_all({Id::cnil_identity, Id::cnil_contact_data, Id::cnil_nir,
                                    Id::cnil_health, Id::cnil_money, Id::cnil_passwords,
                                    Id::cnil_documents, Id::cnil_pictures, Id::cnil_other}));
  writing.blank(Id::cnil_records);
  page.heading(writing.say(Id::cnil_6));
  page.choices("", writing.say_all({Id::cnil_patients, Id::cnil_staff, Id::cnil_colleagues,
                                    Id::cnil_minors, Id::cnil_vulnerable}));
  writing.blank(Id::cnil_people);
}

void measures_and_consequences(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::cnil_7));
  page.choices("", writing.say_all({Id::cnil_before_encryption, Id::cnil_before_backup,
                                    Id::cnil_before_passwords, Id::cnil_before_updates}));
  writing.blank(Id::cnil_details, 2);
  page.heading(writing.say(Id::cnil_8));
  page.choices("", writing.say_all({Id::cnil_loss_of_control, Id::cnil_usurpation, Id::cnil_fraud,
                                    Id::cnil_secrecy, Id::cnil_delay, Id::cnil_reputation}));
  writing.choices(Id::cnil_gravity,
                  {Id::cnil_negligible, Id::cnil_limited, Id::cnil_important, Id::cnil_maximal});
  page.heading(writing.say(Id::cnil_9));
  writing.field(Id::complaint_network_cut, writing.moment(writing.facts.network_cut));
  page.choices("", writing.say_all({Id::cnil_after_isolated, Id::cnil_after_passwords,
                                    Id::cnil_after_copy, Id::cnil_after_restore,
                                    Id::cnil_after_complaint, Id::cnil_after_provider}));
  writing.blank(Id::cnil_details, 2);
}

void people_told(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::cnil_10));
  page.choices("", writing.say_all({Id::cnil_told, Id::cnil_planned, Id::cnil_not_told}));
  writing.blank(Id::cnil_told_how, 2);
  page.heading(writing.say(Id::cnil_11));
  writing.choices(Id::cnil_border, {Id::paper_yes, Id::paper_no, Id::paper_unknown});
  writing.blank(Id::cnil_authorities);
  writing.blank(Id::cnil_enclosed);
}

}  // namespace

void write_cnil(Writing& writing) {
  writing.opening(Id::cnil_title);
  for (const Id id : {Id::cnil_where, Id::cnil_availability}) {
    writing.page.paragraph(writing.say(id), Weight::bold);
  }
  writing.page.paragraph(writing.say(Id::cnil_order));
  writing.page.paragraph(writing.say(Id::paper_blanks));
  organisation(writing);
  dates(writing);
  nature(writing);
  data_and_people(writing);
  measures_and_consequences(writing);
  people_told(writing);
}

}  // namespace trousse::papers
