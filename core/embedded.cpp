// SPDX-License-Identifier: Apache-2.0
#include "core/embedded.hpp"

#include <cstdint>

namespace trousse {

std::string unscrambled(std::string_view bytes) {
  std::string out(bytes);
  std::uint32_t state = 0x7472'6f75;
  for (char& byte : out) {
    state = state * 1'664'525U + 1'013'904'223U;
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (state >> 24));
  }
  return out;
}

}  // namespace trousse
