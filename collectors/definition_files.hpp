// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/result.hpp"
#include "evidence/rule_set.hpp"

namespace trousse::collectors {

/// The text of one file of definitions.
struct DefinitionFile {
  std::string name;  ///< without its folder
  std::string text;
};

/// FILE or every *.yaml / *.yml below DIR, in the order of their names; at most 16 MiB a file.
/// Errors: missing, unreadable.
Result<std::vector<DefinitionFile>> read_definition_files(const std::string& path);

/// What a collection stands on: our own catalogue, then what the files of `paths` hold. Errors:
/// missing, unreadable.
Result<std::vector<evidence::RuleSet>> definition_sets(const std::vector<std::string>& paths);

}  // namespace trousse::collectors
