// SPDX-License-Identifier: Apache-2.0
#include "words/report.hpp"

#include <algorithm>
#include <array>

#include "words/labels.hpp"
#include "words/report_parts.hpp"

namespace trousse::words {
namespace {

Html header(const ReportFacts& facts, Language language) {
  Html inner = paragraph(language, Id::report_confidential, {}, "secret");
  inner += element("h1", say(language, Id::report_title));
  inner += paragraph(language, Id::report_case, {facts.case_id}, "case");
  inner += paragraph(language, Id::report_examined_on, {moment(facts.began, language)});
  inner += paragraph(language, Id::report_confidential_why);
  return element("header", inner);
}

std::uint64_t taken_in_all(const ReportFacts& facts) {
  std::uint64_t sum = 0;
  for (const auto& [family, counts] : facts.families) sum += counts.taken;
  return sum;
}

// The list of troubles may have been cut, and its count never given: the larger number is true.
std::uint64_t not_taken_whole(const ReportFacts& facts) {
  std::uint64_t counted = 0;
  for (const auto& [family, counts] : facts.families) counted += counts.failed + counts.skipped;
  return std::max<std::uint64_t>({counted, facts.troubles_in_all, facts.troubles.size()});
}

// One sentence for whoever reads no further. It tells signs, never what the machine is.
Id headline(const ReportFacts& facts) {
  if (facts.images_alone) return Id::headline_image;
  Severity worst = Severity::informational;
  bool is_ransom = false;
  for (const Finding& finding : facts.findings) {
    worst = std::max(worst, finding.severity);
    is_ransom = is_ransom || (finding.severity >= Severity::high && speaks_of_ransom(finding));
  }
  for (std::size_t level = 0; level < facts.earlier_levels.size(); ++level) {
    if (facts.earlier_levels[level] > 0) worst = std::max(worst, static_cast<Severity>(level));
  }
  if (is_ransom) return Id::headline_ransom;
  if (worst >= Severity::high) return Id::headline_serious;
  if (worst == Severity::medium) return Id::headline_some;
  const bool none = facts.findings.empty() && facts.findings_in_all == 0;
  return none ? Id::nothing_found_means : Id::headline_minor;
}

std::uint64_t closed_volumes(const ReportFacts& facts) {
  return static_cast<std::uint64_t>(
      std::count_if(facts.volumes.begin(), facts.volumes.end(), stayed_closed));
}

std::vector<std::pair<Html, Html>> how_rows(const ReportFacts& facts, Language language) {
  const auto row = [&](Id id, Html value) {
    return std::pair(say(language, id), std::move(value));
  };
  const auto count = [&](std::uint64_t value) { return number(value, language); };
  std::vector<std::pair<Html, Html>> rows{
      row(Id::how_tool, say(language, Id::how_tool_version, {facts.tool_version})),
      row(Id::how_began, plain(moment(facts.began, language))),
      row(Id::how_ended, plain(moment(facts.ended, language)))};
  if (facts.images_alone) return rows;
  rows.push_back(row(Id::how_profile, evidence(profile(facts.profile, language))));
  rows.push_back(
      row(Id::how_scanned, say(language, Id::how_scanned_value,
                               {count(facts.scanned_files), size(facts.scanned_bytes, language)})));
  rows.push_back(row(Id::how_rules, say(language, Id::how_rules_value,
                                        {count(facts.rules), count(facts.rules_left_out)})));
  rows.push_back(row(Id::how_events, say(language, Id::how_events_value,
                                         {count(facts.events), count(facts.sigma_rules)})));
  if (facts.clamav_shown + facts.clamav_passed_over + facts.clamav_unanswered > 0) {
    rows.push_back(
        row(Id::how_clamav, say(language, Id::how_clamav_value, {count(facts.clamav_shown)})));
  }
  return rows;
}

Html glance_tables(const ReportFacts& facts, Language language) {
  std::array<std::uint64_t, 5> counts{};
  for (const Finding& finding : facts.findings) {
    ++counts[std::min<std::size_t>(static_cast<std::size_t>(finding.severity), 4)];
  }
  HtmlRow levels;
  HtmlRow values;
  for (std::size_t i = counts.size(); i-- > 0;) {
    levels.push_back(level(static_cast<Severity>(i), language));
    values.push_back(plain(number(counts[i], language)));
  }
  return table(levels, {values}, "glance") +
         table({say(language, Id::report_glance_taken), say(language, Id::report_glance_unread),
                say(language, Id::report_glance_locked)},
               {{plain(number(taken_in_all(facts), language)),
                 plain(number(not_taken_whole(facts), language)),
                 plain(number(closed_volumes(facts), language))}},
               "glance");
}

}  // namespace

Html paragraph(Language language, Id id, const std::vector<std::string>& values,
               std::string_view css_class) {
  return element("p", say(language, id, values), css_class);
}

bool stayed_closed(const VolumeInfo& volume) {
  return volume.lock.has_value() && !volume.lock->clear_key;
}

std::string volume_name(const VolumeInfo& volume) {
  return volume.letter.empty() ? std::to_string(volume.number) : volume.letter;
}

Html level(Severity level, Language language) {
  constexpr std::array<std::string_view, 5> signs{"[·] ", "[i] ", "[!] ", "[!!] ", "[!!!] "};
  constexpr std::array<std::string_view, 5> classes{"level informational", "level low",
                                                    "level medium", "level high", "level critical"};
  const auto at = std::min<std::size_t>(static_cast<std::size_t>(level), signs.size() - 1);
  return element("span", plain(std::string(signs[at]) + severity(level, language)), classes[at]);
}

Html at_a_glance(const ReportFacts& facts, Language language) {
  Html out = element("h2", say(language, Id::report_at_a_glance));
  out += paragraph(language, headline(facts), {}, "what");
  out += paragraph(language, Id::report_intro);
  // Zeros would say that something was looked for.
  if (!facts.images_alone) out += glance_tables(facts, language);
  return element("section", out);
}

Html part_how(const ReportFacts& facts, Language language) {
  Html out = element("h2", say(language, Id::report_how));
  out += pairs(how_rows(facts, language));
  out += paragraph(language, Id::how_read_only);
  if (!facts.images_alone) out += paragraph(language, Id::how_rules_only);
  for (const Id id : {facts.images_alone ? Id::how_image_hash : Id::how_hash, Id::how_seal,
                      Id::report_utc, Id::report_clock}) {
    out += paragraph(language, id);
  }
  std::vector<Html> notes;
  for (const Note& note : facts.notes) notes.push_back(evidence(sentence(note, language)));
  if (!notes.empty()) out += element("h3", say(language, Id::how_notes)) + list("ul", notes);
  return element("section", out);
}

std::string report_html(const ReportFacts& facts, Language language) {
  Html body = header(facts, language);
  Html parts = at_a_glance(facts, language);
  parts += part_seen(facts, language);
  parts += part_next_steps(facts, language);
  parts += part_disk(facts, language);
  parts += part_taken(facts, language);
  parts += part_not_read(facts, language);
  parts += part_findings(facts, language);
  parts += part_how(facts, language);
  body += element("main", parts);
  const std::string title = std::string(text(Id::report_title, language)) + " " + facts.case_id;
  const std::string running =
      std::string(text(Id::report_confidential, language)) + " – " + facts.case_id;
  return page(language, title, running, body);
}

}  // namespace trousse::words
