// SPDX-License-Identifier: Apache-2.0
#include "scanners/versions.hpp"

#include "scanners/clamav_signatures.hpp"
#include "scanners/rule_files.hpp"

namespace trousse::scanners {
namespace {

evidence::RuleSet set_of(const char* name, const std::vector<RuleFile>& files) {
  std::vector<std::string_view> texts;
  for (const RuleFile& file : files) texts.push_back(file.text);
  return evidence::rule_set(name, texts);
}

}  // namespace

std::vector<LibraryVersion> library_versions() { return {{"libyara", yara_version()}}; }

Result<std::vector<evidence::RuleSet>> rule_sets(const ScanOptions& options) {
  std::vector<evidence::RuleSet> sets;
  if (options.wants("yara") && options.own_rules) {
    const auto own = TRY(read_rule_files({}, true));
    sets.push_back(set_of("yara", own));
  }
  if (options.wants("yara") && !options.rules.empty()) {
    const auto given = TRY(read_rule_files(options.rules, false));
    sets.push_back(set_of("yara-given", given));
  }
  if (options.wants_clamav()) {
    auto signatures = TRY(clam_rule_set(options.clamav));
    sets.push_back(std::move(signatures));
  }
  return sets;
}

}  // namespace trousse::scanners
