// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "formats/sigma.hpp"

namespace trousse::scanners {

/// Our own Sigma rules, and every .yml and .yaml of the given files and folders. Rules that cannot
/// be used are in `left_out` of what is returned. Errors: missing (no such path), unreadable.
Result<std::shared_ptr<const formats::SigmaRules>> load_sigma_rules(
    const std::vector<std::string>& paths, bool own_rules);

}  // namespace trousse::scanners
