// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace trousse::collectors {

/// Which profiles take a family: `medical` ⊂ `triage` ⊂ `full`.
enum class Profile { medical, triage, full };

/// One artifact definition in the form of ForensicArtifacts (docs/definitions.md): name, sources
/// of FILE kind (others are counted, not loaded), and our own fields in the `trousse:` member:
/// family, profile, max_size, regf (accept by content), streams.
struct Definition {
  std::string name;
  std::string doc;
  std::string family;  ///< "other" when the file does not say
  Profile profile = Profile::medical;
  std::uint64_t max_size = 0;      ///< bytes for one file, 0: the family's limit
  std::vector<std::string> paths;  ///< as written, separators normalised to '/'
  std::vector<std::string> supported_os;
  std::string origin;  ///< file it was read from, for messages
};

/// A definition, or a source of one, that we do not support, and why.
struct Unsupported {
  std::string name;
  std::string why;  ///< "REGISTRY_KEY source", "COMMAND source", "unknown variable %%x%%", …
};

struct Definitions {
  std::vector<Definition> loaded;
  std::vector<Unsupported> unsupported;
  std::vector<std::string> errors;  ///< "file: line N: why", the rest of the file is used
};

/// Reads a YAML text of definitions; appends to `into`.
void load_definitions(std::string_view yaml, std::string_view origin, Definitions& into);

/// Reads FILE or every *.yaml / *.yml below DIR. Errors: missing, unreadable.
Result<void> load_definitions_from(const std::string& path, Definitions& into);

/// Our own catalogue, compiled in from `collectors/catalogue/*.yaml`.
Definitions catalogue();

}  // namespace trousse::collectors
