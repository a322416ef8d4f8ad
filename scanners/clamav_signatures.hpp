// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/result.hpp"
#include "evidence/rule_set.hpp"

/// A folder of ClamAV signatures, as files: what clamd loads from it, and what that takes.
namespace trousse::scanners {

/// The files of `folder` itself that clamd loads, by their endings (ClamAV manual, "Database file
/// formats").
struct ClamSignatures {
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::uint64_t memory = 0;  ///< bytes that clamd will need with them, estimated: docs/rules.md
};

/// Errors: missing (no such folder), unreadable, malformed (a file that `SHA256SUMS` of the folder
/// contradicts).
Result<ClamSignatures> clam_signatures(const std::string& folder);

/// The same files as a rule set "clamav", hashed as `evidence::rule_set` does, without ever holding
/// one whole. Errors: missing, unreadable.
Result<evidence::RuleSet> clam_rule_set(const std::string& folder);

}  // namespace trousse::scanners
