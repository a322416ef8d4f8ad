// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>

#include "core/reader.hpp"
#include "core/rescue_map.hpp"
#include "core/result.hpp"

/// Reading a medium that fails: what reads well first, what fails later and in smaller pieces,
/// each failing sector a bounded number of times.
namespace trousse {

/// All in bytes but `retries`.
struct RescueLimits {
  std::uint32_t sector = 512;      ///< the smallest piece asked for; aligned on the medium
  std::uint32_t block = 1U << 20;  ///< the largest piece asked for; a multiple of `sector`
  std::uint32_t retries = 1;       ///< further readings of a sector that failed
  std::uint64_t skip = 64U << 10;  ///< left out after a failure, doubled at each one that follows
  std::uint64_t most_skip = 1U << 30;
};

/// Fills `into` from `offset`, for a copy that is written in order: a stretch that fails is
/// narrowed down to sectors at once. Sectors that stay unreadable are zeros in `into` and bad in
/// `map`, the others rescued. What `map` already calls bad is not asked of the medium again, so a
/// second run over the same medium gives the same bytes. A medium that ends before `map.size()` is
/// unreadable from there. Errors: usage (past the end of the map, impossible limits), and
/// everything but unreadable that the medium answers.
Result<void> rescue_in_order(const Reader& from, RescueMap& map, std::uint64_t offset,
                             std::span<std::byte> into, const RescueLimits& limits = {});

/// Takes what was read, at its place; places come in any order, none twice.
using RescueWrite = std::function<Result<void>(std::uint64_t, std::span<const std::byte>)>;

struct RescueWatch {
  std::stop_token stop;
  /// After each piece, good or bad: to show progress, and to save the map now and then.
  std::function<Result<void>(const RescueMap&)> after_piece;
};

/// Reads everything that `map` does not call rescued, for a copy that can be written at any place:
/// large blocks forward and leaving out more and more around what fails, then backward, then what
/// is left of them; then the edges of failed blocks, then their middle, sector by sector, then the
/// bad sectors `retries` times again. Sectors are given up, never the run: it ends well with the
/// bad ones in `map`, and the places of these are not written. Errors: usage, cancelled, those of
/// `write` and `after_piece`, everything but unreadable that the medium answers; `map` is right in
/// all cases, so that a later call goes on.
Result<void> rescue(const Reader& from, RescueMap& map, const RescueWrite& write,
                    const RescueLimits& limits = {}, const RescueWatch& watch = {});

}  // namespace trousse
