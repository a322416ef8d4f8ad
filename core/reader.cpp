// SPDX-License-Identifier: Apache-2.0
#include "core/reader.hpp"

#include <algorithm>
#include <cstring>

namespace trousse {

Result<std::size_t> MemoryReader::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= bytes_.size()) return std::size_t{0};
  const std::size_t count = std::min<std::uint64_t>(into.size(), bytes_.size() - offset);
  if (count > 0) std::memcpy(into.data(), bytes_.data() + offset, count);
  return count;
}

SliceReader::SliceReader(const Reader& whole, std::uint64_t offset, std::uint64_t size)
    : whole_(whole),
      offset_(std::min(offset, whole.size())),
      size_(std::min(size, whole.size() - offset_)) {}

Result<std::size_t> SliceReader::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_) return std::size_t{0};
  const std::size_t count = std::min<std::uint64_t>(into.size(), size_ - offset);
  return whole_.read_at(offset_ + offset, into.first(count));
}

namespace {

void add_gap(std::vector<Gap>& gaps, std::uint64_t offset, std::uint64_t length) {
  if (!gaps.empty() && gaps.back().offset + gaps.back().length == offset) {
    gaps.back().length += length;
  } else {
    gaps.push_back({offset, length});
  }
}

}  // namespace

Result<std::size_t> read_with_gaps(const Reader& from, std::uint64_t offset,
                                   std::span<std::byte> into, std::vector<Gap>& gaps,
                                   std::size_t step) {
  auto whole = from.read_at(offset, into);
  if (whole || whole.error().code != Errc::unreadable) return whole;

  const std::uint64_t end = std::min<std::uint64_t>(from.size(), offset + into.size());
  std::size_t done = 0;
  while (offset + done < end) {
    // Steps are aligned to the medium, so that one bad block costs one block.
    const std::uint64_t at = offset + done;
    const std::size_t length = std::min<std::uint64_t>(step - at % step, end - at);
    const auto piece = into.subspan(done, length);
    auto read = from.read_at(at, piece);
    if (!read && read.error().code != Errc::unreadable) return read;
    const std::size_t got = read ? *read : 0;
    if (got < length) {
      std::memset(piece.data() + got, 0, length - got);
      add_gap(gaps, at + got, length - got);
    }
    done += length;
  }
  return done;
}

Result<std::vector<std::byte>> read_whole(const Reader& from, std::uint64_t limit) {
  if (from.size() > limit) return fail(Errc::unsupported, "larger than the limit for this use");
  std::vector<std::byte> bytes(from.size());
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::size_t got = TRY(from.read_at(done, std::span(bytes).subspan(done)));
    if (got == 0) return fail(Errc::unreadable, "the content ends before its stated size");
    done += got;
  }
  return bytes;
}

}  // namespace trousse
