// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/library_version.hpp"
#include "core/result.hpp"
#include "evidence/rule_set.hpp"
#include "scanners/scan.hpp"

namespace trousse::scanners {

/// The libraries of this room.
std::vector<LibraryVersion> library_versions();

/// What its wrapper says of libyara.
std::string yara_version();

/// What a scan looks by: the YARA and the Sigma rules, of each our own, then those given; the
/// ClamAV signatures. None of those whose scanner it leaves out, no set of given rules without a
/// file. Errors: missing, unreadable.
Result<std::vector<evidence::RuleSet>> rule_sets(const ScanOptions& options);

}  // namespace trousse::scanners
