// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trousse::playbooks {

/// The folders of YARA rules that a provider put on the key beside ours (docs/kit-folder.md §4):
/// `regles` or `rules`, at the top of `kit` or in the provider's folder. None when `kit` is empty.
std::vector<std::string> rule_folders(const std::filesystem::path& kit);

}  // namespace trousse::playbooks
