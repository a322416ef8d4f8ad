// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/finding.hpp"

namespace trousse {

/// What may be told of a finding without any key: what kind it is, how serious, how sure. No word
/// of the evidence.
struct FindingKind {
  std::string kind;
  Severity severity = Severity::informational;
  Certainty certainty = Certainty::possible;
  auto operator<=>(const FindingKind&) const = default;
};
FindingKind kind_of(const Finding& finding);

/// How many there are of each.
using FindingCounts = std::map<FindingKind, std::uint64_t>;
void add(FindingCounts& to, const FindingCounts& more);
/// Takes away those of `some`; never below none.
void take_away(FindingCounts& from, const FindingCounts& some);

/// An array of arrays: kind, severity, certainty, count.
nlohmann::ordered_json to_json_value(const FindingCounts& counts);
/// What is no such row is passed over; at most 256 are read.
FindingCounts finding_counts_in(const nlohmann::ordered_json& value);

}  // namespace trousse
