// SPDX-License-Identifier: Apache-2.0
#include "playbooks/versions.hpp"

#include <cstdlib>

#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "disks/libraries.hpp"
#include "evidence/libraries.hpp"
#include "scanners/versions.hpp"

namespace trousse::playbooks {

std::string key_version() {
  const char* said = std::getenv("TROUSSE_KEY_VERSION");
  return said != nullptr ? printable(said, 100) : "";
}

std::string tool_version() {
  const std::string key = key_version();
  return key.empty() ? std::string(version) : key;
}

std::string versions(const std::vector<evidence::RuleSet>& rules,
                     const std::vector<LibraryVersion>& programs) {
  json_fields::Json out = {{"trousse", version}};
  if (const std::string key = key_version(); !key.empty()) out["key"] = key;
  for (const auto& room :
       {disks::library_versions(), scanners::library_versions(), evidence::library_versions()}) {
    for (const LibraryVersion& library : room) out["libraries"][library.name] = library.version;
  }
  for (const LibraryVersion& program : programs) {
    if (!program.version.empty()) out["programs"][program.name] = program.version;
  }
  for (const evidence::RuleSet& set : rules) {
    out["rules"].push_back({{"set", set.name}, {"files", set.files}, {"sha256", set.sha256}});
  }
  return json_fields::line(out);
}

}  // namespace trousse::playbooks
