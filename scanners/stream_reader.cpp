// SPDX-License-Identifier: Apache-2.0
#include "scanners/stream_reader.hpp"

#include <algorithm>

namespace trousse::scanners {
namespace {

// Small enough that a stop or a deadline is seen soon even on a disk that fails on every sector.
constexpr std::size_t piece_size = 1024 * 1024;

}  // namespace

StreamReader::StreamReader(const Reader& from, std::uint64_t size, std::mutex& turn,
                           std::chrono::seconds time, std::stop_token stop)
    : from_(from),
      size_(size),
      turn_(turn),
      deadline_(std::chrono::steady_clock::now() + time),
      stop_(std::move(stop)) {}

Result<std::uint64_t> StreamReader::read_piece(std::uint64_t offset,
                                               std::span<std::byte> into) const {
  if (stop_.stop_requested()) return fail(Errc::cancelled, "stopped");
  late_ = late_ || std::chrono::steady_clock::now() > deadline_;
  if (late_) {
    std::fill(into.begin(), into.end(), std::byte{});
    return into.size();
  }
  std::vector<Gap> gaps;
  const auto got = read_with_gaps(from_, offset, into, gaps);
  // An error that is no bad sector (a chain of clusters that leads nowhere) ends the stream here.
  const std::size_t filled = got ? *got : 0;
  std::fill(into.begin() + static_cast<std::ptrdiff_t>(filled), into.end(), std::byte{});
  std::uint64_t missing = into.size() - filled;
  for (const Gap& gap : gaps) missing += gap.length;
  return missing;
}

Result<std::size_t> StreamReader::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_) return std::size_t{0};
  into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset)));
  {
    const std::lock_guard lock(turn_);
    for (std::size_t at = 0; at < into.size(); at += piece_size) {
      const auto piece = into.subspan(at, std::min(piece_size, into.size() - at));
      const std::uint64_t missing = TRY(read_piece(offset + at, piece));
      if (offset + at >= passed_) unreadable_ += missing;
    }
  }
  // Hashing waits for nobody: the disk's turn is already given back.
  if (offset <= passed_ && passed_ < offset + into.size()) {
    hash_.add(into.subspan(static_cast<std::size_t>(passed_ - offset)));
    passed_ = offset + into.size();
  }
  return into.size();
}

Result<void> StreamReader::drain(std::span<std::byte> scratch) const {
  while (passed_ < size_ && !late_) TRY(read_at(passed_, scratch));
  return {};
}

}  // namespace trousse::scanners
