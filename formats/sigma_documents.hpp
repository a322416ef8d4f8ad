// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "formats/sigma.hpp"
#include "formats/yaml.hpp"

namespace trousse::formats {

/// One rule of a file, as its YAML says it.
struct SigmaDocument {
  Yaml yaml;
  std::string title;    ///< as written; "" when there is none
  std::string trouble;  ///< why it cannot be a rule; "" when nothing is against it yet
};

/// The rules of a file. `action: global` is merged into those behind it; correlations, filters and
/// the rules that only serve a correlation carry their trouble. Empty documents are passed over.
/// Errors: malformed, as `parse_yaml`, or when the text is over 1 MiB.
Result<std::vector<SigmaDocument>> sigma_documents(std::string_view text);

/// What the rule says of itself.
SigmaRule sigma_rule_facts(const Yaml& yaml, std::string_view file);

}  // namespace trousse::formats
