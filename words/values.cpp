// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "core/text.hpp"
#include "words/messages.hpp"

namespace trousse::words {
namespace {

struct Unit {
  std::uint64_t bytes;
  Id id;
};

constexpr std::array<Unit, 6> units{{{1'000, Id::unit_kilo},
                                     {1'000'000, Id::unit_mega},
                                     {1'000'000'000, Id::unit_giga},
                                     {1'000'000'000'000, Id::unit_tera},
                                     {1'000'000'000'000'000, Id::unit_peta},
                                     {1'000'000'000'000'000'000, Id::unit_exa}}};

// Rounded half up, without the overflow of adding first.
std::uint64_t divided(std::uint64_t value, std::uint64_t by) {
  const std::uint64_t rest = value % by;
  return value / by + (rest >= by - rest ? 1 : 0);
}

}  // namespace

std::string severity(Severity severity, Language language) {
  switch (severity) {
    case Severity::informational: return std::string(text(Id::severity_informational, language));
    case Severity::low: return std::string(text(Id::severity_low, language));
    case Severity::medium: return std::string(text(Id::severity_medium, language));
    case Severity::high: return std::string(text(Id::severity_high, language));
    case Severity::critical: return std::string(text(Id::severity_critical, language));
  }
  return std::string(text(Id::unknown_value, language));
}

std::string certainty(Certainty certainty, Language language) {
  switch (certainty) {
    case Certainty::possible: return std::string(text(Id::certainty_possible, language));
    case Certainty::probable: return std::string(text(Id::certainty_probable, language));
    case Certainty::certain: return std::string(text(Id::certainty_certain, language));
  }
  return std::string(text(Id::unknown_value, language));
}

std::string size(std::uint64_t bytes, Language language) {
  const char point = language == Language::french ? ',' : '.';
  if (bytes < 1000) return filled(Id::unit_bytes, language, {std::to_string(bytes)});
  for (const Unit& unit : units) {
    const std::uint64_t tenths = divided(bytes, unit.bytes / 10);
    if (tenths < 100) {
      return filled(unit.id, language, {fmt::format("{}{}{}", tenths / 10, point, tenths % 10)});
    }
    const std::uint64_t whole = divided(bytes, unit.bytes);
    if (whole < 1000) return filled(unit.id, language, {std::to_string(whole)});
  }
  return filled(Id::unit_bytes, language, {std::to_string(bytes)});
}

std::string number(std::uint64_t value, Language language) {
  const std::string digits = std::to_string(value);
  const std::string_view gap = language == Language::french ? "\xC2\xA0" : ",";
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i != 0 && (digits.size() - i) % 3 == 0) out += gap;
    out += digits[i];
  }
  return out;
}

std::string moment(const Utc& time, Language language) {
  constexpr std::array<std::string_view, 12> months{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const std::string iso = to_iso8601(time);
  if (iso.empty()) return std::string(text(Id::moment_impossible, language));
  const auto part = [&](std::size_t at, std::size_t count) { return iso.substr(at, count); };
  if (language == Language::french) {
    return fmt::format("{}/{}/{} à {} h {} (UTC)", part(8, 2), part(5, 2), part(0, 4), part(11, 2),
                       part(14, 2));
  }
  const auto month = static_cast<std::size_t>((iso[5] - '0') * 10 + (iso[6] - '0'));
  return fmt::format("{} {} {}, {}:{} UTC", iso[8] == '0' ? part(9, 1) : part(8, 2),
                     months[month - 1], part(0, 4), part(11, 2), part(14, 2));
}

std::string moment(std::string_view iso, Language language) {
  constexpr std::size_t whole_seconds = std::string_view("2026-11-23T19:04:05Z").size();
  std::string padded(iso.substr(0, 64));
  if (padded.size() == whole_seconds && padded.back() == 'Z') {
    padded.replace(whole_seconds - 1, 1, ".0000000Z");
  }
  const auto time = from_iso8601(padded);
  return time ? moment(*time, language) : printable(iso, 64);
}

std::string local_moment(const CivilTime& time, Language language) {
  constexpr std::array<Id, 7> weekdays{Id::weekday_0, Id::weekday_1, Id::weekday_2, Id::weekday_3,
                                       Id::weekday_4, Id::weekday_5, Id::weekday_6};
  const std::string day(text(weekdays[time.weekday % weekdays.size()], language));
  std::string out = filled(Id::local_moment, language,
                           {day, fmt::format("{:02}/{:02}/{:04}", time.day, time.month, time.year),
                            fmt::format("{:02}", time.hour), fmt::format("{:02}", time.minute)});
  if (!time.repeated) return out;
  const int minutes = time.utc_offset / 60;
  std::string offset = fmt::format("{:+}", minutes / 60);
  if (minutes % 60 != 0) offset += fmt::format(":{:02}", std::abs(minutes % 60));
  return filled(Id::local_offset, language, {out, offset});
}

}  // namespace trousse::words
