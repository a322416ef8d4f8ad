// SPDX-License-Identifier: Apache-2.0
// Every folder of tests/screens, and what holds of all of them.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>
#include <set>

#include "tests/support/catch.hpp"
#include "tests/tui/screen_case.hpp"
#include "tests/tui/sheet.hpp"
#include "tui/steps.hpp"
#include "tui/width.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

bool updates() { return std::getenv("TROUSSE_UPDATE_SCREENS") != nullptr; }

int row_width(const tui::Row& row) {
  int width = 0;
  for (const auto& span : row) width += span.text.width();
  return width;
}

void check_fits(const tui::View& view) {
  CHECK(view.rows.size() <= static_cast<std::size_t>(std::max(view.size.rows, 0)));
  for (const auto& row : view.rows) {
    std::string text;
    for (const auto& span : row) text += span.text.text();
    INFO(text);
    CHECK(row_width(row) <= view.size.columns);
    CHECK(tui::width_of(text) == row_width(row));
    CHECK(std::none_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }));
    for (const char* hidden : {"\xE2\x80\xAE", "\xE2\x80\x8F", "\xC2\x9B", "\xEF\xBB\xBF"}) {
      CHECK(text.find(hidden) == std::string::npos);
    }
  }
  if (view.has_cursor) {
    CHECK(view.cursor_row < view.size.rows);
    CHECK(view.cursor_column < view.size.columns);
  }
}

}  // namespace

TEST_CASE("each screen reads as its file says") {
  const auto folders = screen_cases();
  CHECK(folders.size() >= 40);
  for (const auto& folder : folders) {
    INFO(folder.filename().string());
    const ScreenCase made = played(folder);
    const std::string text = tui::to_text(tui::view(made.state, made.size));
    if (updates()) std::ofstream(folder / "expect") << text;
    CHECK(text == text_of(folder / "expect"));
  }
}

TEST_CASE("every screen is among the cases, in French") {
  std::set<std::string> seen;
  for (const auto& folder : screen_cases()) {
    const auto state = played(folder).state;
    if (state.situation.language == words::Language::french) {
      seen.insert(std::string(tui::name_of(state.screen)));
    }
  }
  CHECK(seen.size() == std::variant_size_v<tui::Screen>);
}

TEST_CASE("a screen fits terminals of every size, and a too small one says so") {
  constexpr tui::Size sizes[] = {{80, 25}, {120, 40}, {200, 60}, {80, 24}, {40, 10}, {39, 25},
                                 {80, 9},  {1, 1},    {0, 0},    {300, 5}, {41, 11}};
  for (const auto& folder : screen_cases()) {
    INFO(folder.filename().string());
    const auto state = played(folder).state;
    for (const auto size : sizes) {
      INFO(size.columns << " x " << size.rows);
      check_fits(tui::view(state, size));
    }
  }
}

TEST_CASE("at 80 x 25 the keys and the state are on every screen, and there is a way on") {
  for (const auto& folder : screen_cases()) {
    const ScreenCase made = played(folder);
    INFO(folder.filename().string());
    const tui::Page page = tui::page(made.state);
    CHECK_FALSE(page.keys.empty());
    CHECK_FALSE(page.question.empty());
    const std::string text = tui::to_text(tui::view(made.state, {80, 25}));
    CHECK(text.find(page.state.substr(0, 10)) != std::string::npos);
    for (const auto& hint : page.keys) {
      INFO(hint.key);
      CHECK(text.find(hint.key + " " + hint.does) != std::string::npos);
    }
  }
}

TEST_CASE("a screen says at most sixty words of its own") {
  for (const auto& folder : screen_cases()) {
    const ScreenCase made = played(folder);
    INFO(folder.filename().string());
    CHECK(tui::body_words(tui::page(made.state)) <= 60);
  }
}

TEST_CASE("the plain form says all that the screen says, on lines of their own") {
  for (const auto& folder : screen_cases()) {
    const auto state = played(folder).state;
    INFO(folder.filename().string());
    const tui::Page page = tui::page(state);
    const std::string plain = tui::plain_text(page, 10'000);
    for (const auto& block : page.body) {
      if (block.kind == tui::Block::Kind::paragraph || block.kind == tui::Block::Kind::bullet) {
        INFO(block.text);
        CHECK(plain.find(tui::shown(block.text).text()) != std::string::npos);
      }
    }
    // No frame drawn with characters that a screen reader would spell.
    for (const char* drawn : {"\xE2\x94\x80", "\xE2\x94\x82", "\xE2\x95\x90", "\xE2\x96\x88"}) {
      CHECK(plain.find(drawn) == std::string::npos);
    }
  }
}

TEST_CASE("the last line of the plain form names what can be typed there, and no other key") {
  for (const auto& folder : screen_cases()) {
    INFO(folder.filename().string());
    std::string plain = tui::plain_text(tui::page(played(folder).state), 10'000);
    plain.erase(plain.find_last_not_of('\n') + 1);
    const std::string last = plain.substr(plain.rfind('\n') + 1);
    INFO(last);
    for (const char* key : {"chap", "Esc", "l\u00e8ches", "Arrows", "F1", "F2"}) {
      CHECK(last.find(key) == std::string::npos);
    }
    CHECK(last.find("? ") != std::string::npos);
    CHECK(last.find("* ") != std::string::npos);
  }
}

TEST_CASE("whatever keys are pressed, every screen goes on living and keeps a way on") {
  std::mt19937 random(20261123);  // always the same: a failure can be looked at again
  const auto all = screen_cases();
  constexpr char32_t characters[] = {U'a', U'1', U'&',          U'\u00e9', U'?', U'-',
                                     U' ', U'/', U'\U0001F600', U'9',      U'(', U'\u202e',
                                     U'h', U':', U'\u0301',     U'\ud55c'};
  for (int round = 0; round < 120; ++round) {
    auto state = played(all[random() % all.size()]).state;
    for (int press = 0; press < 60 && !state.leaves; ++press) {
      tui::Key key;
      const auto names = static_cast<unsigned>(tui::Key::Name::interrupt) + 1;
      key.name = random() % 3 == 0 ? tui::Key::Name::character
                                   : static_cast<tui::Key::Name>(random() % names);
      if (key.name == tui::Key::Name::character) {
        key.character = characters[random() % std::size(characters)];
      }
      state = tui::update(std::move(state), key);
      if (random() % 4 == 0) {
        for (const auto& command : std::exchange(state.wanted, {})) {
          for (const auto& report : answer_of_fake_engine(command)) {
            state = tui::update(std::move(state), report);
          }
        }
      }
      const auto page = tui::page(state);
      REQUIRE_FALSE(page.keys.empty());
      REQUIRE_FALSE(page.question.empty());
      REQUIRE(state.covered.size() < 20);
    }
    check_fits(tui::view(state, {80, 25}));
  }
}
