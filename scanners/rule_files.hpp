// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace trousse::scanners {

/// The text of one rule file.
struct RuleFile {
  std::string name;  ///< the path as given or found, "trousse/x.yar" for our own
  std::string text;
  std::string left_out;  ///< why it is not to be used, "" as a rule: `text` is empty then
};

/// Every .yar, .yara and .yarx of the given files and folders (with their sub-folders), in the
/// order of their names; a file that is named itself is read whatever its extension. With
/// `own_rules`, our own first. What `SHA256SUMS` of a given folder contradicts is left out, and
/// what of a folder cannot be read. At most
/// 64 MiB a file. Errors: missing, unreadable.
Result<std::vector<RuleFile>> read_rule_files(const std::vector<std::string>& paths,
                                              bool own_rules);

/// The same of Sigma rules: .yml and .yaml. A folder without any is as good as an empty one.
Result<std::vector<RuleFile>> read_sigma_files(const std::vector<std::string>& paths,
                                               bool own_rules);

/// The .yarx form of rules: "YARX1\n" and the text scrambled as `unscrambled` does
/// (docs/rules.md). An antivirus on the way does not take it for what it describes.
std::string encoded_rules(std::string_view text);

}  // namespace trousse::scanners
