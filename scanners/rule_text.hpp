// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trousse::scanners {

/// One statement of a YARA rule file.
struct RuleStatement {
  enum class Kind { rule, import, include };
  Kind kind = Kind::rule;
  std::string name;       ///< of the rule, or what is imported or included
  std::size_t begin = 0;  ///< offset of its first character ("private rule …")
  std::size_t end = 0;    ///< offset after its last
  int first_line = 1;     ///< counted from 1, as libyara's messages count
  int last_line = 1;
};

/// The statements of a rule file, found without understanding the rules: quoted strings, regular
/// expressions, comments and braces are followed (YARA documentation, "Writing YARA rules"). Text
/// that is no statement is passed over. A rule that is never closed ends with the file.
std::vector<RuleStatement> split_rules(std::string_view text);

/// Replaces a statement by spaces and keeps its line ends, so that the lines after it keep their
/// numbers.
void blank(std::string& text, const RuleStatement& statement);

}  // namespace trousse::scanners
