// SPDX-License-Identifier: Apache-2.0
#include "playbooks/kit_rules.hpp"

#include <system_error>

namespace trousse::playbooks {

namespace fs = std::filesystem;

std::vector<std::string> rule_folders(const fs::path& kit) {
  std::vector<std::string> found;
  if (kit.empty()) return found;
  for (const fs::path& place : {kit, kit / "prestataire", kit / "provider"}) {
    for (const char* name : {"regles", "r\u00e8gles", "rules"}) {
      std::error_code ignored;
      if (fs::is_directory(place / name, ignored)) found.push_back((place / name).string());
    }
  }
  return found;
}

}  // namespace trousse::playbooks
