// SPDX-License-Identifier: Apache-2.0
#include "core/time.hpp"

#include <chrono>

#include <fmt/format.h>

namespace trousse {

std::optional<Utc> from_filetime(std::uint64_t ticks) {
  constexpr std::uint64_t ticks_per_second = 10'000'000;
  constexpr std::int64_t seconds_1601_to_1970 = 11'644'473'600;
  if (ticks == 0) return std::nullopt;
  return Utc{static_cast<std::int64_t>(ticks / ticks_per_second) - seconds_1601_to_1970,
             static_cast<std::uint32_t>(ticks % ticks_per_second) * 100};
}

std::string to_iso8601(const Utc& time) {
  using namespace std::chrono;
  constexpr std::int64_t first = -62'135'596'800;  // 0001-01-01
  constexpr std::int64_t last = 253'402'300'799;   // 9999-12-31T23:59:59
  if (time.seconds < first || time.seconds > last) return {};
  const sys_seconds moment{seconds{time.seconds}};
  const auto day = floor<days>(moment);
  const year_month_day date{day};
  const hh_mm_ss clock{moment - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     time.nanoseconds / 100);
}

std::optional<Utc> from_iso8601(std::string_view text) {
  // 0123-56-89T12:45:78.0123456Z
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd.dddddddZ";
  if (text.size() != form.size()) return std::nullopt;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (form[i] == 'd' ? !digit : text[i] != form[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t count) {
    unsigned value = 0;
    for (const char digit : text.substr(at, count)) {
      value = value * 10 + static_cast<unsigned>(digit - '0');
    }
    return value;
  };
  using namespace std::chrono;
  const year_month_day date{year{static_cast<int>(number(0, 4))}, month{number(5, 2)},
                            day{number(8, 2)}};
  if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) {
    return std::nullopt;
  }
  const auto moment =
      sys_days{date} + hours{number(11, 2)} + minutes{number(14, 2)} + seconds{number(17, 2)};
  return Utc{moment.time_since_epoch().count(), number(20, 7) * 100};
}

Utc now() {
  using namespace std::chrono;
  const auto since = system_clock::now().time_since_epoch();
  const auto whole = floor<seconds>(since);
  return {whole.count(), static_cast<std::uint32_t>(nanoseconds(since - whole).count())};
}

}  // namespace trousse
