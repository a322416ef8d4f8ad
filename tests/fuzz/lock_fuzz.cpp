// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <span>
#include <vector>

#include "disks/lock.hpp"

/// The bytes are a volume.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const trousse::MemoryReader volume({bytes.begin(), bytes.end()});
  (void)trousse::disks::find_lock(volume);
  return 0;
}
