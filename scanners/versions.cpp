// SPDX-License-Identifier: Apache-2.0
#include "scanners/versions.hpp"

#include "formats/regular_expression.hpp"
#include "scanners/clamav_signatures.hpp"
#include "scanners/rule_files.hpp"

namespace trousse::scanners {
namespace {

evidence::RuleSet set_of(const std::string& name, const std::vector<RuleFile>& files) {
  std::vector<std::string_view> texts;
  for (const RuleFile& file : files) {
    if (file.left_out.empty()) texts.push_back(file.text);
  }
  return evidence::rule_set(name, texts);
}

}  // namespace

std::vector<LibraryVersion> library_versions() {
  return {{"libyara", yara_version()}, {"pcre2", formats::pcre2_version()}};
}

Result<std::vector<evidence::RuleSet>> rule_sets(const ScanOptions& options) {
  std::vector<evidence::RuleSet> sets;
  const auto add = [&](auto read, const std::vector<std::string>& paths,
                       const std::string& name) -> Result<void> {
    if (options.own_rules) {
      const auto own = TRY(read({}, true));
      sets.push_back(set_of(name, own));
    }
    if (paths.empty()) return {};
    const auto given = TRY(read(paths, false));
    // A folder of the key holds rules of one kind only, as a rule.
    if (!given.empty()) sets.push_back(set_of(name + "-given", given));
    return {};
  };
  if (options.wants("yara")) TRY(add(read_rule_files, options.rules, "yara"));
  if (options.wants("event_logs")) TRY(add(read_sigma_files, options.sigma, "sigma"));
  if (options.wants_clamav()) {
    // What cannot be read is told where clamd is started.
    if (auto signatures = clam_rule_set(options.clamav)) sets.push_back(std::move(*signatures));
  }
  return sets;
}

}  // namespace trousse::scanners
