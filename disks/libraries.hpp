// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/library_version.hpp"

namespace trousse::disks {

/// The libraries of this room.
std::vector<LibraryVersion> library_versions();

// What each wrapper says of its own.
std::string tsk_version();
std::string ewf_version();

}  // namespace trousse::disks
