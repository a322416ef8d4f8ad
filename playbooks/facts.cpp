// SPDX-License-Identifier: Apache-2.0
#include "playbooks/facts.hpp"

#include <algorithm>

namespace trousse::playbooks {

bool is_known_fact(std::string_view name) {
  return std::find(known_facts.begin(), known_facts.end(), name) != known_facts.end();
}

std::optional<std::string> fact_of(const FindingKind& finding) {
  constexpr std::array ransomware = {std::string_view("ransom_note"),
                                     std::string_view("mass_rename"),
                                     std::string_view("encrypted_files")};
  const bool is_trace =
      std::find(ransomware.begin(), ransomware.end(), finding.kind) != ransomware.end();
  if (is_trace && finding.certainty != Certainty::possible) return "finding.ransomware";
  if (finding.kind == "remote_access" && finding.certainty != Certainty::possible) {
    return "finding.remote_access";
  }
  const bool is_known = finding.kind == "yara" || finding.kind == "clamav";
  if (is_known && finding.severity >= Severity::high) return "finding.malware";
  return std::nullopt;
}

std::optional<std::string> fact_of(const Finding& finding) { return fact_of(kind_of(finding)); }

}  // namespace trousse::playbooks
