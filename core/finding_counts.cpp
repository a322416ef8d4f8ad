// SPDX-License-Identifier: Apache-2.0
#include "core/finding_counts.hpp"

#include <algorithm>

#include "core/json_fields.hpp"

namespace trousse {
namespace {

using json_fields::Json;

constexpr std::size_t most_rows = 256;
constexpr std::size_t longest_kind = 32;

bool is_row(const Json& row) {
  return row.is_array() && row.size() == 4 && row[0].is_string() && row[1].is_string() &&
         row[2].is_string() && row[3].is_number_unsigned();
}

}  // namespace

FindingKind kind_of(const Finding& finding) {
  return {finding.kind, finding.severity, finding.certainty};
}

void add(FindingCounts& to, const FindingCounts& more) {
  for (const auto& [kind, count] : more) to[kind] += count;
}

void take_away(FindingCounts& from, const FindingCounts& some) {
  for (const auto& [kind, count] : some) {
    const auto found = from.find(kind);
    if (found != from.end()) found->second -= std::min(found->second, count);
  }
  std::erase_if(from, [](const auto& row) { return row.second == 0; });
}

Json to_json_value(const FindingCounts& counts) {
  Json rows = Json::array();
  for (const auto& [kind, count] : counts) {
    rows.push_back({kind.kind, json_fields::word_of(json_fields::severities, kind.severity),
                    json_fields::word_of(json_fields::certainties, kind.certainty), count});
  }
  return rows;
}

FindingCounts finding_counts_in(const Json& value) {
  FindingCounts counts;
  const std::size_t rows = value.is_array() ? std::min(value.size(), most_rows) : 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const Json& row = value[i];
    if (!is_row(row)) continue;
    FindingKind kind;
    kind.kind = row[0].get<std::string>().substr(0, longest_kind);
    kind.severity = json_fields::value_of(json_fields::severities, row[1].get<std::string>(),
                                          Severity::informational);
    kind.certainty = json_fields::value_of(json_fields::certainties, row[2].get<std::string>(),
                                           Certainty::possible);
    counts[kind] += row[3].get<std::uint64_t>();
  }
  return counts;
}

}  // namespace trousse
