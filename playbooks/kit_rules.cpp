// SPDX-License-Identifier: Apache-2.0
#include "playbooks/kit_rules.hpp"

#include <system_error>

namespace trousse::playbooks {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> folders(const fs::path& kit, std::initializer_list<const char*> names) {
  std::vector<std::string> found;
  if (kit.empty()) return found;
  for (const fs::path& place : {kit, kit / "prestataire", kit / "provider"}) {
    for (const char* name : names) {
      std::error_code ignored;
      if (fs::is_directory(place / name, ignored)) found.push_back((place / name).string());
    }
  }
  return found;
}

}  // namespace

std::vector<std::string> rule_folders(const fs::path& kit) {
  return folders(kit, {"regles", "r\u00e8gles", "rules"});
}

std::string signature_folder(const fs::path& kit) {
  const auto found = folders(kit, {"clamav"});
  return found.empty() ? "" : found.front();
}

}  // namespace trousse::playbooks
