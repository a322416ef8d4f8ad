// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "collectors/collector.hpp"

namespace trousse::collectors {

std::unique_ptr<Watcher> start_small_streams(Profile profile);
std::unique_ptr<Watcher> start_ransom_notes(Profile profile);
std::unique_ptr<Watcher> start_ransom_samples(Profile profile);
std::unique_ptr<Watcher> start_ransom_census(Profile profile);

// What a victim's file needs most comes first. Hives under other names are no collector: the
// definition TrousseRenamedHives asks for them (catalogue/registry.yaml).
std::span<const Collector> all() {
  static constexpr std::array collectors{
      Collector{"ransom.census", "ransom", "", Profile::medical, start_ransom_census},
      Collector{"ransom.notes", "ransom", "ransom notes, by name and text", Profile::medical,
                start_ransom_notes},
      Collector{"ransom.samples", "ransom", "encrypted samples, and their unencrypted twins",
                Profile::medical, start_ransom_samples},
      Collector{"windows.small_streams", "streams", "named streams up to 64 KiB", Profile::medical,
                start_small_streams},
  };
  return collectors;
}

}  // namespace trousse::collectors
