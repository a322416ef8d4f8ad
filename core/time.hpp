// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trousse {

/// A moment in UTC: whole seconds since 1970-01-01 (may be negative) and nanoseconds 0..999999999.
struct Utc {
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  friend auto operator<=>(const Utc&, const Utc&) = default;
};

/// From a Windows FILETIME (100 ns ticks since 1601-01-01, [MS-DTYP] 2.3.3); 0 means "not set".
std::optional<Utc> from_filetime(std::uint64_t ticks);

/// "2026-11-23T18:04:05.1234567Z", seven decimals as NTFS keeps them; a year outside
/// 0001..9999 gives an empty string.
std::string to_iso8601(const Utc& time);

/// Reads what `to_iso8601` writes; nothing when it is anything else.
std::optional<Utc> from_iso8601(std::string_view text);

/// The clock of the machine that runs us.
Utc now();

}  // namespace trousse
