// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/time.hpp"

namespace trousse::machine {

/// The clocks of the PC, read at one moment. Nothing here sets a clock.
struct Clocks {
  /// The real-time clock as it stands, "2026-11-24T19:05:12": a calendar without a zone. Windows
  /// keeps local time in it, Linux UTC as a rule. Empty when it is not known.
  std::string rtc;
  Utc system;                           ///< what the kernel holds for UTC
  std::optional<std::uint64_t> uptime;  ///< whole seconds since the start of the kernel
};

/// The RTC by its RTC_RD_TIME request (rtc(4)), else by /sys/class/rtc/rtc0. `root`: "/" but in
/// tests, where only the files are read.
Clocks clocks(const std::string& root = "/");

}  // namespace trousse::machine
