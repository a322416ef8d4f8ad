// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace trousse::tests {

/// One stream that the demonstration disk was made with.
struct Written {
  std::string path;
  std::string stream;
  std::uint64_t entry = 0;
  std::uint64_t size = 0;
  std::string sha256;
  bool wof = false;
  bool deleted = false;
  std::uint64_t hole = 0;  ///< zeros at the front that take no room
};

/// The demonstration disk of tests/tools, made once for a run of the tests.
struct Demonstration {
  std::filesystem::path image;
  std::uint64_t volume_offset = 0;  ///< bytes; of the Windows volume
  std::vector<Written> streams;
};
const Demonstration& demonstration();

/// SHA-256 of a whole file, 64 hexadecimal digits.
std::string sha256_of(const std::filesystem::path& file);

}  // namespace trousse::tests
