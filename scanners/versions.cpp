// SPDX-License-Identifier: Apache-2.0
#include "scanners/versions.hpp"

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

Result<std::vector<evidence::RuleSet>> rule_sets(const std::vector<std::string>& paths,
                                                 bool own_rules) {
  std::vector<evidence::RuleSet> sets;
  if (own_rules) sets.push_back(set_of("yara", TRY(read_rule_files({}, true))));
  if (!paths.empty()) sets.push_back(set_of("yara-given", TRY(read_rule_files(paths, false))));
  return sets;
}

}  // namespace trousse::scanners
