// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace trousse::formats {

/// The condition of a Sigma rule as a tree (Sigma rules specification, "Condition").
struct SigmaCondition {
  enum class Kind { selection, all, any, negation };
  Kind kind = Kind::selection;
  std::size_t selection = 0;          ///< its place among the names given, for `selection`
  std::vector<SigmaCondition> parts;  ///< one for `negation`, one or more for `all` and `any`
};

/// `names` are the selections of the rule. At most 64 levels deep.
/// Errors: malformed, where it does not follow the grammar or names what is not there;
/// unsupported, for an aggregation (`| count() …`, which Sigma 2 took out).
Result<SigmaCondition> read_sigma_condition(std::string_view text,
                                            std::span<const std::string> names);

}  // namespace trousse::formats
