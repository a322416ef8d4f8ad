// SPDX-License-Identifier: Apache-2.0
#include "cli/confirmed_time.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <optional>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::cli {
namespace {

tl::unexpected<Error> wrong(std::string_view typed, std::string_view why) {
  return fail(Errc::usage, fmt::format("\"{}\" is no time: {}; write 2026-11-24 18:05",
                                       printable(typed, 64), why));
}

/// What is left of a text being read from its start.
struct Rest {
  std::string_view text;

  // Exactly `count` digits, or nothing.
  std::optional<int> digits(std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (const char digit : text.substr(0, count)) {
      if (digit < '0' || digit > '9') return std::nullopt;
      value = value * 10 + (digit - '0');
    }
    text.remove_prefix(count);
    return value;
  }
  bool one_of(std::string_view letters) {
    if (text.empty() || letters.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
  }
};

struct Calendar {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  bool has_seconds = false;
};

std::optional<Calendar> calendar_of(Rest& rest) {
  Calendar out;
  const auto number = [&](int& into, std::size_t count) {
    const auto value = rest.digits(count);
    if (value) into = *value;
    return value.has_value();
  };
  if (!number(out.year, 4) || !rest.one_of("-") || !number(out.month, 2) || !rest.one_of("-") ||
      !number(out.day, 2) || !rest.one_of(" T") || !number(out.hour, 2) || !rest.one_of(":") ||
      !number(out.minute, 2)) {
    return std::nullopt;
  }
  if (rest.one_of(":")) {
    if (!number(out.second, 2)) return std::nullopt;
    out.has_seconds = true;
  }
  return out;
}

// The calendar as if it were in UTC; nothing for a day or an hour that does not exist.
std::optional<std::int64_t> seconds_of(const Calendar& at) {
  const auto time =
      from_iso8601(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.0000000Z", at.year, at.month,
                               at.day, at.hour, at.minute, at.second));
  return time ? std::optional(time->seconds) : std::nullopt;
}

// "", " ", "Z", "+01:00", "-04:00": seconds east; `typed` says whether there was one.
std::optional<int> zone_of(Rest& rest, bool& typed) {
  rest.one_of(" ");
  typed = !rest.text.empty();
  if (!typed) return 0;
  if (rest.one_of("Z")) return rest.text.empty() ? std::optional(0) : std::nullopt;
  const bool west = rest.text.front() == '-';
  if (!rest.one_of("+-")) return std::nullopt;
  const auto hours = rest.digits(2);
  if (!hours || !rest.one_of(":")) return std::nullopt;
  const auto minutes = rest.digits(2);
  // From -12:00 to +14:00.
  if (!minutes || !rest.text.empty() || *hours > 14 || *minutes > 59) return std::nullopt;
  const int seconds = *hours * 3600 + *minutes * 60;
  return west ? -seconds : seconds;
}

std::optional<std::time_t> local_moment(const Calendar& at, int daylight) {
  std::tm wish{};
  wish.tm_year = at.year - 1900;
  wish.tm_mon = at.month - 1;
  wish.tm_mday = at.day;
  wish.tm_hour = at.hour;
  wish.tm_min = at.minute;
  wish.tm_sec = at.second;
  wish.tm_isdst = daylight;
  std::tm got = wish;
  const std::time_t moment = std::mktime(&got);
  // mktime moves what does not exist, or not with this daylight saving, to a time beside it.
  const bool same = got.tm_mday == wish.tm_mday && got.tm_hour == wish.tm_hour &&
                    got.tm_min == wish.tm_min && got.tm_isdst == daylight;
  return same ? std::optional(moment) : std::nullopt;
}

}  // namespace

Result<ConfirmedTime> parse_confirmed_time(std::string_view typed) {
  Rest rest{typed};
  const auto calendar = calendar_of(rest);
  if (!calendar) return wrong(typed, "not of the form year-month-day hour:minute");
  const auto as_utc = seconds_of(*calendar);
  if (!as_utc || *as_utc < 0) return wrong(typed, "no such day or hour since 1970");
  ConfirmedTime out;
  out.typed = typed;
  out.precision = calendar->has_seconds ? 1 : 60;
  const auto zone = zone_of(rest, out.zone_typed);
  if (!zone) return wrong(typed, "the zone is Z, or like +01:00");
  if (out.zone_typed) {
    out.zone = *zone;
    out.time.seconds = *as_utc - out.zone;
    return out;
  }
  const auto winter = local_moment(*calendar, 0);
  const auto summer = local_moment(*calendar, 1);
  if (!winter && !summer) return wrong(typed, "the clocks of this zone skip it; add the zone");
  if (winter && summer) return wrong(typed, "the clocks of this zone show it twice; add the zone");
  out.time.seconds = winter ? *winter : *summer;
  out.zone = static_cast<int>(*as_utc - out.time.seconds);
  return out;
}

std::int64_t clock_offset(const ConfirmedTime& confirmed, const Utc& system) {
  const std::int64_t least = confirmed.time.seconds - system.seconds;
  const std::int64_t most = least + confirmed.precision - 1;
  return std::clamp(std::int64_t{0}, least, most);
}

std::string zone_text(int seconds) {
  const int size = seconds < 0 ? -seconds : seconds;
  return fmt::format("{}{:02}:{:02}", seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
}

}  // namespace trousse::cli
