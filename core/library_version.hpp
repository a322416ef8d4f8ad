// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trousse {

/// A library that a room stands on, as the custody journal names it: the version that runs where
/// the library says it, else the one that we were built with.
struct LibraryVersion {
  std::string name;
  std::string version;
};

}  // namespace trousse
