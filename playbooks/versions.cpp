// SPDX-License-Identifier: Apache-2.0
#include "playbooks/versions.hpp"

#include <nlohmann/json.hpp>

#include "core/version.hpp"
#include "disks/libraries.hpp"
#include "evidence/libraries.hpp"
#include "scanners/versions.hpp"

namespace trousse::playbooks {

std::string versions(const std::vector<evidence::RuleSet>& rules) {
  nlohmann::ordered_json out = {{"trousse", version}};
  for (const auto& room :
       {disks::library_versions(), scanners::library_versions(), evidence::library_versions()}) {
    for (const LibraryVersion& library : room) out["libraries"][library.name] = library.version;
  }
  for (const evidence::RuleSet& set : rules) {
    out["rules"].push_back({{"set", set.name}, {"files", set.files}, {"sha256", set.sha256}});
  }
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace trousse::playbooks
