// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

#include "tui/parts.hpp"

namespace trousse::tui {
namespace {

using words::Id;

struct LocalFields {
  int year;
  unsigned month, day;
  int hour, minute;
};

LocalFields local_fields(const Situation& situation, const Utc& time) {
  using namespace std::chrono;
  // Beyond these a calendar has no year of four digits.
  constexpr std::int64_t least = -62'135'596'800, most = 253'402'300'799;
  const auto seconds_there =
      std::clamp(time.seconds, least + 86'400, most - 86'400) + situation.minutes_east * 60LL;
  const sys_seconds moment{seconds{seconds_there}};
  const auto days = floor<std::chrono::days>(moment);
  const year_month_day date{days};
  const auto rest = static_cast<int>((moment - days).count());
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()), rest / 3600, rest / 60 % 60};
}

}  // namespace

std::string local_moment(const Situation& situation, const Utc& time) {
  const LocalFields at = local_fields(situation, time);
  return say(
      situation, Id::moment_local,
      {fmt::format("{:02}", at.day), fmt::format("{:02}", at.month), fmt::format("{:04}", at.year),
       fmt::format("{:02}", at.hour), fmt::format("{:02}", at.minute)});
}

std::string local_date(const Situation& situation, const Utc& time) {
  const LocalFields at = local_fields(situation, time);
  return fmt::format("{:02}/{:02}/{:04}", at.day, at.month, at.year);
}

int local_year(const Situation& situation, const Utc& time) {
  return local_fields(situation, time).year;
}

std::string duration(const Situation& situation, std::int64_t seconds) {
  const std::int64_t minutes = std::max<std::int64_t>(seconds, 0) / 60;
  if (minutes < 60) return say(situation, Id::duration_minutes, {std::to_string(minutes)});
  if (minutes < 100 * 60) {
    return say(situation, Id::duration_hours,
               {std::to_string(minutes / 60), fmt::format("{:02}", minutes % 60)});
  }
  return say(situation, Id::duration_days,
             {std::to_string(minutes / 1440), std::to_string(minutes / 60 % 24)});
}

Utc from_local(const Situation& situation, int year, int month, int day, int hour, int minute) {
  using namespace std::chrono;
  const sys_days days{std::chrono::year(year) / month / day};
  const auto there = sys_seconds(days).time_since_epoch().count() + hour * 3600 + minute * 60;
  return {there - situation.minutes_east * 60LL, 0};
}

int minutes_of(std::string_view clock_answer) {
  int minutes = 0;
  std::from_chars(clock_answer.data(), clock_answer.data() + clock_answer.size(), minutes);
  return minutes;
}

}  // namespace trousse::tui
