// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string_view>

#include "collectors/definition.hpp"

/// The bytes are a file of definitions that somebody dropped on the key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  trousse::collectors::Definitions definitions;
  trousse::collectors::load_definitions(text, "fuzz", definitions);
  return 0;
}
