// SPDX-License-Identifier: Apache-2.0
#include "scanners/sigma_rules.hpp"

#include "scanners/rule_files.hpp"

namespace trousse::scanners {

Result<std::shared_ptr<const formats::SigmaRules>> load_sigma_rules(
    const std::vector<std::string>& paths, bool own_rules) {
  const auto files = TRY(read_sigma_files(paths, own_rules));
  auto rules = std::make_shared<formats::SigmaRules>();
  for (const RuleFile& file : files) {
    if (file.left_out.empty()) {
      rules->add(file.name, file.text);
    } else {
      rules->leave_out(file.name, file.left_out);
    }
  }
  return rules;
}

}  // namespace trousse::scanners
