// SPDX-License-Identifier: Apache-2.0
#include "papers/sheet.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "core/text.hpp"
#include "papers/dates.hpp"
#include "words/messages.hpp"

namespace trousse::papers {
namespace {

using words::Id;
using words::Language;

constexpr double table_points = 12;
constexpr std::size_t longest_contact = 100;  // bytes: the card is on the key, the page is full

// The day on which the addresses, numbers and keys of this sheet were noted.
constexpr std::string_view noted = "2026-11-23";

constexpr Id brands[] = {
    Id::sheet_boot_acer,     Id::sheet_boot_asus,         Id::sheet_boot_dell,
    Id::sheet_boot_fujitsu,  Id::sheet_boot_gigabyte,     Id::sheet_boot_hp,
    Id::sheet_boot_huawei,   Id::sheet_boot_nuc,          Id::sheet_boot_lenovo,
    Id::sheet_boot_thinkpad, Id::sheet_boot_lg,           Id::sheet_boot_medion,
    Id::sheet_boot_msi,      Id::sheet_boot_packard_bell, Id::sheet_boot_samsung,
    Id::sheet_boot_sony,     Id::sheet_boot_toshiba,      Id::sheet_boot_other};

constexpr Id calls[] = {Id::sheet_call_17cyber, Id::sheet_call_danger,  Id::sheet_call_15,
                        Id::sheet_call_cnil,    Id::sheet_call_help,    Id::sheet_call_cert,
                        Id::sheet_call_cps,     Id::sheet_call_ameli,   Id::sheet_call_card,
                        Id::sheet_call_victims, Id::sheet_call_fraud,   Id::sheet_call_sms,
                        Id::sheet_call_mail,    Id::sheet_call_decrypt, Id::sheet_call_cnil_phone};

// Lines to write on for the bank and others: where the steps leave room for them.
enum class MoreLines { no, yes };

struct Sides {
  const SheetFacts& facts;
  Language language;
  Page& page;
  double detail;  // points of the lines under a step's title
  MoreLines lines;

  std::string say(Id id, const std::vector<std::string>& values = {}) const {
    return words::filled(id, language, values);
  }
  std::string noted_on() const { return civil_date(noted, language); }

  // "NAME, PHONE", what there is of it.
  static std::string called(const Contact& contact) {
    std::string out = contact.name;
    for (const std::string* more : {&contact.phone, &contact.hours}) {
      if (more->empty()) continue;
      if (!out.empty()) out += ", ";
      out += *more;
    }
    return printable(out, longest_contact);
  }

  // Titles keep their size; what explains them may shrink to that of the tables.
  void recto() {
    page.title(facts.title.empty() ? say(Id::sheet_begin) : facts.title);
    for (const NumberedStep& step : facts.steps) page.step(step, detail);
    page.heading(say(Id::sheet_your_numbers));
    page.columns({0.58, 0.42},
                 {[&] { page.field(say(Id::sheet_insurer), called(facts.contacts.insurer)); },
                  [&] {
                    page.field(say(Id::sheet_contract),
                               printable(facts.contacts.insurer.contract, longest_contact));
                  }});
    page.field(say(Id::sheet_provider), called(facts.contacts.provider));
    if (lines == MoreLines::no) return;
    page.columns({0.28, 0.4, 0.32}, {[&] { page.field(say(Id::sheet_call_bank), ""); },
                                     [&] { page.field(say(Id::sheet_call_editor), ""); },
                                     [&] { page.field(say(Id::sheet_call_csirt), ""); }});
  }

  void verso() {
    page.title(say(Id::sheet_within, {std::to_string(facts.hours)}));
    page.space(2);
    page.paragraph(say(Id::sheet_start_end), Weight::bold);
    for (const Id id : {Id::sheet_complaint, Id::sheet_cnil, Id::sheet_insurer_written,
                        Id::sheet_passwords, Id::sheet_no_reinstall}) {
      page.check(say(id));
    }
    boxes();
    boot();
    phones();
  }

  void boxes() {
    page.heading(say(Id::sheet_from_the_screen));
    page.columns({0.62, 0.38}, {[&] {
                                  page.cells(say(Id::sheet_rescue_code), 8, 5, 4);
                                  page.cells(say(Id::sheet_fingerprint), 4, 5, 4);
                                },
                                [&] {
                                  page.field(say(Id::sheet_case_number), "");
                                  address();
                                }});
  }

  void list(std::span<const Id> ids, std::size_t columns) {
    Table table;
    table.points = table_points;
    table.shares.assign(columns, 1.0 / double(columns));
    const std::size_t rows = (ids.size() + columns - 1) / columns;
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<std::string> cells;
      for (std::size_t at = row; at < ids.size(); at += rows) cells.push_back(say(ids[at]));
      table.rows.push_back(std::move(cells));
    }
    page.table(table);
  }

  void boot() {
    page.heading(say(Id::sheet_boot));
    page.paragraph(say(Id::sheet_boot_how), Weight::regular, table_points);
    list(brands, 3);
    for (const Id id : {Id::sheet_windows_appears, Id::sheet_bitlocker, Id::sheet_bios,
                        Id::sheet_refused, Id::sheet_mac, Id::sheet_surface}) {
      page.bullet(say(id), table_points);
    }
  }

  void phones() {
    page.heading(say(Id::sheet_phones, {noted_on()}));
    // The last one makes a row more.
    const std::span<const Id> all(calls);
    list(lines == MoreLines::yes ? all : all.first(all.size() - 1), 2);
    page.columns({0.5, 0.5},
                 {[&] { page.field(say(Id::sheet_call_mssante), called(facts.contacts.mssante)); },
                  [&] { page.field(say(Id::sheet_call_order), called(facts.contacts.order)); }});
  }

  void address() {
    if (facts.url.empty()) {
      page.field(say(Id::sheet_page_address), "");
      return;
    }
    if (const auto qr = qr_code(facts.url)) {
      page.code(*qr, facts.url, table_points, 25);
    }
  }
};

}  // namespace

Result<Sheet> reflex_sheet(const SheetFacts& facts, Language language) {
  if (!facts.url.empty()) TRY(qr_code(facts.url));
  const std::string checked = facts.checked.empty() ? std::string(noted) : facts.checked;
  Form form;
  form.title = words::filled(Id::sheet_title, language, {});
  form.foot = words::filled(Id::sheet_foot, language, {civil_date(checked, language)});
  form.language = language;
  form.made = start_of_day(checked);
  form.margin = 12;
  form.head = false;
  struct Trial {
    double detail;
    MoreLines lines;
  };
  for (const Trial trial : {Trial{sheet_points, MoreLines::yes}, Trial{sheet_points, MoreLines::no},
                            Trial{13.0, MoreLines::no}, Trial{table_points, MoreLines::no}}) {
    form.body = sheet_points;
    bool recto_fits = false;
    auto drawn = draw(form, [&](Page& page) {
      Sides sides{facts, language, page, trial.detail, trial.lines};
      sides.recto();
      recto_fits = page.number() == 1;
      page.page_break();
      sides.verso();
    });
    // Columns that ran over the foot are a sheet that does not fit, like a third page.
    if (drawn && recto_fits && drawn->pages == 2) return Sheet{std::move(*drawn), trial.detail};
  }
  return fail(Errc::refused, "the steps of this sheet do not fit on one page");
}

}  // namespace trousse::papers
