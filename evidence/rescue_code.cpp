// SPDX-License-Identifier: Apache-2.0
#include "evidence/rescue_code.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "evidence/primitives.hpp"

namespace trousse::evidence {
namespace {

constexpr std::size_t groups = 8;
constexpr std::size_t group_size = 5;
constexpr std::size_t digits_in_all = groups * group_size;

// Damm's quasigroup of order 10: catches every single wrong digit and every swap of neighbours.
constexpr std::array<std::array<std::uint8_t, 10>, 10> damm{{{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
                                                             {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
                                                             {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
                                                             {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
                                                             {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
                                                             {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
                                                             {5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
                                                             {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
                                                             {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
                                                             {2, 5, 8, 1, 4, 3, 6, 7, 9, 0}}};

// A typed sign: a digit, a separator, or a dash, which some digit rows give without Shift.
constexpr char separator = ' ';
constexpr char dash = '-';

struct Sign {
  std::string_view sign;
  char digit;
};

/// What a digit row gives without Shift. The same sign is another digit on another keyboard: a
/// code is read as typed on one of them, and the check digits say on which.
struct Keyboard {
  std::span<const Sign> row;
  char dash;  // the digit on the key of '-', or a space: there it is a separator only
};

// France, with Caps Lock too; Belgium and Apple have a section sign for 6, an exclamation for 8.
constexpr Sign azerty[] = {{"&", '1'},      {"\u00e9", '2'}, {"\u00c9", '2'}, {"\"", '3'},
                           {"'", '4'},      {"\u2019", '4'}, {"(", '5'},      {"\u00a7", '6'},
                           {"\u00e8", '7'}, {"\u00c8", '7'}, {"_", '8'},      {"!", '8'},
                           {"\u00e7", '9'}, {"\u00c7", '9'}, {"\u00e0", '0'}, {"\u00c0", '0'}};
constexpr Sign bepo[] = {{"\"", '1'}, {"\u00ab", '2'}, {"\u00bb", '3'}, {"(", '4'}, {")", '5'},
                         {"@", '6'},  {"+", '7'},      {"/", '9'},      {"*", '0'}};
// The AZERTY of NF Z71-300 (2019).
constexpr Sign new_azerty[] = {{"\u00e0", '1'}, {"\u00e9", '2'}, {"\u00e8", '3'}, {"\u00ea", '4'},
                               {"(", '5'},      {")", '6'},      {"\u2018", '7'}, {"\u2019", '8'},
                               {"\u00ab", '9'}, {"\u00bb", '0'}};
constexpr Keyboard keyboards[] = {{azerty, '6'}, {bepo, '8'}, {new_azerty, separator}};

std::optional<std::string> signs_of(std::string_view typed, const Keyboard& keyboard) {
  constexpr std::string_view separators = " .,\t\r\n";
  std::string signs;
  while (!typed.empty()) {
    const char first = typed.front();
    std::size_t length = 1;
    if ((first >= '0' && first <= '9') || first == dash) {
      signs += first == dash && keyboard.dash == separator ? separator : first;
    } else if (separators.find(first) != std::string_view::npos) {
      signs += separator;
    } else {
      const auto found = std::ranges::find_if(
          keyboard.row, [&](const Sign& row) { return typed.starts_with(row.sign); });
      if (found == keyboard.row.end()) return std::nullopt;
      signs += found->digit;
      length = found->sign.size();
    }
    typed.remove_prefix(length);
  }
  return signs;
}

bool only_digits(std::string_view typed) {
  return typed.find_first_not_of("0123456789 .,-\t\r\n") == std::string_view::npos;
}

bool group_holds(std::string_view group) {
  return RescueCode::check_digit(group.substr(0, 4)) == group[4];
}

/// All the readings of the signs: a dash is a digit anywhere, or a separator between groups.
struct Readings {
  std::size_t fewest;                // digits that a reading must have
  char dash_digit = '6';             // of the keyboard that is tried
  std::set<std::string> whole = {};  // readings in which every check digit holds
  std::size_t furthest = 0;          // digits of the reading that went furthest

  // Depth is bounded by the count of signs, breadth by the seven places between groups, where one
  // dash may be read in two ways.
  void walk(std::string_view signs, const std::string& digits, bool after_dash) {
    if (digits.size() > furthest) furthest = digits.size();
    if (!digits.empty() && digits.size() % group_size == 0 &&
        !group_holds(std::string_view(digits).substr(digits.size() - group_size))) {
      return;
    }
    if (signs.empty()) {
      if (digits.size() >= fewest && digits.size() % group_size == 0) whole.insert(digits);
      return;
    }
    const char sign = signs.front();
    const bool between = digits.size() % group_size == 0;
    if (sign == separator) return walk(signs.substr(1), digits, after_dash);
    if (sign == dash && between && !after_dash) walk(signs.substr(1), digits, true);
    if (digits.size() < digits_in_all) {
      walk(signs.substr(1), digits + (sign == dash ? dash_digit : sign), false);
    }
  }
};

std::string grouped(std::string_view digits) {
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % group_size == 0) text += dash;
    text += digits[i];
  }
  return text;
}

Result<Readings> readings_of(std::string_view typed, std::size_t fewest_digits) {
  // Longer than any honest typing, short enough to try every reading.
  constexpr std::size_t longest = 400;
  if (typed.size() > longest) return fail(Errc::malformed, "too long for a rescue code");
  Readings readings{fewest_digits};
  bool any = false;
  for (const Keyboard& keyboard : keyboards) {
    // Digits are the same everywhere: a lacking one must not be found in another keyboard's dash.
    if (any && only_digits(typed)) break;
    const auto signs = signs_of(typed, keyboard);
    if (!signs) continue;
    any = true;
    readings.dash_digit = keyboard.dash;
    readings.walk(*signs, "", false);
  }
  if (!any) return fail(Errc::malformed, "a sign that a rescue code does not have");
  return readings;
}

tl::unexpected<Error> wrong_group(const Readings& readings) {
  const std::size_t group = std::min((readings.furthest + group_size - 1) / group_size, groups);
  return fail(Errc::malformed, fmt::format("group {}", std::max<std::size_t>(group, 1)));
}

}  // namespace

char RescueCode::check_digit(std::string_view four) {
  std::uint8_t state = 0;
  for (const char digit : four) {
    if (digit < '0' || digit > '9') return '?';
    state = damm[state][static_cast<std::size_t>(digit - '0')];
  }
  return static_cast<char>('0' + state);
}

Result<RescueCode> RescueCode::generate() {
  std::string digits;
  const WipedOnExit guard{digits};
  std::string group;
  while (digits.size() < digits_in_all) {
    std::array<std::byte, 1> one{};
    TRY(random_bytes(one));
    const auto value = std::to_integer<unsigned>(one[0]);
    if (value >= 250) continue;  // 250 = 25 * 10: below it each digit is equally likely
    group += static_cast<char>('0' + value % 10);
    if (group.size() == group_size - 1) {
      digits += group + check_digit(group);
      wipe(group);
    }
  }
  return RescueCode(grouped(digits));
}

Result<RescueCode> RescueCode::parse(std::string_view typed) {
  const Readings readings = TRY(readings_of(typed, digits_in_all));
  if (readings.whole.size() == 1) return RescueCode(grouped(*readings.whole.begin()));
  if (readings.whole.size() > 1) {
    return fail(Errc::malformed,
                "this can be read in more than one way: type the dashes as spaces");
  }
  return wrong_group(readings);
}

Result<std::size_t> RescueCode::groups_in(std::string_view typed) {
  const Readings readings = TRY(readings_of(typed, group_size));
  if (readings.whole.empty()) return wrong_group(readings);
  std::size_t most = 0;
  for (const std::string& digits : readings.whole) most = std::max(most, digits.size());
  return most / group_size;
}

}  // namespace trousse::evidence
