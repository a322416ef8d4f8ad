// SPDX-License-Identifier: Apache-2.0
// What a provider needs to go on, in the order of his questions.
#include "papers/paper.hpp"

namespace trousse::papers {
namespace {

using words::Id;

void state(Writing& writing) {
  Page& page = writing.page;
  const Facts& facts = writing.facts;
  page.heading(writing.say(Id::handover_situation));
  writing.field(Id::paper_discovered, writing.moment(facts.discovered));
  writing.field(Id::situation_label, writing.situation(facts.situation));
  if (!facts.suggested.empty()) {
    writing.field(Id::situation_suggested, writing.situation(facts.suggested));
  }
  writing.field(Id::complaint_seen, facts.seen, 2);
  page.heading(writing.say(Id::handover_state));
  writing.field(Id::complaint_network_cut, writing.moment(facts.network_cut));
  std::optional<std::size_t> power;
  if (facts.memory == Memory::in_hibernation_file) power = 1;
  writing.choices(Id::handover_power, {Id::handover_on, Id::handover_hibernated, Id::handover_off},
                  power);
  writing.field(Id::complaint_stopped, writing.moment(facts.stopped));
  const std::string comma = facts.stopped_by.empty() || facts.stopped_how.empty() ? "" : ", ";
  writing.field(Id::complaint_stopped_by, facts.stopped_by + comma + facts.stopped_how);
  writing.field(Id::complaint_decided_by, facts.decided_by);
  writing.blank(Id::handover_park, 2);
}

void signs(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::handover_machine));
  writing.machine(true);
  page.heading(writing.say(Id::handover_seen));
  writing.findings(10);
  page.heading(writing.say(Id::handover_unread));
  if (writing.facts.not_read.empty() && writing.facts.scanned) {
    page.paragraph(writing.say(Id::handover_unread_none));
  }
  for (const std::string& one : writing.facts.not_read) page.bullet(one);
}

void grid(Writing& writing) {
  Page& page = writing.page;
  page.heading(writing.say(Id::handover_grid));
  writing.choices(Id::handover_scope, {Id::handover_scope_one, Id::handover_scope_some,
                                       Id::handover_scope_all, Id::paper_unknown});
  writing.choices(Id::handover_impact,
                  {Id::handover_impact_low, Id::handover_impact_mid, Id::handover_impact_high});
  writing.choices(Id::handover_urgency, {Id::handover_urgency_days, Id::handover_urgency_today,
                                         Id::handover_urgency_now});
  page.heading(writing.say(Id::handover_data));
  for (const Id id :
       {Id::handover_software, Id::handover_backup, Id::handover_remote, Id::handover_passwords}) {
    writing.blank(id);
  }
}

void evidence_and_steps(Writing& writing) {
  Page& page = writing.page;
  const ContactCard& card = writing.facts.contacts;
  page.heading(writing.say(Id::handover_evidence));
  writing.evidence();
  page.heading(writing.say(Id::handover_done));
  writing.field(Id::paper_insurer, card.insurer.name);
  writing.field(Id::paper_contract, card.insurer.contract);
  writing.blank(Id::handover_insurer);
  writing.blank(Id::handover_complaint);
  writing.blank(Id::complaint_cnil);
}

}  // namespace

void write_hand_over(Writing& writing) {
  writing.opening(Id::handover_title);
  writing.page.framed(
      writing.say_all({Id::handover_secret, Id::handover_no_upload, Id::handover_do_not}));
  state(writing);
  signs(writing);
  grid(writing);
  evidence_and_steps(writing);
}

}  // namespace trousse::papers
