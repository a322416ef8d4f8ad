// SPDX-License-Identifier: Apache-2.0
#include "tui/digits.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "tui/width.hpp"

namespace trousse::tui {
namespace {

// What the digit row gives when it gives no digits, from 1 to 0.
using DigitRow = std::array<std::string_view, 10>;
struct Layout {
  std::string_view keyboard;  ///< of playbooks::keyboards
  DigitRow row;
};
constexpr std::string_view e_acute = "\xC3\xA9", e_grave = "\xC3\xA8", c_cedilla = "\xC3\xA7",
                           a_grave = "\xC3\xA0", section_sign = "\xC2\xA7";
// Without Shift, and there once more with the capitals that Caps Lock makes of the letters; on the
// keyboards that give digits without Shift, what they give with it.
constexpr Layout layouts[] = {
    {"fr", {"&", e_acute, "\"", "'", "(", "-", e_grave, "_", c_cedilla, a_grave}},
    {"fr", {"&", "\xC3\x89", "\"", "'", "(", "-", "\xC3\x88", "_", "\xC3\x87", "\xC3\x80"}},
    {"be", {"&", e_acute, "\"", "'", "(", section_sign, e_grave, "!", c_cedilla, a_grave}},
    {"be",
     {"&", "\xC3\x89", "\"", "'", "(", section_sign, "\xC3\x88", "!", "\xC3\x87", "\xC3\x80"}},
    {"bepo", {"\"", "\xC2\xAB", "\xC2\xBB", "(", ")", "@", "+", "-", "/", "*"}},
    {"ch-fr", {"+", "\"", "*", c_cedilla, "%", "&", "/", "(", ")", "="}},
    {"us", {"!", "@", "#", "$", "%", "^", "&", "*", "(", ")"}}};
constexpr DigitRow plain_row{};  // digits as they stand

std::optional<std::string> read_with(const DigitRow& row, std::string_view typed,
                                     std::string_view kept) {
  std::string out;
  for (const Glyph& glyph : glyphs(typed)) {
    const auto at = std::ranges::find(row, glyph.text);
    if (at != row.end()) {
      out += static_cast<char>('0' + (at - row.begin() + 1) % 10);
    } else if (glyph.text.size() == 1 && glyph.text[0] >= '0' && glyph.text[0] <= '9') {
      out += glyph.text;
    } else if (kept.find(glyph.text) != std::string_view::npos) {
      out += glyph.text;
    } else if (glyph.text != " ") {
      return std::nullopt;
    }
  }
  return out;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Of digits only, and short.
int number_of(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return value;
}

std::optional<TypedHour> hour_of(std::string_view text) {
  std::string_view hour = text;
  std::string_view minute;
  if (const auto mark = text.find_first_of("hH:."); mark != std::string_view::npos) {
    hour = text.substr(0, mark);
    minute = text.substr(mark + 1);
    if (minute.empty()) minute = "00";
    if (minute.size() != 2) return std::nullopt;
  } else if (text.size() == 3 || text.size() == 4) {
    hour = text.substr(0, text.size() - 2);
    minute = text.substr(text.size() - 2);
  } else {
    return std::nullopt;  // "2" may be the second line of a list
  }
  if (!all_digits(hour) || !all_digits(minute) || hour.size() > 2) return std::nullopt;
  const TypedHour read{number_of(hour), number_of(minute)};
  if (read.hour > 23 || read.minute > 59) return std::nullopt;
  return read;
}

std::optional<TypedDate> date_of(std::string_view text, int this_year) {
  std::vector<std::string> parts(1);
  for (const char letter : text) {
    const bool mark = std::string_view("/.-: ").find(letter) != std::string_view::npos;
    if (mark) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  if (parts.size() == 1 && text.size() == 8) {
    parts = {std::string(text.substr(0, 2)), std::string(text.substr(2, 2)),
             std::string(text.substr(4))};
  }
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  for (const auto& part : parts) {
    if (!all_digits(part) || part.size() > 4) return std::nullopt;
  }
  int year = this_year;
  if (parts.size() == 3) {
    if (parts[2].size() != 2 && parts[2].size() != 4) return std::nullopt;
    year = number_of(parts[2]) + (parts[2].size() == 2 ? 2000 : 0);
  }
  const TypedDate read{year, number_of(parts[1]), number_of(parts[0])};
  const std::chrono::year_month_day day{std::chrono::year(read.year),
                                        std::chrono::month(static_cast<unsigned>(read.month)),
                                        std::chrono::day(static_cast<unsigned>(read.day))};
  if (!day.ok() || read.year < 1990 || read.year > 2200) return std::nullopt;
  return read;
}

}  // namespace

std::vector<std::string> digit_readings(std::string_view typed, std::string_view kept,
                                        std::string_view keyboard) {
  std::vector<std::string> all;
  const auto add = [&](const DigitRow& row) {
    const auto read = read_with(row, typed, kept);
    if (read && std::ranges::find(all, *read) == all.end()) all.push_back(*read);
  };
  add(plain_row);
  for (const bool is_known : {true, false}) {
    for (const Layout& layout : layouts) {
      if ((layout.keyboard == keyboard) == is_known) add(layout.row);
    }
  }
  return all;
}

std::string as_digits(std::string_view typed, std::string_view kept, std::string_view keyboard) {
  const auto readings = digit_readings(typed, kept, keyboard);
  return readings.empty() ? std::string(typed) : readings.front();
}

bool reads_as(std::string_view typed, std::string_view digits) {
  const auto readings = digit_readings(typed);
  return std::ranges::find(readings, digits) != readings.end();
}

bool is_recovery_group(std::string_view six_digits) {
  if (six_digits.size() != 6 || !all_digits(six_digits)) return false;
  const int value = number_of(six_digits);
  return value % 11 == 0 && value < 720896;
}

std::optional<TypedHour> read_hour(std::string_view typed, std::string_view keyboard) {
  for (const auto& reading : digit_readings(typed, "hH:.", keyboard)) {
    if (const auto hour = hour_of(reading)) return hour;
  }
  return std::nullopt;
}

std::optional<TypedDate> read_date(std::string_view typed, int this_year,
                                   std::string_view keyboard) {
  // As it stands first: a space, a dash or a slash is a mark there, and a digit elsewhere.
  if (const auto date = date_of(typed, this_year)) return date;
  for (const auto& reading : digit_readings(typed, "/.:", keyboard)) {
    if (const auto date = date_of(reading, this_year)) return date;
  }
  return std::nullopt;
}

}  // namespace trousse::tui
