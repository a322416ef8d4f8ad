// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/library_version.hpp"

namespace trousse::evidence {

/// The libraries of this room.
std::vector<LibraryVersion> library_versions();

// What each wrapper says of its own.
std::string openssl_version();
std::string libarchive_version();
std::string zstd_version();
std::string isal_version();

}  // namespace trousse::evidence
