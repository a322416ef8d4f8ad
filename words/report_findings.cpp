// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <map>

#include "core/time.hpp"
#include "words/labels.hpp"
#include "words/phrases.hpp"
#include "words/report_parts.hpp"

namespace trousse::words {
namespace {

constexpr std::size_t most_headlines = 12;
constexpr std::size_t longest_place = 600;

// Findings that say the same thing of several files: one headline for all.
struct Group {
  const Finding* first = nullptr;
  std::uint64_t count = 0;
};

std::string group_key(const Finding& finding) {
  const auto extension = finding.facts.find("extension");
  std::string key = finding.kind + '\n' + finding.rule + '\n';
  key += static_cast<char>('0' + static_cast<int>(finding.severity));
  if (extension != finding.facts.end()) key += extension->second;
  return key;
}

std::vector<const Finding*> most_serious_first(const std::vector<Finding>& findings) {
  std::vector<const Finding*> sorted;
  sorted.reserve(findings.size());
  for (const Finding& finding : findings) sorted.push_back(&finding);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Finding* a, const Finding* b) {
    if (a->severity != b->severity) return a->severity > b->severity;
    return a->certainty > b->certainty;
  });
  return sorted;
}

std::vector<Group> groups(const std::vector<const Finding*>& findings) {
  std::vector<Group> out;
  std::map<std::string, std::size_t> known;
  for (const Finding* finding : findings) {
    const auto [at, is_new] = known.emplace(group_key(*finding), out.size());
    if (is_new) out.push_back({finding, 0});
    Group& group = out[at->second];
    ++group.count;
    // The one that counts the copies speaks for all of them.
    if (finding->facts.contains("copies")) group.first = finding;
  }
  return out;
}

Html said(const Finding& finding, Language language) {
  Html out;
  for (const Phrase& phrase : phrases(finding, language)) {
    if (!out.empty()) out += plain(" ");
    out += say(language, phrase.id, phrase.values);
  }
  return out;
}

Html card(const Group& group, Language language) {
  const Finding& finding = *group.first;
  Html inner = element("p", level(finding.severity, language));
  inner += element("p", said(finding, language), "what");
  inner += paragraph(language, Id::report_sureness, {certainty(finding.certainty, language)});
  if (!finding.path.empty()) {
    inner += paragraph(language, Id::report_where,
                       {place(finding.volume, finding.path, finding.stream, 400)});
  }
  if (finding.when) {
    inner += paragraph(language, Id::report_when, {moment(*finding.when, language)});
  }
  const bool is_counted = finding.facts.contains("copies");
  if (group.count == 2 && !is_counted) inner += paragraph(language, Id::report_same_one);
  if (group.count > 2 && !is_counted) {
    inner += paragraph(language, Id::report_same_more, {number(group.count - 1, language)});
  }
  const bool is_serious = finding.severity >= Severity::high;
  return element("div", inner, is_serious ? "card high" : "card");
}

// What an empty list does and does not mean; said as well when only minor things were found.
Html nothing(const ReportFacts& facts, Language language) {
  Html inner;
  if (facts.findings.empty() && facts.findings_in_all == 0) {
    inner += element("p", say(language, Id::report_nothing), "what");
  }
  inner += paragraph(language, Id::nothing_found_means);
  inner += paragraph(language, Id::nothing_found_decide);
  if (std::any_of(facts.volumes.begin(), facts.volumes.end(), stayed_closed)) {
    inner += paragraph(language, Id::report_nothing_locked);
  }
  if (facts.scanned_files == 0) inner += paragraph(language, Id::report_nothing_unscanned);
  inner += paragraph(language, Id::report_nothing_next);
  return element("div", inner, "nothing");
}

// Of a disk image alone: nothing was looked for, which is no "nothing found".
Html not_looked(Language language) {
  Html inner = paragraph(language, Id::report_image_alone, {}, "what");
  inner += paragraph(language, Id::report_image_next);
  inner += paragraph(language, Id::report_nothing_next);
  return element("div", inner, "nothing") + paragraph(language, Id::report_theft);
}

std::string fact_value(const std::string& fact, const std::string& value, Language language) {
  if (fact == "first" || fact == "last") return moment(value, language);
  std::uint64_t bytes = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, trouble] = std::from_chars(value.data(), end, bytes);
  const bool is_size = fact == "bytes" && trouble == std::errc() && stop == end;
  return is_size ? size(bytes, language) : value;
}

Html facts_of(const Finding& finding, Language language) {
  std::vector<Html> items;
  for (const auto& [fact, value] : finding.facts) {
    if (fact == "description" || fact == "title_fr" || value.empty()) continue;
    items.push_back(evidence(fact_label(fact, language)) +
                    plain(language == Language::french ? "\xC2\xA0: " : ": ") +
                    evidence(fact_value(fact, value, language), fact == "details" ? 1200 : 300));
  }
  return list("ul", items, "facts");
}

Html where(const Finding& finding, Language language) {
  Html out = evidence(place(finding.volume, finding.path, finding.stream, longest_place),
                      longest_place + 8);
  if (finding.deleted) {
    out += plain(" (") + say(language, Id::report_deleted) + plain(")");
  }
  return out;
}

// Seconds and the order of the year first: this column is for whoever sorts and compares.
std::string exact(const std::optional<Utc>& when) {
  if (!when) return {};
  std::string iso = to_iso8601(*when);
  if (iso.size() < 19) return {};
  iso[10] = ' ';
  return iso.substr(0, 19);
}

}  // namespace

Html part_seen(const ReportFacts& facts, Language language) {
  const auto sorted = most_serious_first(facts.findings);
  std::vector<const Finding*> told;
  for (const Finding* finding : sorted) {
    if (finding->severity >= Severity::medium) told.push_back(finding);
  }
  Html out = element("h2", say(language, Id::report_seen));
  if (facts.images_alone) return element("section", out + not_looked(language));
  if (told.empty()) out += nothing(facts, language);
  const auto all = groups(told);
  std::vector<Html> cards;
  for (std::size_t i = 0; i < std::min(all.size(), most_headlines); ++i) {
    cards.push_back(card(all[i], language));
  }
  if (!cards.empty()) {
    out += paragraph(language, Id::report_most_serious_first);
    out += list("ol", cards, "seen");
    out += paragraph(language, Id::report_certainty_legend, {}, "small");
    out += paragraph(language, Id::report_utc, {}, "small");
  }
  if (all.size() > most_headlines) {
    out += paragraph(language, Id::report_more_headlines,
                     {number(all.size() - most_headlines, language)});
  }
  if (sorted.size() > told.size()) {
    out +=
        paragraph(language, Id::report_only_minor, {number(sorted.size() - told.size(), language)});
  }
  out += paragraph(language, Id::report_theft);
  return element("section", out);
}

Html part_findings(const ReportFacts& facts, Language language) {
  Html out = element("h2", say(language, Id::report_findings));
  if (facts.images_alone) {
    return element("section", out + paragraph(language, Id::report_image_alone));
  }
  if (facts.findings.empty() && facts.findings_in_all == 0) {
    return element("section", out + paragraph(language, Id::report_nothing) +
                                  paragraph(language, Id::nothing_found_means));
  }
  if (facts.was_interrupted) out += paragraph(language, Id::report_resumed);
  if (facts.findings_in_all > facts.findings.size()) {
    out += paragraph(
        language, Id::report_findings_shown,
        {number(facts.findings.size(), language), number(facts.findings_in_all, language)});
  }
  std::vector<HtmlRow> rows;
  for (const Finding* finding : most_serious_first(facts.findings)) {
    rows.push_back({level(finding->severity, language),
                    said(*finding, language) + facts_of(*finding, language),
                    where(*finding, language), plain(exact(finding->when)),
                    plain(certainty(finding->certainty, language)), evidence(finding->rule, 200)});
  }
  out += table({say(language, Id::column_level), say(language, Id::column_finding),
                say(language, Id::column_where), say(language, Id::column_when),
                say(language, Id::column_certainty), say(language, Id::column_rule)},
               rows, "found");
  return element("section", out);
}

}  // namespace trousse::words
