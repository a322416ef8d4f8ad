// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"

namespace trousse::cli {

/// A time that a person read on a watch and typed.
struct ConfirmedTime {
  std::string typed;
  Utc time;                ///< its first second: "18:05" is 18:05:00
  unsigned precision = 1;  ///< seconds that it may stand for: 60 without seconds, else 1
  int zone = 0;            ///< seconds east of Greenwich
  bool zone_typed = false;
};

/// "2026-11-24 18:05", with seconds or without, with a zone ("Z", "+01:00") or in the zone of this
/// computer; a 'T' may stand for the space. Nothing else: what is wrong is said, and a time that
/// the clocks skip or show twice in that zone wants its zone. Errors: usage.
Result<ConfirmedTime> parse_confirmed_time(std::string_view typed);

/// The smallest number of seconds to add to the system's clock so that it agrees with what was
/// typed at that moment (docs/archive-format.md §3.3).
std::int64_t clock_offset(const ConfirmedTime& confirmed, const Utc& system);

/// "+01:00"
std::string zone_text(int seconds);

}  // namespace trousse::cli
