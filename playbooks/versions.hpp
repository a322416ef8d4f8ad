// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "evidence/rule_set.hpp"

namespace trousse::playbooks {

/// The `versions` of a step as one line of JSON (docs/archive-format.md §3.2): Trousse, the
/// libraries of every room that works for it, the rules that it uses by their hashes.
std::string versions(const std::vector<evidence::RuleSet>& rules = {});

}  // namespace trousse::playbooks
