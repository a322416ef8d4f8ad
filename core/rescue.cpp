// SPDX-License-Identifier: Apache-2.0
// The order of the passes follows GNU ddrescue's manual, "Algorithm".
#include "core/rescue.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace trousse {

namespace {

// A failed stretch read in order is tried in pieces of this size before single sectors: most of a
// block around a bad sector is good, and a call for each sector of it would be slow.
constexpr std::uint64_t narrow_step = 64U << 10;

enum class Reading { good, bad };

// All of `into` or nothing.
Result<Reading> read_all(const Reader& from, std::uint64_t offset, std::span<std::byte> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto read = from.read_at(offset + done, into.subspan(done));
    if (!read && read.error().code != Errc::unreadable) return tl::unexpected(read.error());
    if (!read || *read == 0) return Reading::bad;
    done += *read;
  }
  return Reading::good;
}

Result<void> check(const RescueLimits& limits) {
  const bool possible = limits.sector > 0 && limits.block >= limits.sector &&
                        limits.block % limits.sector == 0 && limits.block <= (64U << 20);
  if (!possible) return fail(Errc::usage, "impossible sizes for reading a failing medium");
  return {};
}

// Bytes from `offset` to the next multiple of `step`, at most `most`.
std::uint64_t to_boundary(std::uint64_t offset, std::uint64_t step, std::uint64_t most) {
  return std::min(step - offset % step, most);
}

Result<void> read_sectors(const Reader& from, RescueMap& map, std::uint64_t offset,
                          std::span<std::byte> into, const RescueLimits& limits) {
  for (std::size_t done = 0; done < into.size();) {
    const std::uint64_t at = offset + done;
    const auto piece = into.subspan(done, to_boundary(at, limits.sector, into.size() - done));
    Reading reading = Reading::bad;
    for (std::uint32_t i = 0; reading == Reading::bad && i <= limits.retries; ++i) {
      reading = TRY(read_all(from, at, piece));
    }
    if (reading == Reading::bad) std::memset(piece.data(), 0, piece.size());
    map.mark(at, piece.size(), reading == Reading::good ? RescueState::rescued : RescueState::bad);
    done += piece.size();
  }
  return {};
}

Result<void> read_narrowing(const Reader& from, RescueMap& map, std::uint64_t offset,
                            std::span<std::byte> into, const RescueLimits& limits) {
  const Reading whole = TRY(read_all(from, offset, into));
  if (whole == Reading::good) {
    map.mark(offset, into.size(), RescueState::rescued);
    return {};
  }
  const std::uint64_t step = std::max<std::uint64_t>(narrow_step, limits.sector);
  for (std::size_t done = 0; done < into.size();) {
    const std::uint64_t at = offset + done;
    const auto piece = into.subspan(done, to_boundary(at, step, into.size() - done));
    const bool same = piece.size() == into.size();
    const Reading reading = same ? Reading::bad : TRY(read_all(from, at, piece));
    if (reading == Reading::good) {
      map.mark(at, piece.size(), RescueState::rescued);
    } else {
      TRY(read_sectors(from, map, at, piece, limits));
    }
    done += piece.size();
  }
  return {};
}

// One run of `rescue`.
class Rescuer {
 public:
  Rescuer(const Reader& from, RescueMap& map, const RescueWrite& write, const RescueLimits& limits,
          const RescueWatch& watch)
      : from_(from), map_(map), write_(write), limits_(limits), watch_(watch) {
    buffer_.resize(limits.block);
  }

  Result<void> run() {
    TRY(copy_forward(limits_.skip));
    TRY(copy_backward());
    TRY(copy_forward(0));
    TRY(trim());
    TRY(each_sector(RescueState::unscraped));
    for (std::uint32_t i = 0; i < limits_.retries; ++i) TRY(each_sector(RescueState::bad));
    return {};
  }

 private:
  // Reads a piece of at most a block; its state becomes rescued, or `otherwise`.
  Result<Reading> piece(std::uint64_t offset, std::uint64_t length, RescueState otherwise) {
    if (watch_.stop.stop_requested()) return fail(Errc::cancelled, "stopped while reading");
    const auto into = std::span(buffer_).first(length);
    const Reading reading = TRY(read_all(from_, offset, into));
    if (reading == Reading::good) TRY(write_(offset, into));
    map_.mark(offset, length, reading == Reading::good ? RescueState::rescued : otherwise);
    if (watch_.after_piece) TRY(watch_.after_piece(map_));
    return reading;
  }

  Result<void> copy_forward(std::uint64_t first_skip) {
    std::uint64_t skip = first_skip;
    for (std::uint64_t at = 0; const auto range = map_.next(at, RescueState::untried);) {
      const auto length = to_boundary(range->offset, limits_.block, range->length);
      const Reading reading = TRY(piece(range->offset, length, RescueState::untrimmed));
      at = range->offset + length;
      if (reading == Reading::good) {
        skip = first_skip;
      } else {
        at += std::min(skip, map_.size() - at);
        skip = std::min(skip * 2, limits_.most_skip);
      }
    }
    return {};
  }

  Result<void> copy_backward() {
    std::uint64_t skip = limits_.skip;
    for (std::uint64_t end = map_.size();
         const auto range = map_.last(end, RescueState::untried);) {
      const std::uint64_t range_end = range->offset + range->length;
      const auto length = std::min((range_end - 1) % limits_.block + 1, range->length);
      end = range_end - length;
      const Reading reading = TRY(piece(end, length, RescueState::untrimmed));
      if (reading == Reading::good) {
        skip = limits_.skip;
      } else {
        end -= std::min(skip, end);
        skip = std::min(skip * 2, limits_.most_skip);
      }
    }
    return {};
  }

  // From both ends of each failed block to the first sector that fails.
  Result<void> trim() {
    while (const auto range = map_.next(0, RescueState::untrimmed)) {
      std::uint64_t at = range->offset;
      std::uint64_t end = range->offset + range->length;
      for (Reading reading = Reading::good; reading == Reading::good && at < end;) {
        const auto length = to_boundary(at, limits_.sector, end - at);
        reading = TRY(piece(at, length, RescueState::bad));
        at += length;
      }
      for (Reading reading = Reading::good; reading == Reading::good && at < end;) {
        const auto length = std::min((end - 1) % limits_.sector + 1, end - at);
        reading = TRY(piece(end - length, length, RescueState::bad));
        end -= length;
      }
      map_.mark(at, end - at, RescueState::unscraped);
    }
    return {};
  }

  Result<void> each_sector(RescueState state) {
    for (std::uint64_t at = 0; const auto range = map_.next(at, state);) {
      const auto length = to_boundary(range->offset, limits_.sector, range->length);
      TRY(piece(range->offset, length, RescueState::bad));
      at = range->offset + length;
    }
    return {};
  }

  const Reader& from_;
  RescueMap& map_;
  const RescueWrite& write_;
  const RescueLimits& limits_;
  const RescueWatch& watch_;
  std::vector<std::byte> buffer_;
};

}  // namespace

Result<void> rescue_in_order(const Reader& from, RescueMap& map, std::uint64_t offset,
                             std::span<std::byte> into, const RescueLimits& limits) {
  TRY(check(limits));
  if (offset > map.size() || into.size() > map.size() - offset) {
    return fail(Errc::usage, "a reading past the end of the medium");
  }
  for (std::size_t done = 0; done < into.size();) {
    const std::uint64_t at = offset + done;
    const std::uint64_t left = into.size() - done;
    const RescueRange known = map.range_at(at);
    if (known.state == RescueState::bad) {
      const auto piece = into.subspan(done, std::min(known.offset + known.length - at, left));
      std::memset(piece.data(), 0, piece.size());
      done += piece.size();
      continue;
    }
    const auto next_bad = map.next(at, RescueState::bad);
    const std::uint64_t before_bad = next_bad ? std::min(next_bad->offset - at, left) : left;
    const auto piece = into.subspan(done, to_boundary(at, limits.block, before_bad));
    TRY(read_narrowing(from, map, at, piece, limits));
    done += piece.size();
  }
  return {};
}

Result<void> rescue(const Reader& from, RescueMap& map, const RescueWrite& write,
                    const RescueLimits& limits, const RescueWatch& watch) {
  TRY(check(limits));
  return Rescuer(from, map, write, limits, watch).run();
}

}  // namespace trousse
