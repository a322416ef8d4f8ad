// SPDX-License-Identifier: Apache-2.0
#include "papers/dates.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::papers {
namespace {

bool digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int value(std::string_view two) { return (two[0] - '0') * 10 + (two[1] - '0'); }

// "Z", "+01:00", "-0930": seconds to add to UTC.
std::optional<int> offset_of(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = text.substr(1, 2), minutes = text.substr(4, 2);
  if (!digits(hours) || !digits(minutes) || value(hours) > 14 || value(minutes) > 59) {
    return std::nullopt;
  }
  const int seconds = value(hours) * 3600 + value(minutes) * 60;
  return text[0] == '-' ? -seconds : seconds;
}

std::optional<Utc> day(std::string_view iso_date) {
  if (iso_date.size() != 10) return std::nullopt;
  return from_iso8601(std::string(iso_date) + "T00:00:00.0000000Z");
}

}  // namespace

std::string civil_date(std::string_view iso_date, words::Language) {
  if (!day(iso_date)) return printable(iso_date, 64);
  return fmt::format("{}/{}/{}", iso_date.substr(8, 2), iso_date.substr(5, 2),
                     iso_date.substr(0, 4));
}

Utc start_of_day(std::string_view iso_date) { return day(iso_date).value_or(Utc{}); }

std::optional<Utc> moment_of(std::string_view text) {
  if (const auto exact = from_iso8601(text)) return exact;
  constexpr std::size_t to_minutes = 16, to_seconds = 19;
  if (text.size() <= to_minutes) return std::nullopt;
  const bool has_seconds = text[to_minutes] == ':';
  const std::size_t end = has_seconds ? to_seconds : to_minutes;
  if (text.size() <= end) return std::nullopt;
  const auto offset = offset_of(text.substr(end));
  if (!offset) return std::nullopt;
  const std::string whole =
      std::string(text.substr(0, end)) + (has_seconds ? ".0000000Z" : ":00.0000000Z");
  auto moment = from_iso8601(whole);
  if (moment) moment->seconds -= *offset;
  return moment;
}

}  // namespace trousse::papers
