// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/demonstration_disk.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::tests {

const std::string& demonstration_disk() {
  static const TemporaryFolder folder;
  static const std::string path = [] {
    std::string image = (folder.path() / "cabinet.img").string();
    const std::string command = fmt::format("'{}' demo '{}' >/dev/null", TROUSSE_MAKE_DISK, image);
    REQUIRE(std::system(command.c_str()) == 0);
    return image;
  }();
  return path;
}

}  // namespace trousse::tests
