// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "words/report_parts.hpp"

namespace trousse::words {
namespace {

Html clock_box(Language language, std::initializer_list<Id> title_then_lines) {
  Html inner;
  for (const Id id : title_then_lines) {
    inner += element(inner.empty() ? "h3" : "p", say(language, id));
  }
  return element("section", inner);
}

// Two limits with two starts and two purposes; people mix them up.
Html clocks(Language language) {
  Html out = element("h3", say(language, Id::next_clocks));
  for (const Id id : {Id::next_clock_start, Id::next_clock_end}) {
    out += paragraph(language, id);
  }
  const Html boxes = clock_box(language, {Id::next_complaint_title, Id::next_complaint_clock,
                                          Id::next_clock_calendar, Id::next_complaint_law}) +
                     clock_box(language, {Id::next_cnil_title, Id::next_cnil_clock,
                                          Id::next_cnil_availability, Id::next_cnil_law});
  return out + element("div", boxes, "clocks");
}

Html steps(const ReportFacts& facts, Language language) {
  std::vector<Html> items;
  for (const Id id :
       {Id::next_step_network, Id::next_step_log, Id::next_step_insurer, Id::next_step_provider,
        Id::next_step_17cyber, Id::next_step_complaint, Id::next_step_cnil, Id::next_step_register,
        Id::next_step_insurer_written, Id::next_step_passwords, Id::next_step_amelipro,
        Id::next_step_patients, Id::next_step_cert_sante, Id::next_step_restore}) {
    items.push_back(say(language, id));
  }
  if (std::any_of(facts.findings.begin(), facts.findings.end(), speaks_of_ransom)) {
    items.push_back(say(language, Id::next_step_nomoreransom));
  }
  return element("h3", say(language, Id::next_steps_title)) + list("ol", items, "steps");
}

Html do_not(Language language) {
  std::vector<Html> items;
  for (const Id id : {Id::next_not_pay, Id::next_not_reinstall, Id::next_not_backup,
                      Id::next_not_usb, Id::next_not_upload, Id::next_not_records}) {
    items.push_back(say(language, id));
  }
  return element("h3", say(language, Id::next_do_not)) + list("ul", items, "forbidden");
}

Html secrecy(Language language) {
  Html inner = element("h3", say(language, Id::next_secrecy_title));
  for (const Id id : {Id::next_secrecy, Id::next_secrecy_share, Id::next_secrecy_store}) {
    inner += paragraph(language, id);
  }
  return element("div", inner, "warning");
}

Html contacts(Language language) {
  std::vector<std::pair<Html, Html>> rows;
  for (const Id id : {Id::contact_stop, Id::contact_insurer, Id::contact_provider,
                      Id::contact_complaint, Id::contact_cnil, Id::contact_order}) {
    rows.emplace_back(say(language, id), blank_line());
  }
  return element("h3", say(language, Id::next_contacts)) + pairs(rows);
}

}  // namespace

bool speaks_of_ransom(const Finding& finding) {
  return finding.kind == "ransom_note" || finding.kind == "mass_rename" ||
         finding.kind == "encrypted_files";
}

Html part_next_steps(const ReportFacts& facts, Language language) {
  Html out = element("h2", say(language, Id::next_title));
  out += paragraph(language, Id::next_intro);
  out += clocks(language);
  out += steps(facts, language);
  out += do_not(language);
  out += secrecy(language);
  out += contacts(language);
  out += paragraph(language, Id::next_checked_on, {}, "small");
  return element("section", out, "next");
}

}  // namespace trousse::words
