// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trousse::evidence {

/// A set of rules or definitions that a step used, named so that anybody who has the files can
/// tell whether they are the same (docs/archive-format.md §3.2): no file name goes into a journal.
struct RuleSet {
  std::string name;  ///< "yara", "yara-given", "clamav", "definitions", "definitions-given"
  std::uint64_t files = 0;
  std::string sha256;
};

/// The SHA-256 of the lines "<hex SHA-256 of a file's text>\n", sorted: the order of the files and
/// their names do not count.
RuleSet rule_set(std::string name, const std::vector<std::string_view>& texts);

/// The same of files whose hexadecimal SHA-256 are known.
RuleSet rule_set_of_hashes(std::string name, std::vector<std::string> hashes);

}  // namespace trousse::evidence
