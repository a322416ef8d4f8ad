// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <vector>

#include "core/artifact.hpp"
#include "core/reader.hpp"
#include "evidence/hash.hpp"

namespace trousse::scanners {

/// Reads one stream for scanning: one thread of the scan reads the disk at a time (a dying disk
/// hates seeks), bytes that cannot be read are zeros and counted, reading ends when its time is
/// over (what is left is zeros and counted too), and what passes for the first time, in order,
/// goes into a SHA-256.
class StreamReader final : public Reader {
 public:
  /// `from` and `turn` must outlive it.
  StreamReader(const Reader& from, std::uint64_t size, std::mutex& turn, std::chrono::seconds time,
               std::stop_token stop);

  std::uint64_t size() const override { return size_; }
  /// Errors: cancelled only.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

  /// Reads what has not passed yet, into `scratch` piece by piece, for the hash alone.
  Result<void> drain(std::span<std::byte> scratch) const;

  std::uint64_t unreadable() const { return unreadable_; }
  bool is_late() const { return late_; }
  /// The hash of the `size` bytes; only once all have passed.
  bool is_hashed() const { return passed_ == size_; }
  Sha256 finish_hash() { return hash_.finish(); }

 private:
  /// One piece, gaps filled. Gives the count of bytes missing.
  Result<std::uint64_t> read_piece(std::uint64_t offset, std::span<std::byte> into) const;

  const Reader& from_;
  std::uint64_t size_;
  std::mutex& turn_;
  std::chrono::steady_clock::time_point deadline_;
  std::stop_token stop_;
  mutable std::uint64_t passed_ = 0;
  mutable std::uint64_t unreadable_ = 0;
  mutable bool late_ = false;
  mutable evidence::Sha256Stream hash_;
};

}  // namespace trousse::scanners
