// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "tui/page.hpp"
#include "tui/width.hpp"

using namespace trousse::tui;

namespace {

Page long_list(std::size_t count, std::size_t marked) {
  Page page;
  page.title = "Trousse";
  page.question = "Which one?";
  page.more = "more";
  page.too_small = "This window is too small.";
  for (std::size_t i = 0; i < count; ++i) {
    page.body.push_back(
        {Block::Kind::choice, "line " + std::to_string(i), "", Look::plain, i == marked});
  }
  return page;
}

bool holds(const Page& page, Size size, std::string_view text) {
  return to_text(lay_out(page, size)).find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("what is marked in a long list is visible, and the screen says that there is more") {
  CHECK(holds(long_list(50, 0), {80, 25}, "> line 0"));
  CHECK(holds(long_list(50, 49), {80, 25}, "> line 49"));
  CHECK(holds(long_list(50, 25), {80, 25}, "> line 25"));
  CHECK(holds(long_list(50, 0), {80, 25}, "v more"));
  CHECK(holds(long_list(50, 25), {80, 25}, "^ v more"));
  CHECK(holds(long_list(50, 49), {80, 25}, "^ more"));
  CHECK_FALSE(holds(long_list(5, 0), {80, 25}, "more"));
}

TEST_CASE("a scroll past the end shows the end") {
  Page page = long_list(50, 0);
  page.scroll = 1000;
  CHECK(holds(page, {80, 25}, "line 49"));
}

TEST_CASE("a terminal that is too small says so and shows nothing else") {
  CHECK(holds(long_list(5, 0), {39, 25}, "This window is too small."));
  CHECK_FALSE(holds(long_list(5, 0), {39, 25}, "line 0"));
}

TEST_CASE("text from a disk stays on its line, whatever it holds") {
  Page page = long_list(0, 0);
  page.body.push_back({Block::Kind::fact, "/a\nb\x1b[31m" + std::string(5000, 'x'), "Place: "});
  const View view = lay_out(page, {80, 25});
  CHECK(view.rows.size() == 25);
  for (const Row& row : view.rows) {
    int width = 0;
    for (const Span& span : row) width += span.text.width();
    CHECK(width <= 80);
  }
}

TEST_CASE("the end of what is typed is visible, with the cursor behind it") {
  Page page = long_list(0, 0);
  Block field{Block::Kind::field, std::string(300, 'a') + "END", "Words: "};
  field.marked = true;
  page.body.push_back(field);
  const View view = lay_out(page, {80, 25});
  CHECK(to_text(view).find("END") != std::string::npos);
  REQUIRE(view.has_cursor);
  CHECK(view.cursor_column < 80);
}
