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

/// The YARA and Sigma rules of a scan, of each our own, then those given; none of those whose
/// scanner it leaves out, no set of given ones without a file. Errors: missing, unreadable.
Result<std::vector<evidence::RuleSet>> rule_sets(const ScanOptions& options);

}  // namespace trousse::scanners
