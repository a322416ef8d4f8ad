// SPDX-License-Identifier: Apache-2.0
#include "evidence/gap_reader.hpp"

#include <algorithm>
#include <cstring>

namespace trousse::evidence {
namespace {

// More holes than this and the last one is stretched over what lies between: a dying disk must not
// fill the memory, and saying too much of a file to be a gap is the safe side.
constexpr std::size_t most_gaps = 4096;

void add_gap(std::vector<Gap>& gaps, std::uint64_t offset, std::uint64_t length) {
  if (length == 0) return;
  const bool joins = !gaps.empty() && gaps.back().offset + gaps.back().length == offset;
  if (joins || gaps.size() >= most_gaps) {
    gaps.back().length = offset + length - gaps.back().offset;
  } else {
    gaps.push_back({offset, length});
  }
}

}  // namespace

std::span<const std::byte> GapReader::next() {
  const auto piece = std::span(buffer_).first(
      static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), from_.size() - at_)));
  std::size_t got = 0;
  if (!ended_early_) {
    std::vector<Gap> holes;
    const auto read = read_with_gaps(from_, at_, piece, holes);
    got = read ? *read : 0;
    if (!read) holes.clear();
    for (const Gap& hole : holes) add_gap(gaps_, hole.offset, hole.length);
    // An error that is not one sector's, or an end before the stated size: no use to insist.
    ended_early_ = got < piece.size();
    if (!read) trouble_ = read.error().what;
  }
  std::memset(piece.data() + got, 0, piece.size() - got);
  add_gap(gaps_, at_ + got, piece.size() - got);
  at_ += piece.size();
  return piece;
}

bool GapReader::gave_nothing(std::uint64_t length) const {
  std::uint64_t sum = 0;
  for (const Gap& gap : gaps_) sum += gap.length;
  return ended() && sum == length;
}

}  // namespace trousse::evidence
