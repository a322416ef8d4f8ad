// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace trousse::evidence {

/// The code that opens a case when no provider's key is there: 8 groups of 5 digits separated by
/// '-', the fifth digit of each group a check digit (docs/archive-format.md). As written, groups
/// and dashes, it is the age passphrase of `keys/rescue.age`. 32 free digits: 106 bits.
class RescueCode {
 public:
  static Result<RescueCode> generate();
  /// Accepts spaces, dashes, dots, commas or nothing between groups, and the unshifted digit row of
  /// a French, Belgian or Apple AZERTY (& é " ' ( - è _ ç à, § !), of a BÉPO (" « » ( ) @ + - / *)
  /// and of the AZERTY of 2019, as long as the reading is not ambiguous. Errors: malformed, naming
  /// the first group whose check digit does not hold ("group 3").
  static Result<RescueCode> parse(std::string_view typed);
  /// How many groups stand at the beginning of what was typed so far, all of them whole and with
  /// their check digits. Errors: as `parse`.
  static Result<std::size_t> groups_in(std::string_view typed);
  const std::string& text() const { return text_; }
  /// The fifth digit for four digits '0'..'9'.
  static char check_digit(std::string_view four);

 private:
  explicit RescueCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace trousse::evidence
