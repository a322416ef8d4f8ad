// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace trousse::playbooks {

/// The folders of YARA and Sigma rules that a provider put on the key beside ours
/// (docs/kit-folder.md §4): `regles` or `rules`, at the top of `kit` or in the provider's folder.
/// None when `kit` is empty.
std::vector<std::string> rule_folders(const std::filesystem::path& kit);

/// The folder of ClamAV signatures: `clamav`, at the same two places, the top first; empty when
/// there is none.
std::string signature_folder(const std::filesystem::path& kit);

}  // namespace trousse::playbooks
