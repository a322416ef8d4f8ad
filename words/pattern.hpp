// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trousse::words {

/// Fills {} or {0}, {1} of a text of our own with values already fit for where it is shown.
/// Never fails: a text that does not take the values is given as it stands, the values behind it.
std::string format_pattern(std::string_view pattern, const std::vector<std::string>& ready);

}  // namespace trousse::words
