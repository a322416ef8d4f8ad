// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/text.hpp"
#include "tui/page.hpp"
#include "tui/width.hpp"

namespace trousse::tui {
namespace {

constexpr Size least_size{40, 10};
constexpr int widest_text = 100;  // longer lines are hard to follow with the eye

struct Cursor {
  int row, column;
};

// A body in rows, what is marked among them, and the cursor.
struct Body {
  std::vector<Row> rows;
  int marked_from = -1, marked_to = -1;
  std::optional<Cursor> cursor;
};

Row one_span(std::string_view text, Look look) { return {{shown(text), look}}; }

int row_width(const Row& row) {
  int width = 0;
  for (const Span& span : row) width += span.text.width();
  return width;
}

void put_wrapped(Body& body, std::string_view first, std::string_view text, Look look,
                 int columns) {
  const int indent = width_of(first);
  std::string lead(first);
  for (const std::string& line : wrapped(text, columns - indent)) {
    body.rows.push_back(one_span(lead + line, look));
    lead.assign(static_cast<std::size_t>(indent), ' ');
  }
}

// The proposed line is one even bar, however its text is broken.
void put_choice(Body& body, const Block& block, const std::string& text, int columns) {
  const std::size_t from = body.rows.size();
  put_wrapped(body, (block.marked ? " > " : "   ") + printable(block.label, 20), text,
              block.marked ? Look::chosen : block.look, columns);
  for (std::size_t i = from; block.marked && i < body.rows.size(); ++i) {
    const int rest = columns - row_width(body.rows[i]);
    const std::string padding(static_cast<std::size_t>(std::max(rest, 0)), ' ');
    body.rows[i].push_back({shown(padding), Look::chosen});
  }
}

void put_fact(Body& body, const Block& block, const std::string& text, int columns) {
  const std::string label = printable(block.label, 200);
  const int room = std::max(columns - 2 - width_of(label), 10);
  body.rows.push_back(one_span(cut("  " + label + cut_middle(text, room), columns), block.look));
}

void put_field(Body& body, const Block& block, const std::string& text, int columns) {
  const std::string label = printable(block.label, 200);
  const int room = std::max(columns - width_of(label) - width_of(block.after) - 7, 4);
  // The end of what is typed is what one looks at; what came before stands above it.
  const std::string indent(static_cast<std::size_t>(width_of(label)) + 3, ' ');
  std::string visible;
  for (const Glyph& glyph : glyphs(text)) {
    if (width_of(visible) + glyph.width > room) {
      body.rows.push_back({{shown(indent + visible), Look::field}});
      visible.clear();
    }
    visible += glyph.text;
  }
  const std::string padding(static_cast<std::size_t>(std::max(0, 6 - width_of(visible))), '_');
  Row row{{shown("  " + label), Look::plain}, {shown("["), Look::field}};
  row.push_back({shown(visible), Look::field});
  if (block.marked) body.cursor = Cursor{static_cast<int>(body.rows.size()), row_width(row)};
  row.push_back({shown(padding + "]"), Look::field});
  if (!block.after.empty()) row.push_back({shown(" " + block.after), block.look});
  body.rows.push_back(std::move(row));
}

void put_bar(Body& body, const Block& block, int columns) {
  const int length = std::clamp(columns - 14, 10, 50);
  const int full =
      block.part < 0 ? 0 : static_cast<int>(std::lround(std::min(block.part, 1.0) * length));
  std::string bar = "  [" + std::string(static_cast<std::size_t>(full), '#') +
                    std::string(static_cast<std::size_t>(length - full), '.') + "]";
  if (block.part >= 0) {
    bar += " " + std::to_string(static_cast<int>(std::min(block.part, 1.0) * 100)) + " %";
  }
  body.rows.push_back(one_span(bar, Look::strong));
}

void put_block(Body& body, const Block& block, int columns) {
  const std::string text = printable(block.text);
  const int from = static_cast<int>(body.rows.size());
  switch (block.kind) {
    case Block::Kind::paragraph: put_wrapped(body, "", text, block.look, columns); break;
    case Block::Kind::bullet: put_wrapped(body, " - ", text, block.look, columns); break;
    case Block::Kind::choice: put_choice(body, block, text, columns); break;
    case Block::Kind::tick:
      put_wrapped(body, block.marked ? " [x] " : " [ ] ", text, block.look, columns);
      break;
    case Block::Kind::evidence: put_wrapped(body, "   ", text, block.look, columns); break;
    case Block::Kind::fact: put_fact(body, block, text, columns); break;
    case Block::Kind::code: put_wrapped(body, "      ", text, Look::code, columns); break;
    case Block::Kind::field: put_field(body, block, text, columns); break;
    case Block::Kind::bar: put_bar(body, block, columns); break;
    case Block::Kind::heading: put_wrapped(body, "", text, Look::strong, columns); break;
    case Block::Kind::gap: body.rows.emplace_back(); break;
  }
  const bool can_be_chosen = block.kind == Block::Kind::choice || block.kind == Block::Kind::field;
  if (block.marked && can_be_chosen) {
    body.marked_from = from;
    body.marked_to = static_cast<int>(body.rows.size());
  }
}

Body body_of(const Page& page, int columns) {
  Body body;
  for (const Block& block : page.body) put_block(body, block, columns);
  return body;
}

// The keys in one row; what does not fit is left out from the end, F1 names them all.
Row keys_row(const Page& page, int columns) {
  Row row;
  int used = 1;
  row.push_back({shown(" "), Look::quiet});
  for (const Hint& hint : page.keys) {
    const Shown key = shown(hint.key);
    const Shown does = shown(" " + hint.does + "   ");
    if (used + key.width() + does.width() - 2 > columns) break;
    used += key.width() + does.width();
    row.push_back({key, Look::strong});
    row.push_back({does, Look::quiet});
  }
  // The last gap may stand out by a space or two.
  if (used > columns)
    row.back().text =
        shown(cut(row.back().text.text(), row.back().text.width() - (used - columns)));
  return row;
}

Row title_row(const Page& page, int columns) {
  const std::string place = cut(printable(page.place), columns / 2);
  const std::string title = cut(" " + printable(page.title), columns - width_of(place) - 3);
  const int gap = columns - width_of(title) - width_of(place) - 1;
  return one_span(
      title + std::string(static_cast<std::size_t>(std::max(gap, 1)), ' ') + place + " ",
      Look::title);
}

int text_columns(Size size) { return std::min(size.columns - 4, widest_text); }

// Rows above the body: title, empty, question, empty. Below: more, state, keys.
int rows_above(const Page& page, Size size) {
  return 3 + static_cast<int>(wrapped(printable(page.question), text_columns(size)).size());
}
constexpr int rows_below = 3;

Row indented_row(Row row) {
  row.insert(row.begin(), {shown("  "), Look::plain});
  return row;
}

View only_sentence(const Page& page, Size size) {
  View view{size, {}};
  for (const std::string& line : wrapped(printable(page.too_small), std::max(size.columns, 2))) {
    if (static_cast<int>(view.rows.size()) >= size.rows) break;
    view.rows.push_back(one_span(cut(line, size.columns), Look::plain));
  }
  return view;
}

int first_row(const Page& page, const Body& body, int visible) {
  const int all = static_cast<int>(body.rows.size());
  const int last = std::max(all - visible, 0);
  if (page.scroll >= 0) return std::min(page.scroll, last);
  if (body.marked_to <= visible) return 0;
  // One row beyond what is marked, so that a list is seen to go on.
  return std::clamp(body.marked_to - visible + 1, 0, last);
}

}  // namespace

BodyRows body_rows(const Page& page, Size size) {
  const int all = static_cast<int>(body_of(page, text_columns(size)).rows.size());
  return {all, std::max(size.rows - rows_above(page, size) - rows_below, 1)};
}

View lay_out(const Page& page, Size size) {
  if (size.columns < least_size.columns || size.rows < least_size.rows)
    return only_sentence(page, size);
  const int columns = text_columns(size);
  const Body body = body_of(page, columns);
  const int visible = body_rows(page, size).visible;
  const int first = first_row(page, body, visible);

  View view{size, {}};
  view.rows.push_back(title_row(page, size.columns));
  view.rows.emplace_back();
  for (const std::string& line : wrapped(printable(page.question), columns)) {
    view.rows.push_back(indented_row(one_span(line, Look::strong)));
  }
  view.rows.emplace_back();
  const int above = static_cast<int>(view.rows.size());
  for (int i = 0; i < visible; ++i) {
    const auto at = static_cast<std::size_t>(first + i);
    view.rows.push_back(at < body.rows.size() ? indented_row(body.rows[at]) : Row{});
  }
  const bool more = first + visible < static_cast<int>(body.rows.size());
  const bool before = first > 0;
  view.rows.push_back(more || before ? one_span(cut("  " + std::string(before ? "^ " : "") +
                                                        (more ? "v " : "") + page.more,
                                                    size.columns),
                                                Look::strong)
                                     : Row{});
  view.rows.push_back(one_span(cut(" " + printable(page.state), size.columns), Look::quiet));
  view.rows.push_back(keys_row(page, size.columns));
  if (static_cast<int>(view.rows.size()) > size.rows) {
    view.rows.resize(static_cast<std::size_t>(size.rows));
  }
  if (body.cursor && body.cursor->row >= first && body.cursor->row < first + visible) {
    view.has_cursor = true;
    view.cursor_row = above + body.cursor->row - first;
    view.cursor_column = 2 + body.cursor->column;
  }
  return view;
}

std::string to_text(const View& view) {
  std::string text;
  for (const Row& row : view.rows) {
    std::string line;
    for (const Span& span : row) line += span.text.text();
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string plain_text(const Page& page, int columns) {
  std::string text;
  const auto line = [&](std::string_view words) {
    for (const std::string& part : wrapped(printable(words), columns)) {
      text += shown(part).text() + "\n";
    }
  };
  line(page.title + (page.place.empty() ? "" : ", " + page.place));
  line(page.question);
  Body body;
  for (const Block& block : page.body) {
    if (block.kind == Block::Kind::gap) continue;
    put_block(body, block, columns);
  }
  for (const Row& row : body.rows) {
    for (const Span& span : row) text += span.text.text();
    text += "\n";
  }
  line(page.state);
  std::string keys;
  for (const Hint& hint : page.keys) {
    if (hint.plain.empty()) continue;
    keys += (keys.empty() ? "" : ", ") + hint.plain + " " + hint.does;
  }
  line(keys);
  return text;
}

std::size_t body_words(const Page& page) {
  std::size_t count = 0;
  for (const Block& block : page.body) {
    const bool ours = block.kind != Block::Kind::fact && block.kind != Block::Kind::code &&
                      block.kind != Block::Kind::field && block.kind != Block::Kind::bar &&
                      block.kind != Block::Kind::evidence;
    if (!ours) continue;
    // A piece between spaces that holds a letter or a digit: " ?" is no word.
    bool counted = false;
    for (const char letter : block.text) {
      const auto byte = static_cast<unsigned char>(letter);
      const bool in_word = std::isalnum(byte) != 0 || byte >= 0x80;
      if (letter == ' ') counted = false;
      if (!in_word || counted) continue;
      ++count;
      counted = true;
    }
  }
  return count;
}

}  // namespace trousse::tui
