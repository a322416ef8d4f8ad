// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/digits.hpp"
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

// The first reading of what was typed that is a group, or nothing.
bool group_holds(const std::string& typed) {
  return std::ranges::any_of(digit_readings(typed), is_recovery_group);
}

bool group_is_full(const std::string& typed) { return as_digits(typed).size() >= 6; }

bool all_groups_hold(const RecoveryKey& screen) {
  return std::ranges::all_of(screen.groups, group_holds);
}

// A full group is judged at once: the eye is still on it.
void judge_group(RecoveryKey& screen) {
  if (!group_is_full(screen.groups[screen.at])) return;
  screen.refused = !group_holds(screen.groups[screen.at]);
  if (!screen.refused && screen.at + 1 < screen.groups.size()) ++screen.at;
}

}  // namespace

Turn<RecoveryKey> update(RecoveryKey screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  std::string& typed = screen.groups[screen.at];
  switch (key->name) {
    case Key::Name::up:
      screen.at = screen.at == 0 ? 0 : screen.at - 1;
      screen.refused = false;
      break;
    case Key::Name::down:
    case Key::Name::tab:
      screen.at = std::min(screen.at + 1, screen.groups.size() - 1);
      screen.refused = false;
      break;
    case Key::Name::escape: return {screen, Back{}};
    case Key::Name::enter: {
      if (all_groups_hold(screen)) return {std::move(screen), Done{"checked"}};
      const auto wrong = std::ranges::find_if_not(screen.groups, group_holds);
      screen.at = static_cast<std::size_t>(wrong - screen.groups.begin());
      screen.refused = !screen.groups[screen.at].empty();
      break;
    }
    case Key::Name::backspace:
      if (typed.empty() && screen.at > 0) --screen.at;
      type(screen.groups[screen.at], *key, 24);
      screen.refused = false;
      break;
    default:
      if (screen.at < screen.groups.size() && group_is_full(typed) &&
          key->name == Key::Name::character) {
        break;
      }
      if (type(typed, *key, 24)) judge_group(screen);
  }
  return {screen, Stay{}};
}

Page page(const RecoveryKey& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::digits_title));
  fact(page, say(situation, Id::locked_key_id), screen.volume_key_id);
  for (std::size_t i = 0; i < screen.groups.size(); ++i) {
    const std::string& typed = screen.groups[i];
    field(page, say(situation, Id::digits_group, {std::to_string(i + 1)}),
          as_digits(typed, "", situation.keyboard), i == screen.at);
    if (group_holds(typed)) {
      page.body.back().after = say(situation, Id::digits_group_holds);
      page.body.back().look = Look::good;
    }
  }
  gap(page);
  if (screen.refused) {
    paragraph(page, say(situation, Id::digits_refused, {std::to_string(screen.at + 1)}),
              Look::warning);
  } else if (all_groups_hold(screen)) {
    paragraph(page, say(situation, Id::digits_all_hold), Look::good);
  } else {
    paragraph(page, say(situation, Id::digits_not_kept));
  }
  keys(page, situation, Keys::text);
  return page;
}

}  // namespace trousse::tui
