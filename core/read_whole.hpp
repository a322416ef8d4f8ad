// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include "core/reader.hpp"

namespace trousse {

/// All of a file that is small enough to be held; what cannot be read of it is zeros, listed in
/// `gaps`. Errors: unsupported (larger than `most` bytes), those of `read_with_gaps`.
inline Result<std::vector<std::byte>> read_whole(const Reader& from, std::uint64_t most,
                                                 std::vector<Gap>& gaps) {
  if (from.size() > most) {
    return fail(Errc::unsupported, fmt::format("{} bytes, more than {}", from.size(), most));
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(from.size()));
  bytes.resize(TRY(read_with_gaps(from, 0, bytes, gaps)));
  return bytes;
}

}  // namespace trousse
