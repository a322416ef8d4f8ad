// SPDX-License-Identifier: Apache-2.0
#include "disks/lznt1.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "disks/little_endian.hpp"

namespace trousse::disks {
namespace {

constexpr std::size_t chunk_size = 4096;

/// One chunk of flag bytes, literals and back references; returns the count of bytes made.
Result<std::size_t> expand_chunk(std::span<const std::byte> in, std::span<std::byte> out) {
  std::size_t from = 0;
  std::size_t to = 0;
  while (from < in.size()) {
    const unsigned flags = u8(in, from++);
    for (unsigned bit = 0; bit < 8 && from < in.size(); ++bit) {
      if ((flags >> bit & 1) == 0) {
        if (to == out.size()) return fail(Errc::malformed, "LZNT1: chunk too long");
        out[to++] = in[from++];
        continue;
      }
      if (in.size() - from < 2 || to == 0) return fail(Errc::malformed, "LZNT1: reference");
      const unsigned token = le16(in, from);
      from += 2;
      // The further we are in the chunk, the more bits the distance takes ([MS-XCA] 2.5.1.4).
      unsigned distance_bits = 4;
      while ((1U << distance_bits) < to) ++distance_bits;
      const std::size_t distance = (token >> (16 - distance_bits)) + 1;
      const std::size_t length = (token & ((1U << (16 - distance_bits)) - 1)) + 3;
      if (distance > to || length > out.size() - to) {
        return fail(Errc::malformed, "LZNT1: reference outside the chunk");
      }
      for (std::size_t i = 0; i < length; ++i, ++to) out[to] = out[to - distance];
    }
  }
  return to;
}

class Lznt1Reader final : public Reader {
 public:
  Lznt1Reader(const Reader& volume, std::vector<Run> runs, std::uint64_t size,
              std::uint64_t initialised, std::uint32_t unit)
      : size_(size),
        initialised_(initialised),
        unit_(unit),
        // Clusters are allocated for whole units: the last one reaches past the size.
        stored_(volume, std::move(runs), size + unit, size + unit) {}

  std::uint64_t size() const override { return size_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size_) return std::size_t{0};
    const std::size_t wanted = std::min<std::uint64_t>(into.size(), size_ - offset);
    std::size_t done = 0;
    while (done < wanted) {
      const std::uint64_t at = offset + done;
      const std::size_t inside = at % unit_;
      const std::size_t length = std::min<std::size_t>(unit_ - inside, wanted - done);
      TRY(load(at / unit_));
      std::memcpy(into.data() + done, unit_bytes_.data() + inside, length);
      done += length;
    }
    if (offset + done > initialised_) {
      const std::uint64_t from = std::max(offset, initialised_) - offset;
      std::memset(into.data() + from, 0, done - from);
    }
    return done;
  }

 private:
  /// Bytes of unit `index` that have clusters before the first hole in it.
  std::uint64_t stored_length(std::uint64_t index) const {
    const std::uint64_t begin = index * unit_;
    std::uint64_t at = begin;
    std::size_t run = stored_.run_at(begin);
    while (at < begin + unit_ && run < stored_.runs().size()) {
      if (stored_.runs()[run].kind == Run::Kind::hole) break;
      at = std::min(begin + unit_, stored_.start_of(run) + stored_.runs()[run].length);
      ++run;
    }
    return at - begin;
  }

  Result<void> load(std::uint64_t index) const {
    if (loaded_ == index) return {};
    loaded_.reset();
    unit_bytes_.assign(unit_, std::byte{0});
    if (index * unit_ < initialised_) {
      const std::uint64_t length = stored_length(index);
      const bool covered = stored_.run_at(index * unit_) < stored_.runs().size();
      if (!covered) return fail(Errc::unreadable, "no cluster is known for this unit");
      if (length == unit_) {
        TRY(stored_.read_at(index * unit_, unit_bytes_));
      } else if (length > 0) {
        std::vector<std::byte> packed(length);
        TRY(stored_.read_at(index * unit_, packed));
        const auto expanded = expand_lznt1(packed, unit_bytes_);
        if (!expanded) return fail(Errc::unreadable, expanded.error().what);
      }
    }
    loaded_ = index;
    return {};
  }

  std::uint64_t size_;
  std::uint64_t initialised_;
  std::uint32_t unit_;
  RunsReader stored_;
  mutable std::vector<std::byte> unit_bytes_;
  mutable std::optional<std::uint64_t> loaded_;
};

}  // namespace

Result<void> expand_lznt1(std::span<const std::byte> in, std::span<std::byte> out) {
  std::size_t from = 0;
  std::size_t to = 0;
  while (to < out.size() && from + 2 <= in.size()) {
    const unsigned header = le16(in, from);
    if (header == 0) break;  // end of the data
    const std::size_t length = (header & 0xfff) + 1;
    from += 2;
    if (length > in.size() - from) return fail(Errc::malformed, "LZNT1: chunk past the end");
    const auto chunk = in.subspan(from, length);
    const auto room = out.subspan(to, std::min(chunk_size, out.size() - to));
    std::size_t made = 0;
    if ((header & 0x8000) != 0) {
      made = TRY(expand_chunk(chunk, room));
    } else {
      made = std::min(length, room.size());
      std::memcpy(room.data(), chunk.data(), made);
    }
    // Each chunk stands for 4096 bytes, whatever it gives: the rest of it is zeros.
    std::fill(room.begin() + static_cast<std::ptrdiff_t>(made), room.end(), std::byte{0});
    to += room.size();
    from += length;
  }
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(to), out.end(), std::byte{0});
  return {};
}

std::unique_ptr<Reader> open_lznt1(const Reader& volume, std::vector<Run> runs, std::uint64_t size,
                                   std::uint64_t initialised, std::uint32_t unit) {
  return std::make_unique<Lznt1Reader>(volume, std::move(runs), size, initialised, unit);
}

}  // namespace trousse::disks
