// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <span>
#include <vector>

#include "evidence/age.hpp"

/// The bytes are an age file, opened with a key that is not its own.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace trousse;
  static const auto identity = evidence::age::Identity::generate();
  const auto bytes = std::as_bytes(std::span(data, size));
  const MemoryReader in({bytes.begin(), bytes.end()});
  const std::vector<evidence::age::Opener> openers{*identity};
  (void)evidence::age::decrypt(in, openers,
                               [](std::span<const std::byte>) -> Result<void> { return {}; });
  return 0;
}
