// SPDX-License-Identifier: Apache-2.0
#include "evidence/crc32.hpp"

#include <isa-l.h>

namespace trousse::evidence {

void Crc32::add(std::span<const std::byte> bytes) {
  value_ =
      ::crc32_gzip_refl(value_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

}  // namespace trousse::evidence
