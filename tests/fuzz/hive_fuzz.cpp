// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <span>

#include "formats/hive.hpp"

/// The bytes are a hive: its tree is walked to a few levels.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto hive = trousse::formats::Hive::open({bytes.begin(), bytes.end()});
  if (!hive) return 0;
  for (const auto& child : hive->subkeys("")) {
    (void)hive->values(child);
    (void)hive->last_written(child);
    for (const auto& grandchild : hive->subkeys(child))
      (void)hive->values(child + "\\" + grandchild);
  }
  return 0;
}
