// SPDX-License-Identifier: Apache-2.0
#include "playbooks/going_on.hpp"

#include <fmt/format.h>

#include "core/json_fields.hpp"
#include "core/version.hpp"
#include "evidence/hash.hpp"
#include "scanners/clamav_signatures.hpp"
#include "scanners/counts.hpp"
#include "scanners/rule_files.hpp"

namespace trousse::playbooks {
namespace {

using json_fields::Json;
using json_fields::member;
using json_fields::number_at;

/// Texts with their lengths before them, so that no two lists of texts hash alike.
class PlanHash {
 public:
  explicit PlanHash(std::string_view step) {
    add(version);
    add(step);
  }
  void add(std::string_view text) {
    const std::string length = fmt::format("{} ", text.size());
    hash_.add(std::as_bytes(std::span(length)));
    hash_.add(std::as_bytes(std::span(text)));
  }
  void add(std::uint64_t number) { add(fmt::format("{}", number)); }
  std::string finish() { return evidence::hex(hash_.finish()); }

 private:
  evidence::Sha256Stream hash_;
};

std::uint64_t number(const Json& list, std::size_t index) {
  const bool there = list.is_array() && index < list.size() && list[index].is_number_unsigned();
  return there ? list[index].get<std::uint64_t>() : 0;
}

void say_interrupted(Tally& tally, const EventSink& events) {
  auto& facts = tally.edit();
  if (facts.was_interrupted) return;
  facts.was_interrupted = true;
  events(Note{"report_resumed", ""});
}

}  // namespace

words::FamilyCount family_of(const Json& counts) {
  words::FamilyCount family;
  family.taken = number(counts, std::size_t{0});
  family.missing = number(counts, std::size_t{1});
  family.empty = number(counts, std::size_t{2});
  family.failed = number(counts, std::size_t{3});
  family.skipped = number(counts, std::size_t{4});
  family.bytes = number(counts, std::size_t{5});
  return family;
}

std::string plan_of(const CollectStep& step, const std::vector<collectors::Definition>& asked) {
  PlanHash plan("collect");
  plan.add(collectors::name_of(step.profile));
  for (const std::uint64_t limit : {step.limits.file, step.limits.family, step.limits.all}) {
    plan.add(limit);
  }
  plan.add(step.volume.value_or(0));
  for (const auto& one : asked) {
    plan.add(one.name);
    plan.add(one.family);
    plan.add(collectors::name_of(one.profile));
    plan.add(one.max_size);
    plan.add(one.regf ? 1 : 0);
    for (const auto& stream : one.streams) plan.add(stream);
    for (const auto& path : one.paths) {
      plan.add(path.text);
      for (const auto& system : path.systems) plan.add(system);
    }
  }
  return plan.finish();
}

Result<std::string> plan_of(const ScanStep& step) {
  PlanHash plan("scan");
  plan.add(step.volume.value_or(0));
  plan.add(static_cast<std::uint64_t>(step.options.file_timeout.count()));
  for (const auto& name : step.options.only) plan.add(name);
  const auto files = TRY(scanners::read_rule_files(step.options.rules, step.options.own_rules));
  for (const auto& file : files) plan.add(file.text);
  const auto sigma = TRY(scanners::read_sigma_files(step.options.sigma, step.options.own_rules));
  for (const auto& file : sigma) plan.add(file.text);
  if (step.options.wants_clamav()) {
    // Signatures that cannot be read are told where clamd is started; the rest of a scan needs
    // none.
    const auto signatures = scanners::clam_rule_set(step.options.clamav);
    plan.add(signatures ? signatures->sha256 : "");
  }
  return plan.finish();
}

collectors::Collected recall_collected(const evidence::StepStanding& step, Tally& tally,
                                       const EventSink& events) {
  say_interrupted(tally, events);
  collectors::Collected collected;
  collected.questions = number_at(step.facts, "asked");
  collected.gaps = number_at(step.facts, "gaps");
  auto& facts = tally.edit();
  const Json& families = member(step.facts, "families");
  if (families.is_object()) {
    for (const auto& [name, counts] : families.items()) {
      const words::FamilyCount family = family_of(counts);
      facts.families[name] = family;
      collected.taken += family.taken;
      collected.bytes += family.bytes;
      collected.missing += family.missing;
      collected.empty += family.empty;
      collected.failed += family.failed;
      collected.skipped += family.skipped;
    }
  }
  facts.troubles_in_all += collected.failed + collected.gaps;
  return collected;
}

void recall_before(const evidence::Before& before, Tally& tally, const EventSink& events) {
  if (before.answers == 0 && before.findings == 0 && before.scanned == 0) return;
  say_interrupted(tally, events);
  auto& facts = tally.edit();
  facts.troubles_in_all += before.gaps;
  facts.findings_in_all += before.findings;
  for (std::size_t i = 0; i < before.levels.size(); ++i) {
    facts.earlier_levels[i] += before.levels[i];
  }
  add(facts.earlier_kinds, before.kinds);
}

scanners::Scanned recall_scanned(const evidence::StepStanding& step, Tally& tally,
                                 const EventSink& events) {
  evidence::Before before;
  before.findings = number_at(step.facts, "findings");
  before.scanned = number_at(step.facts, "scanned");
  const Json& levels = member(step.facts, "levels");
  for (std::size_t i = 0; i < before.levels.size(); ++i) before.levels[i] = number(levels, i);
  before.kinds = finding_counts_in(member(step.facts, "kinds"));
  say_interrupted(tally, events);
  recall_before(before, tally, events);
  scanners::Scanned sum;
  for (const Json& place : member(step.facts, "places")) {
    if (place.is_object()) scanners::add(scanners::counts_in(place), sum);
  }
  sum.findings = before.findings;
  return sum;
}

}  // namespace trousse::playbooks
