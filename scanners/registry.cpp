// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "scanners/scanner.hpp"

namespace trousse::scanners {

std::span<const Scanner> all_scanners() {
  static constexpr std::array scanners{
      Scanner{"yara", Wants::yara_rules, yara_files},
      Scanner{"ransom_notes", Wants::no_rules, ransom_notes},
      Scanner{"encrypted_files", Wants::no_rules, encrypted_files},
      Scanner{"mass_rename", Wants::no_rules, mass_rename},
      Scanner{"remote_access", Wants::no_rules, remote_access},
      Scanner{"event_logs", Wants::sigma_rules, event_logs},
      Scanner{"clamav", Wants::no_rules, clamav_files},
  };
  return scanners;
}

bool ScanOptions::wants(std::string_view scanner) const {
  return only.empty() || std::find(only.begin(), only.end(), scanner) != only.end();
}

Finding finding_about(const Subject& subject, std::string kind, std::string rule) {
  Finding finding;
  finding.kind = std::move(kind);
  finding.rule = std::move(rule);
  finding.volume = subject.volume;
  finding.path = subject.file.path.text();
  finding.stream = subject.stream.name;
  finding.entry = subject.file.entry;
  finding.deleted = subject.file.deleted;
  finding.when = subject.file.standard.modified;
  return finding;
}

std::string most_counted(const std::map<std::string, std::uint64_t>& counts, std::size_t most) {
  std::vector<std::pair<std::string, std::uint64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string names;
  for (std::size_t i = 0; i < std::min(most, sorted.size()); ++i) {
    names += (i == 0 ? "" : "; ") + (sorted[i].first.empty() ? "/" : sorted[i].first);
  }
  return names;
}

}  // namespace trousse::scanners
