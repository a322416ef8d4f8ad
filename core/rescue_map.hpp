// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/reader.hpp"
#include "core/result.hpp"

namespace trousse {

/// What is known of a stretch of a failing medium. The character is the one of GNU ddrescue's
/// mapfile (ddrescue manual, "Mapfile structure").
enum class RescueState : char {
  untried = '?',
  untrimmed = '*',  ///< a large reading of it failed
  unscraped = '/',  ///< its edges are known to fail, its middle was not tried
  bad = '-',
  rescued = '+',
};

/// Bytes, in one state.
struct RescueRange {
  std::uint64_t offset;
  std::uint64_t length;
  RescueState state;
  friend bool operator==(const RescueRange&, const RescueRange&) = default;
};

/// The whole of a medium cut in ranges: what was read and what was not. Its text is a GNU
/// ddrescue mapfile, so that a reading can be stopped, gone on with, and shown to others.
class RescueMap {
 public:
  /// Nothing tried yet.
  explicit RescueMap(std::uint64_t size);
  /// Reads a mapfile. Stretches that it does not name are untried. Errors: malformed (not a
  /// mapfile, ranges out of order or past `size`).
  static Result<RescueMap> parse(std::string_view text, std::uint64_t size);
  /// As ddrescue writes it.
  std::string text() const;

  std::uint64_t size() const { return size_; }
  /// What goes past the end is cut there.
  void mark(std::uint64_t offset, std::uint64_t length, RescueState state);
  /// The range that holds `offset`, which is before the end. Neighbours differ in state.
  RescueRange range_at(std::uint64_t offset) const;
  /// The first range in `state` at or after `from`, cut to begin there at the earliest.
  std::optional<RescueRange> next(std::uint64_t from, RescueState state) const;
  /// The last range in `state` before `end`, cut to end there at the latest.
  std::optional<RescueRange> last(std::uint64_t end, RescueState state) const;
  std::vector<RescueRange> ranges() const;
  /// Bytes in one state.
  std::uint64_t bytes(RescueState state) const;
  /// Everything that was not rescued, in order, neighbours joined.
  std::vector<Gap> gaps() const;

 private:
  using States = std::map<std::uint64_t, RescueState>;
  RescueRange range_of(States::const_iterator at) const;
  void split(std::uint64_t offset);

  std::uint64_t size_;
  States states_;  ///< by first byte; each lasts until the next
};

}  // namespace trousse
