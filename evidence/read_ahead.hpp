// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/reader.hpp"
#include "core/result.hpp"

namespace trousse::evidence {

/// What takes the pieces of `read_ahead`, in order; an error of it ends the reading.
using TakePiece = std::function<Result<void>(std::span<const std::byte>)>;

/// Gives `size` bytes of `file` from `offset` on to `take`, in pieces of at most a mebibyte. The
/// next piece is read on a thread of its own while `take`, on the caller's, has this one, so a
/// medium reads while its bytes are hashed. Two mebibytes of memory.
/// Returns how many bytes were given: fewer when the file ends before. Errors: the reader's, after
/// the pieces before it were given; those of `take`.
Result<std::uint64_t> read_ahead(const Reader& file, std::uint64_t offset, std::uint64_t size,
                                 const TakePiece& take);

}  // namespace trousse::evidence
