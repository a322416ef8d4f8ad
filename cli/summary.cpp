// SPDX-License-Identifier: Apache-2.0
#include "cli/summary.hpp"

#include <array>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/print.hpp"
#include "core/json.hpp"
#include "scanners/counts.hpp"

namespace trousse::cli {
namespace {

using words::Id;

void count(const Context& context, Id id, std::uint64_t value) {
  if (value > 0) print(context, id, {std::to_string(value)}, 2);
}

void print_levels(const Context& context, const words::ReportFacts& facts) {
  std::array<std::uint64_t, 5> levels{};
  levels = facts.earlier_levels;
  for (const auto& finding : facts.findings) ++levels[static_cast<std::size_t>(finding.severity)];
  for (std::size_t level = levels.size(); level-- > 0;) {
    if (levels[level] == 0) continue;
    print(context, Id::summary_findings_level,
          {words::severity(static_cast<Severity>(level), context.language),
           std::to_string(levels[level])},
          4);
  }
}

// The few that a person should read first, each sentence once; the report has them all.
void print_first_findings(const Context& context, const words::ReportFacts& facts) {
  constexpr std::size_t most = 6;
  std::set<std::string> said;
  for (const Finding& finding : facts.findings) {
    if (said.size() == most) return;
    const std::string name(EvidencePath(finding.path).name());
    if (!said.insert(finding.kind + finding.rule + name).second) continue;
    fmt::print("  - [{}] {}\n", words::severity(finding.severity, context.language),
               words::sentence(finding, context.language));
  }
}

// For who gathers the events of several starts: the events of this one tell nothing of the others.
void add_before(nlohmann::ordered_json& object, const words::ReportFacts& facts) {
  if (!facts.was_interrupted) return;
  nlohmann::ordered_json families = nlohmann::ordered_json::object();
  for (const auto& [name, of] : facts.families) {
    families[name] = {of.taken, of.missing, of.empty, of.failed, of.skipped, of.bytes};
  }
  object["before"] = {{"troubles", facts.troubles_in_all},
                      {"findings", facts.findings_in_all},
                      {"levels", facts.earlier_levels},
                      {"kinds", to_json_value(facts.earlier_kinds)},
                      {"families", std::move(families)}};
}

}  // namespace

void print_collected(Context& context, const collectors::Collected& collected,
                     const playbooks::Tally& tally) {
  end_line();
  if (collected.failed > 0 || collected.gaps > 0) context.exit = Exit::incomplete;
  if (context.json) {
    nlohmann::ordered_json object = {{"step", "collect"},
                                     {"questions", collected.questions},
                                     {"taken", collected.taken},
                                     {"bytes", collected.bytes},
                                     {"missing", collected.missing},
                                     {"empty", collected.empty},
                                     {"failed", collected.failed},
                                     {"skipped", collected.skipped},
                                     {"gaps", collected.gaps}};
    add_before(object, tally.facts());
    print_object(object);
    return;
  }
  print(context, Id::summary_asked, {std::to_string(collected.questions)}, 2);
  print(context, Id::summary_taken,
        {std::to_string(collected.taken), words::size(collected.bytes, context.language)}, 2);
  count(context, Id::summary_missing, collected.missing);
  count(context, Id::summary_empty, collected.empty);
  count(context, Id::summary_skipped, collected.skipped);
  count(context, Id::summary_failed, collected.failed);
  count(context, Id::summary_gaps, collected.gaps);
  if (collected.taken == 0) print(context, Id::summary_nothing_taken, {}, 2);
}

void print_scanned(Context& context, const scanners::Scanned& scanned,
                   const playbooks::Tally& tally) {
  end_line();
  if (scanned.failed > 0 || scanned.timed_out > 0 || scanned.clamav_unanswered > 0) {
    context.exit = Exit::incomplete;
  }
  const words::ReportFacts facts = tally.facts();
  if (context.json) {
    nlohmann::ordered_json object = {{"step", "scan"}};
    scanners::put_counts(object, scanned);
    add_before(object, facts);
    print_object(object);
    for (const auto& finding : facts.findings) fmt::print("{}\n", to_json(finding));
    return;
  }
  print(context, Id::summary_scanned,
        {std::to_string(scanned.files), words::size(scanned.bytes, context.language)}, 2);
  count(context, Id::summary_rules, scanned.rules);
  count(context, Id::summary_sigma_rules, scanned.sigma_rules);
  count(context, Id::summary_events, scanned.events);
  count(context, Id::summary_rules_left_out, scanned.rules_left_out);
  count(context, Id::summary_scan_failed, scanned.failed);
  count(context, Id::summary_scan_timed_out, scanned.timed_out);
  count(context, Id::summary_clamav_shown, scanned.clamav_shown);
  count(context, Id::summary_clamav_passed_over, scanned.clamav_passed_over);
  count(context, Id::summary_clamav_unanswered, scanned.clamav_unanswered);
  std::uint64_t earlier = 0;
  for (const std::uint64_t count : facts.earlier_levels) earlier += count;
  if (earlier > 0) print(context, Id::summary_earlier, {std::to_string(earlier)}, 2);
  if (facts.findings_in_all == 0) {
    for (const auto id :
         {Id::summary_nothing_found, Id::nothing_found_means, Id::nothing_found_decide}) {
      print(context, id, {}, 2);
    }
    return;
  }
  print(context, Id::summary_findings, {std::to_string(facts.findings_in_all)}, 2);
  print_levels(context, facts);
  print_first_findings(context, facts);
}

}  // namespace trousse::cli
