// SPDX-License-Identifier: Apache-2.0
#include "evidence/read_ahead.hpp"

#include <algorithm>
#include <future>
#include <utility>
#include <vector>

namespace trousse::evidence {
namespace {

constexpr std::uint64_t piece_size = std::uint64_t{1} << 20;

}  // namespace

Result<std::uint64_t> read_ahead(const Reader& file, std::uint64_t offset, std::uint64_t size,
                                 const TakePiece& take) {
  std::vector<std::byte> taken(std::min(piece_size, size));
  std::vector<std::byte> coming(size > piece_size ? piece_size : 0);
  std::uint64_t given = 0;
  std::size_t got = TRY(file.read_at(offset, taken));
  while (got > 0) {
    const std::uint64_t next = given + got;
    const std::uint64_t want = std::min(piece_size, size - next);
    // Its destructor waits: nothing is read any more once this function has returned.
    std::future<Result<std::size_t>> ahead;
    if (want > 0) {
      ahead = std::async(std::launch::async,
                         [&file, at = offset + next, into = std::span(coming).first(want)] {
                           return file.read_at(at, into);
                         });
    }
    TRY(take(std::span<const std::byte>(taken).first(got)));
    given = next;
    if (want == 0) break;
    got = TRY(ahead.get());
    std::swap(taken, coming);
  }
  return given;
}

}  // namespace trousse::evidence
