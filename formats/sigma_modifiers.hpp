// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "formats/regular_expression.hpp"
#include "formats/sigma_pattern.hpp"
#include "formats/sigma_value.hpp"

namespace trousse::formats {

/// What the modifiers behind a field's name ask for (Sigma modifiers appendix 2.1).
struct SigmaModifiers {
  enum class Kind { text, regular_expression, network, number, exists, other_field };
  enum class Comparison { less, at_most, more, at_least };

  Kind kind = Kind::text;
  SigmaPattern::Reading reading;
  RegularExpression::Options options;
  Comparison comparison = Comparison::less;
  std::vector<SigmaEncoding> encodings;  ///< in their order
  bool all = false;                      ///< every value, not one of them
  bool negated = false;                  ///< `neq`
};

/// The modifiers of "Field|one|two": "one|two", or "".
/// Errors: unsupported, for one that is not known or that we cannot answer (`expand`, times);
/// malformed, for some that do not go together.
Result<SigmaModifiers> read_sigma_modifiers(std::string_view list);

}  // namespace trousse::formats
