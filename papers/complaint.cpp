// SPDX-License-Identifier: Apache-2.0
// What the police ask of a complaint, in the order of a statement.
#include "papers/paper.hpp"

namespace trousse::papers {
namespace {

using words::Id;

void who_and_when(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::complaint_1));
  writing.practice();
  writing.blank(Id::complaint_quality);
  writing.blank(Id::complaint_rpps);
  writing.blank(Id::complaint_identity);
  writing.blank(Id::complaint_company);
  page.heading(writing.say(Id::complaint_2));
  writing.field(Id::paper_discovered, writing.moment(writing.facts.discovered));
  page.field(writing.say(Id::complaint_deadline, {std::to_string(writing.facts.complaint_hours)}),
             writing.deadline(writing.facts.complaint_hours));
  writing.blank(Id::complaint_filed);
  page.paragraph(writing.say(Id::complaint_law));
  page.heading(writing.say(Id::complaint_3));
  writing.blank(Id::complaint_place, 2);
}

void what_happened(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::complaint_4));
  writing.field(Id::situation_label, writing.situation(writing.facts.situation));
  writing.field(Id::complaint_seen, writing.facts.seen, 2);
  writing.log(writing.facts.log.empty() ? 8 : 3);
  page.heading(writing.say(Id::complaint_5));
  for (const Id id : {Id::complaint_access, Id::complaint_hindering, Id::complaint_data,
                      Id::complaint_extortion, Id::complaint_fraud, Id::complaint_identity_theft}) {
    page.check(writing.say(id));
  }
}

void traces(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::complaint_6));
  writing.machine(false);
  writing.blank(Id::machine_role);
  writing.blank(Id::machine_others, 2);
  writing.blank(Id::machine_operator);
  page.heading(writing.say(Id::complaint_7));
  for (const Id id : {Id::complaint_note, Id::complaint_amount, Id::complaint_contacts,
                      Id::complaint_wallet, Id::complaint_mails}) {
    writing.blank(id);
  }
  page.heading(writing.say(Id::complaint_findings_title));
  writing.findings(12);
  page.heading(writing.say(Id::complaint_8));
  writing.evidence();
  writing.choices(
      Id::complaint_image, {Id::paper_yes, Id::paper_no},
      writing.facts.archive.image.empty() ? std::nullopt : std::optional<std::size_t>(0));
  writing.blank(Id::complaint_logs);
}

void damage_and_measures(Writing& writing) {
  Page& page = writing.page;
  const Facts& facts = writing.facts;
  page.heading(writing.say(Id::complaint_9));
  for (const Id id : {Id::complaint_days, Id::complaint_costs, Id::complaint_data_lost}) {
    writing.blank(id);
  }
  page.heading(writing.say(Id::complaint_10));
  writing.field(Id::complaint_network_cut, writing.moment(facts.network_cut));
  writing.field(Id::complaint_stopped, writing.moment(facts.stopped));
  const std::string comma = facts.stopped_by.empty() || facts.stopped_how.empty() ? "" : ", ";
  writing.field(Id::complaint_stopped_by, facts.stopped_by + comma + facts.stopped_how);
  writing.field(Id::complaint_decided_by, facts.decided_by);
  writing.blank(Id::complaint_measures, 2);
  page.heading(writing.say(Id::complaint_11));
  page.field("", "", 2);
}

void contacts_and_secrecy(Writing& writing) {
  Page& page = writing.page;
  const ContactCard& card = writing.facts.contacts;
  page.heading(writing.say(Id::complaint_12));
  writing.field(Id::paper_insurer, card.insurer.name);
  writing.field(Id::paper_contract, card.insurer.contract);
  writing.blank(Id::complaint_cnil);
  writing.field(Id::paper_provider, card.provider.name);
  writing.field(Id::paper_phone, card.provider.phone);
  page.heading(writing.say(Id::complaint_13));
  page.framed(writing.say_all(
      {Id::complaint_secrecy_check, Id::complaint_secrecy, Id::complaint_secrecy_seizure}));
  writing.signature();
}

}  // namespace

void write_complaint(Writing& writing) {
  writing.opening(Id::complaint_title);
  writing.page.paragraph(writing.say(Id::complaint_where), Weight::bold);
  writing.page.paragraph(writing.say(Id::paper_blanks));
  who_and_when(writing);
  what_happened(writing);
  traces(writing);
  damage_and_measures(writing);
  contacts_and_secrecy(writing);
}

}  // namespace trousse::papers
