// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace trousse::collectors {

/// Which profiles take a family: `medical` < `triage` < `full`, each with all of the one before.
enum class Profile { medical, triage, full };

std::string_view name_of(Profile profile);
std::optional<Profile> profile_of(std::string_view name);

/// One path of a definition.
struct DefinitionPath {
  std::string text;                  ///< as written, separators normalised to '/'
  std::vector<std::string> systems;  ///< "Windows", "Linux", "Darwin", …; empty: any
};

/// One artifact definition in the form of ForensicArtifacts (docs/definitions.md): name, sources
/// of FILE and PATH kind (others are counted, not loaded), and our own fields in the `trousse:`
/// member.
struct Definition {
  std::string name;
  std::string doc;
  std::string family;  ///< "other" when the file does not say
  /// `full` when the file does not say: what nobody has declared free of patients' content waits
  /// for the explicit yes that `full` is.
  Profile profile = Profile::full;
  std::uint64_t max_size = 0;         ///< bytes for one file, 0: the limit of the run
  std::vector<std::string> streams;   ///< globs of stream names; empty: the content itself
  bool regf = false;                  ///< take only what begins with the mark of a hive
  std::vector<DefinitionPath> paths;  ///< each once
  std::string origin;                 ///< file it was read from, for messages
};

/// A definition, or a source of one, that we do not support, and why.
struct Unsupported {
  std::string name;
  std::string why;  ///< "REGISTRY_KEY source", "COMMAND source", "unknown variable %%x%%", …
};

struct Definitions {
  std::vector<Definition> loaded;
  std::vector<Unsupported> unsupported;
  std::vector<std::string> groups;  ///< names of those that only name others
  std::vector<std::string> errors;  ///< "file: line N: why", the rest of the file is used
};

/// Reads a YAML text of definitions; appends to `into`.
void load_definitions(std::string_view yaml, std::string_view origin, Definitions& into);

/// Reads FILE or every *.yaml / *.yml below DIR, in the order of their names. Errors: missing,
/// unreadable.
Result<void> load_definitions_from(const std::string& path, Definitions& into);

/// Our own catalogue, compiled in from `collectors/catalogue/*.yaml`.
Definitions catalogue();

// To add an artifact that has a known path: one document in a file of collectors/catalogue/
// (form: docs/definitions.md), a new file also in collectors/CMakeLists.txt. The tests check that
// it loads whole and that its profile suits its family.

}  // namespace trousse::collectors
