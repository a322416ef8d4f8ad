// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace trousse::evidence {

/// The CRC-32 of ZIP (ISO 3309, reflected polynomial EDB88320) of a stream. Catches accidents
/// only; SHA-256 is what evidence rests on.
class Crc32 {
 public:
  void add(std::span<const std::byte> bytes);
  std::uint32_t value() const { return value_; }

 private:
  std::uint32_t value_ = 0;
};

}  // namespace trousse::evidence
