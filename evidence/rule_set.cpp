// SPDX-License-Identifier: Apache-2.0
#include "evidence/rule_set.hpp"

#include <algorithm>
#include <span>

#include "evidence/hash.hpp"

namespace trousse::evidence {

RuleSet rule_set(std::string name, const std::vector<std::string_view>& texts) {
  std::vector<std::string> hashes;
  for (const std::string_view text : texts) {
    hashes.push_back(hex(sha256(std::as_bytes(std::span(text)))));
  }
  return rule_set_of_hashes(std::move(name), std::move(hashes));
}

RuleSet rule_set_of_hashes(std::string name, std::vector<std::string> hashes) {
  std::sort(hashes.begin(), hashes.end());
  std::string lines;
  for (const std::string& hash : hashes) lines += hash + "\n";
  return {std::move(name), hashes.size(), hex(sha256(std::as_bytes(std::span(lines))))};
}

}  // namespace trousse::evidence
