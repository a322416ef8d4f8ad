// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/time.hpp"

namespace trousse {

/// Sigma's five levels, so that findings of every scanner sort together.
enum class Severity { informational, low, medium, high, critical };

/// How sure the rule is of what it says, apart from how serious that would be.
enum class Certainty { possible, probable, certain };

/// One observation. Facts only: the sentence that a person reads is made in `words` from `kind`
/// and `facts`. Every string may come from the evidence and is shown through `printable`.
struct Finding {
  std::string kind;  ///< "yara", "ransom_note", "encrypted_file", … : one sentence each in `words`
  std::string rule;  ///< the rule that matched, its own name
  Severity severity = Severity::informational;
  Certainty certainty = Certainty::possible;
  std::string volume;  ///< letter, "" when it is about the whole source
  std::string path;    ///< as the examined machine spells it, "" when it is about no one file
  std::string stream;
  std::uint64_t entry = 0;
  bool deleted = false;
  std::optional<Utc> when;                   ///< the moment that the evidence gives
  std::map<std::string, std::string> facts;  ///< "family" → "LockBit", "entropy" → "7.99", …
};

}  // namespace trousse
