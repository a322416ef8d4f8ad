// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/library_version.hpp"
#include "evidence/rule_set.hpp"

namespace trousse::playbooks {

/// What the bootable key says of its own version by TROUSSE_KEY_VERSION in the environment
/// (docs/command-line.md), shown safely and cut after 100 bytes; empty elsewhere.
std::string key_version();

/// The version that a report names: the key's, which begins with ours, or ours.
std::string tool_version();

/// The `versions` of a step as one line of JSON (docs/archive-format.md §3.2): Trousse, the key
/// that it runs from, the libraries of every room that works for it, the rules by their hashes, and
/// the other programs that the step asks, as each says it (an empty version is left out).
std::string versions(const std::vector<evidence::RuleSet>& rules = {},
                     const std::vector<LibraryVersion>& programs = {});

}  // namespace trousse::playbooks
