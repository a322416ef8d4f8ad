// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/source.hpp"

namespace trousse::collectors {

/// Where one volume keeps what definitions name by variable. Patterns of `GlobSet`.
struct Places {
  std::string system;                 ///< "Windows", "Linux", "Darwin", "" when any may live there
  std::vector<std::string> windows;   ///< folders of %SystemRoot%
  std::vector<std::string> profiles;  ///< folders of users, AppData below
  std::vector<std::string> legacy_profiles;  ///< the same before Vista, "Local Settings" below
  std::vector<std::string> homes;            ///< folders of users elsewhere than on Windows
};

/// From what the hives said, or from custom where they said nothing: Windows lives on NTFS, FAT
/// and exFAT. Users' folders that Windows moved elsewhere on the volume count, and those of the
/// services (S-1-5-18 to 20) too, since intruders work as SYSTEM.
Places places_of(const VolumeInfo& volume);

/// Every pattern that a definition's path stands for on such a volume: variables written out (all
/// the places that they can mean), a drive letter dropped, '/' in front and between. At most 1024.
/// Errors: unsupported ("unknown variable %%x%%").
Result<std::vector<std::string>> expand(std::string_view path, const Places& places);

}  // namespace trousse::collectors
