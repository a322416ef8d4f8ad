// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Fast deflate and the checksums that go with it, from ISA-L. Nothing above this file sees it.
namespace trousse::evidence {

/// Compresses pieces that stand alone, as ZLIB streams (RFC 1950). One thread at a time uses it.
class Deflater {
 public:
  Deflater();
  /// Compresses `plain` into `out` and returns the bytes used, or nothing when they would be more
  /// than `out` holds: what cannot be made smaller is better kept as it is.
  std::optional<std::size_t> compress(std::span<const std::byte> plain, std::span<std::byte> out);

 private:
  std::vector<std::byte> work_;
};

/// Adler-32 (RFC 1950 §8.2).
std::uint32_t adler32(std::span<const std::byte> bytes);

/// True when every byte is zero; an empty span is.
bool all_zero(std::span<const std::byte> bytes);

/// False means: surely worth compressing. True when a sample of the bytes has each value about as
/// often as any other, as encrypted and compressed content has.
bool looks_random(std::span<const std::byte> bytes);

}  // namespace trousse::evidence
