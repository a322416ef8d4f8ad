// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trousse::tui {

/// What was typed where digits are expected, read as digits: as it stands, then as the digit row of
/// `keyboard` (a name of `playbooks::keyboards`), then of the others: without Shift of a French, a
/// Belgian and a BÉPO keyboard, with Shift of a Swiss and an American one. Spaces go; characters of
/// `kept` stay; a layout that lacks one of the others gives no reading. Likeliest first, none
/// twice.
std::vector<std::string> digit_readings(std::string_view typed, std::string_view kept = "",
                                        std::string_view keyboard = "");

/// The likeliest reading, or what was typed when there is none: what a field shows.
std::string as_digits(std::string_view typed, std::string_view kept = "",
                      std::string_view keyboard = "");

/// A reading that is this number, when there is one.
bool reads_as(std::string_view typed, std::string_view digits);

/// A group of a BitLocker recovery password: 6 digits, divisible by 11, below 720896 (2^16 * 11).
bool is_recovery_group(std::string_view six_digits);

struct TypedHour {
  int hour = 0, minute = 0;
};
/// "18h05", "18 h 05", "18:05", "18.05", "1805", "905", "18h"; nothing when it is no hour, nor for
/// "2", which may be a line of a list.
std::optional<TypedHour> read_hour(std::string_view typed, std::string_view keyboard = "");

struct TypedDate {
  int year = 0, month = 0, day = 0;
};
/// "23/11/2026", "23/11/26", "23/11" (of `this_year`), also with spaces, dots or dashes; nothing
/// when the calendar has no such day.
std::optional<TypedDate> read_date(std::string_view typed, int this_year,
                                   std::string_view keyboard = "");

}  // namespace trousse::tui
