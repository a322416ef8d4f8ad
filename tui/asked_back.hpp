// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "tui/digits.hpp"
#include "tui/parts.hpp"

/// Two groups of digits that were copied onto the paper, asked back: of the rescue code, of the
/// fingerprint. A screen that does so has `at` (which of the two), `typed` and `refused`.
namespace trousse::tui {

using GroupNumbers = std::array<std::size_t, 2>;  ///< which groups, from 1

enum class AskedBack { typing, leave, right };

/// A key while they are asked; `expected` are the two groups. `refused` is set when one that was
/// typed is not as expected.
template <class Screen>
AskedBack ask_back(Screen& screen, const Key& key, const std::array<std::string, 2>& expected) {
  if (key.name == Key::Name::escape) {
    screen.refused = false;
    return AskedBack::leave;
  }
  if (key.name == Key::Name::up || key.name == Key::Name::down || key.name == Key::Name::tab) {
    screen.at = key.name == Key::Name::up ? 0 : 1;
    return AskedBack::typing;
  }
  if (key.name != Key::Name::enter) {
    // A group that was not right is typed anew, not added to.
    if (screen.refused && key.name == Key::Name::character) screen.typed[screen.at].clear();
    if (type(screen.typed[screen.at], key, 24)) screen.refused = false;
    return AskedBack::typing;
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (reads_as(screen.typed[i], expected[i])) continue;
    screen.refused = !screen.typed[i].empty();
    screen.at = i;
    return AskedBack::typing;
  }
  return AskedBack::right;
}

/// The page that asks for them.
template <class Screen>
Page asked_back_page(const Screen& screen, const Situation& situation, words::Id question,
                     const GroupNumbers& numbers) {
  Page page = frame(situation, say(situation, question));
  paragraph(page, say(situation, words::Id::rescue_read_paper));
  gap(page);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    field(page, say(situation, words::Id::rescue_group, {std::to_string(numbers[i])}),
          as_digits(screen.typed[i], "", situation.keyboard), i == screen.at);
  }
  if (screen.refused) {
    gap(page);
    paragraph(page,
              say(situation, words::Id::rescue_refused,
                  {key_said(situation, words::Id::key_escape), std::to_string(numbers[screen.at])}),
              Look::warning);
  }
  keys(page, situation, Keys::text);
  return page;
}

}  // namespace trousse::tui
