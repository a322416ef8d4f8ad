// SPDX-License-Identifier: Apache-2.0
#include "playbooks/versions.hpp"

#include "core/json_fields.hpp"
#include "core/version.hpp"
#include "disks/libraries.hpp"
#include "evidence/libraries.hpp"
#include "scanners/versions.hpp"

namespace trousse::playbooks {

std::string versions(const std::vector<evidence::RuleSet>& rules) {
  json_fields::Json out = {{"trousse", version}};
  for (const auto& room :
       {disks::library_versions(), scanners::library_versions(), evidence::library_versions()}) {
    for (const LibraryVersion& library : room) out["libraries"][library.name] = library.version;
  }
  for (const evidence::RuleSet& set : rules) {
    out["rules"].push_back({{"set", set.name}, {"files", set.files}, {"sha256", set.sha256}});
  }
  return json_fields::line(out);
}

}  // namespace trousse::playbooks
