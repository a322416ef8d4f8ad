// SPDX-License-Identifier: Apache-2.0
#include "papers/paper.hpp"

#include <algorithm>

#include "papers/dates.hpp"

namespace trousse::papers {
namespace {

using words::Id;

// The day on which the rules and fields of these papers were noted.
constexpr std::string_view noted = "2026-11-23";

constexpr Paper papers[] = {
    {"complaint", Id::complaint_file, Id::complaint_title, write_complaint},
    {"cnil", Id::cnil_file, Id::cnil_title, write_cnil},
    {"register", Id::register_file, Id::register_title, write_register},
    {"patients", Id::patients_file, Id::patients_title, write_patients},
    {"hand-over", Id::handover_file, Id::handover_title, write_hand_over},
    {"control-points", Id::points_file, Id::points_title, write_control_points},
};

}  // namespace

std::string Writing::say(Id id, const std::vector<std::string>& values) const {
  return words::filled(id, language, values);
}

std::vector<std::string> Writing::say_all(std::initializer_list<Id> ids) const {
  std::vector<std::string> out;
  for (const Id id : ids) out.push_back(say(id));
  return out;
}

std::string Writing::moment(const std::optional<Utc>& time) const {
  return time ? words::local_moment(zone.at(*time), language) : std::string();
}

std::string Writing::deadline(unsigned hours) const {
  if (!facts.discovered) return {};
  Utc end = *facts.discovered;
  end.seconds += std::int64_t(hours) * 3600;
  return moment(end);
}

void Writing::field(Id label, std::string_view value, unsigned blank_lines) {
  page.field(say(label), value, blank_lines);
}

void Writing::choices(Id label, std::initializer_list<Id> options,
                      std::optional<std::size_t> chosen) {
  page.choices(say(label), say_all(options), chosen);
}

void Writing::opening(Id title) {
  page.title(say(title));
  field(Id::paper_case, facts.case_id);
  if (facts.made) field(Id::paper_made, moment(facts.made));
  field(Id::paper_author, facts.author);
  page.paragraph(say(Id::paper_zone, {zone.name()}));
}

void Writing::practice() {
  const Contact& own = facts.contacts.practice;
  field(Id::paper_name, own.name);
  field(Id::paper_address, own.address, 2);
  field(Id::paper_phone, own.phone);
  field(Id::paper_email, own.email);
  field(Id::paper_siret, "");
}

std::string Writing::situation(std::string_view id) const {
  if (id.empty()) return {};
  const auto row = words::id_of("situation_" + std::string(id.substr(0, 64)));
  return row ? say(*row) : std::string(id);
}

void Writing::machine(bool whole) {
  const Machine& own = facts.machine;
  field(Id::machine_model, own.model);
  field(Id::machine_serial, own.serial);
  field(Id::machine_name, own.computer_name);
  field(Id::machine_windows, own.windows);
  field(Id::machine_disk, own.disk_model);
  field(Id::machine_disk_serial, own.disk_serial);
  field(Id::machine_disk_size,
        own.disk_size == 0 ? std::string() : words::size(own.disk_size, language));
  if (!whole) return;
  field(Id::machine_encryption, own.encryption);
  field(Id::machine_firmware, own.firmware);
  field(Id::machine_time_zone, own.time_zone);
  field(Id::machine_clock, own.clock_offset);
  field(Id::machine_last_shutdown, own.last_shutdown);
}

void Writing::findings(std::size_t most) {
  if (!facts.scanned) {
    page.paragraph(say(Id::findings_not_scanned));
    return;
  }
  if (facts.observations.empty()) {
    page.paragraph(say(Id::findings_none));
    return;
  }
  page.paragraph(say(facts.names_masked ? Id::paper_masked : Id::paper_named));
  std::vector<std::string> counts;
  for (const Severity level :
       {Severity::critical, Severity::high, Severity::medium, Severity::low}) {
    counts.push_back(words::number(facts.counts[static_cast<std::size_t>(level)], language));
  }
  page.paragraph(say(Id::findings_counts, counts), Weight::bold);
  std::size_t shown = 0;
  for (const Observation& seen : facts.observations) {
    if (shown++ == most) break;
    std::string line = seen.sentence + " (" +
                       say(Id::findings_level, {words::severity(seen.severity, language),
                                                words::certainty(seen.certainty, language)});
    if (seen.when) line += " ; " + moment(seen.when);
    page.bullet(line + ")");
  }
  std::uint64_t all = 0;
  for (const std::uint64_t count : facts.counts) all += count;
  const std::uint64_t said = std::min(most, facts.observations.size());
  if (all > said) page.paragraph(say(Id::findings_more, {words::number(all - said, language)}));
}

void Writing::evidence() {
  const SealedArchive& own = facts.archive;
  field(Id::archive_file, own.file);
  field(Id::archive_sha256, own.sha256, 2);
  field(Id::archive_fingerprint, own.fingerprint);
  field(Id::archive_sealed, moment(own.sealed));
  field(Id::archive_tool, own.tool);
  field(Id::archive_image, own.image);
  field(Id::archive_image_sha256, own.image_sha256, 2);
  field(Id::archive_kept_by, own.kept_by);
  std::optional<std::size_t> memory;
  if (facts.memory != Memory::unknown) memory = static_cast<std::size_t>(facts.memory) - 1;
  choices(Id::memory_label, {Id::memory_lost, Id::memory_hibernated, Id::memory_captured}, memory);
}

void Writing::log(unsigned blank_rows) {
  Table table;
  table.shares = {0.27, 0.18, 0.55};
  table.header = say_all({Id::paper_column_when, Id::paper_column_who, Id::paper_column_what});
  table.least_row = 8.5;
  for (const LogLine& line : facts.log) {
    table.rows.push_back({moment(line.when), line.who, line.what});
  }
  for (unsigned i = 0; i < blank_rows; ++i) table.rows.emplace_back();
  page.table(table);
}

void Writing::signature(Id label) {
  page.space(3);
  field(label, "");
}

std::span<const Paper> all_papers() { return papers; }

Result<Pdf> draw_paper(const Paper& paper, const Facts& facts, words::Language language) {
  const TimeZone zone = TRY(TimeZone::named(facts.zone));
  Form form;
  form.title = words::filled(paper.title, language, {});
  form.foot = words::filled(Id::paper_foot, language, {form.title, civil_date(noted, language)});
  form.language = language;
  form.made = facts.made.value_or(start_of_day(noted));
  return draw(form, [&](Page& page) {
    Writing writing{facts, page, language, zone};
    paper.write(writing);
  });
}

}  // namespace trousse::papers
