// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {

/// Reads a stream of evidence from one end to the other, whatever it answers: what is not given
/// becomes zeros and a gap.
class GapReader {
 public:
  GapReader(const Reader& from, std::uint64_t start)
      : from_(from),
        at_(start),
        buffer_(std::min<std::uint64_t>(buffer_size, from.size() - std::min(start, from.size()))) {}

  bool ended() const { return at_ >= from_.size(); }
  /// The next piece, valid until the one after it.
  std::span<const std::byte> next();

  std::vector<Gap>& gaps() { return gaps_; }
  /// True when no byte before the end was given.
  bool gave_nothing(std::uint64_t length) const;
  const std::string& trouble() const { return trouble_; }

 private:
  static constexpr std::size_t buffer_size = std::size_t{1} << 20;

  const Reader& from_;
  std::uint64_t at_;
  Bytes buffer_;
  std::vector<Gap> gaps_;
  std::string trouble_;
  bool ended_early_ = false;
};

}  // namespace trousse::evidence
