// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "core/result.hpp"
#include "scanners/reading_order.hpp"
#include "scanners/scan.hpp"

namespace trousse::scanners {

/// How far the scan of one volume is, in its reading order: every entry before `next` is read but
/// those that a worker has in hand. Numbers and a hash: what the journal may hold. Guarded by who
/// uses it.
class ScanPlace {
 public:
  ScanPlace() = default;
  /// From the start, or from what `marked` says; the counts before it are added to `scanned`.
  /// Errc::not_whole when the volume does not list as it did.
  static Result<ScanPlace> in(const ReadingOrder& order, const std::string& marked,
                              Scanned& scanned);
  /// What a volume came to that `marked` says is wholly scanned.
  static std::optional<Scanned> whole(const std::string& marked);
  /// How many entries of the reading order were begun.
  static std::uint64_t reached(const std::string& marked);

  bool goes_on() const { return start_ > 0; }
  std::uint64_t start() const { return start_; }
  /// The next index in the reading order, or none. Those before the cut come too, to be looked at
  /// again.
  std::optional<std::uint64_t> next();
  /// Whether closed parts hold what that entry gave. Does not change: any thread may ask.
  bool was_read(std::uint64_t index) const { return index < start_ && !cut_.contains(index); }
  void read(std::uint64_t index) { in_hand_.erase(index); }

  std::string text(const Scanned& scanned) const { return written(scanned, false); }
  std::string all_read(const Scanned& scanned) const { return written(scanned, true); }

 private:
  std::string written(const Scanned& scanned, bool is_whole) const;

  std::uint64_t size_ = 0;
  std::string order_;  // SHA-256 of the entries in their order, 64 hex digits
  std::uint64_t start_ = 0;
  std::set<std::uint64_t> cut_;  // in hand when the scan was cut
  std::uint64_t handed_ = 0;
  std::uint64_t next_ = 0;
  std::set<std::uint64_t> in_hand_;
};

}  // namespace trousse::scanners
