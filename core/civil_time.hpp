// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"

namespace trousse {

/// A moment as a clock on the wall of some place shows it.
struct CivilTime {
  int year = 1970;
  unsigned month = 1;    ///< 1..12
  unsigned day = 1;      ///< 1..31
  unsigned weekday = 0;  ///< 0 is Sunday
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  int utc_offset = 0;     ///< seconds to add to UTC
  bool repeated = false;  ///< the clock shows this hour twice that day: only the offset tells which
};

/// The civil time of a place, summer time included: the C library's reading of tzdata.
class TimeZone {
 public:
  static constexpr std::string_view default_name = "Europe/Paris";

  /// By its tzdata name. Where tzdata is not installed, Europe/Paris follows the rule that the
  /// European Union has had since 1996 (directive 2000/84/EC), and `from_rule` says so. Errors:
  /// usage (no such form of name), missing (tzdata has no such zone, or is not installed).
  static Result<TimeZone> named(std::string_view name,
                                const std::filesystem::path& tzdata = "/usr/share/zoneinfo");

  /// Sets the TZ of the process for the time of the call, under a lock of its own: while it runs,
  /// no other thread may use local time or the environment.
  CivilTime at(const Utc& moment) const;

  const std::string& name() const { return name_; }
  bool from_rule() const { return from_rule_; }

 private:
  TimeZone(std::string name, std::string setting, bool from_rule)
      : name_(std::move(name)), setting_(std::move(setting)), from_rule_(from_rule) {}
  std::string name_;
  std::string setting_;  // what TZ is set to
  bool from_rule_;
};

}  // namespace trousse
