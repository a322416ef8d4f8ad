// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evidence/rule_set.hpp"

namespace trousse::playbooks {

/// What the bootable key says of its own version by TROUSSE_KEY_VERSION in the environment
/// (docs/command-line.md), shown safely and cut after 100 bytes; empty elsewhere.
std::string key_version();

/// The version that a report names: the key's, which begins with ours, or ours.
std::string tool_version();

/// The `versions` of a step as one line of JSON (docs/archive-format.md §3.2): Trousse, the key
/// that it runs from, the libraries of every room that works for it, the rules by their hashes.
std::string versions(const std::vector<evidence::RuleSet>& rules = {});

}  // namespace trousse::playbooks
