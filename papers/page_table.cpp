// SPDX-License-Identifier: Apache-2.0
// The blocks of a page that are made of several texts: tables, frames, the QR code.
#include <algorithm>

#include "papers/page.hpp"

namespace trousse::papers {
namespace {

constexpr double padding = 1;

struct Cell {
  std::string text;
  double x = 0, width = 0;
  Letters letters;
  std::vector<double> heights;
  std::size_t next = 0;  // line not drawn yet

  // How many of its lines fit in `room`, and what they take.
  std::pair<std::size_t, double> fitting(double room) const {
    std::size_t count = 0;
    double taken = 0;
    while (next + count < heights.size() && taken + heights[next + count] <= room) {
      taken += heights[next + count++];
    }
    return {count, taken};
  }
};

}  // namespace

double Page::draw_row(const Table& table, const std::vector<std::string>& row, Weight weight) {
  std::vector<Cell> cells;
  double x = x_, height = table.least_row;
  for (std::size_t i = 0; i < table.shares.size(); ++i) {
    const double width = width_ * table.shares[i];
    const bool bold = weight == Weight::bold || (i == 0 && table.first_is_bold);
    Cell cell{i < row.size() ? row[i] : "",
              x,
              width,
              letters(table.points, bold ? Weight::bold : Weight::regular),
              {},
              0};
    cell.heights = canvas_.line_heights(cell.text, cell.letters, width - 2 * padding);
    double whole = padding;
    for (const double line : cell.heights) whole += line;
    height = std::max(height, whole);
    cells.push_back(std::move(cell));
    x += width;
  }
  if (height < page_height / 2) need(height);
  double drawn = 0;
  for (bool more = true; more;) {
    more = false;
    need(cells.empty() ? 0 : cells.front().heights.front() + padding);
    double used = 0;
    for (Cell& cell : cells) {
      auto [count, taken] = cell.fitting(left_over() - padding);
      canvas_.text(cell.x + padding, y_ + padding / 2, cell.width - 2 * padding, cell.text,
                   cell.letters, cell.next, count);
      cell.next += count;
      used = std::max(used, taken);
      more = more || cell.next < cell.heights.size();
    }
    used = std::max(used + padding, more || drawn > 0 ? 0 : height);
    for (const Cell& cell : cells) canvas_.frame(cell.x, y_, cell.width + 0.2, used + 0.2, 0.2);
    y_ += used;
    drawn += used;
    if (more) page_break();
    if (in_columns_) return drawn;
  }
  return drawn;
}

void Page::table(const Table& table) {
  const auto header = [&] {
    if (!table.header.empty()) draw_row(table, table.header, Weight::bold);
  };
  need(20);
  header();
  for (const auto& row : table.rows) {
    const unsigned before = page_;
    double height = table.least_row;
    for (std::size_t i = 0; i < row.size() && i < table.shares.size(); ++i) {
      double cell = padding;
      const auto lines = canvas_.line_heights(row[i], letters(table.points),
                                              width_ * table.shares[i] - 2 * padding);
      for (const double line : lines) cell += line;
      height = std::max(height, cell);
    }
    if (height < page_height / 2) need(height);
    if (page_ != before) header();
    draw_row(table, row, Weight::regular);
  }
  space(2);
}

void Page::framed(const std::vector<std::string>& lines, double points) {
  constexpr double inside = 2.5;
  std::vector<std::pair<double, Letters>> measured;
  double height = 2 * inside - 1;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Letters how = letters(points, i == 0 ? Weight::bold : Weight::regular);
    double whole = 0;
    for (const double line : canvas_.line_heights(lines[i], how, width_ - 2 * inside)) {
      whole += line;
    }
    measured.emplace_back(whole, how);
    height += whole;
  }
  need(height);
  // A frame that no page holds is left open; its text flows on.
  if (height <= left_over()) canvas_.frame(x_, y_, width_, height, 0.5);
  y_ += inside - 0.5;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    flow(lines[i], measured[i].second, inside, width_ - 2 * inside);
  }
  y_ += inside - 0.5;
  space(2);
}

void Page::code(const QrCode& qr, std::string_view address, double points, double width) {
  // Four modules of white on each side, without which a telephone does not find it.
  const double module = width / (qr.side + 8);
  need(width);
  const double top = y_;
  for (unsigned row = 0; row < qr.side; ++row) {
    const auto black = [&](unsigned column) {
      return column < qr.side && qr.black[std::size_t(row) * qr.side + column];
    };
    // A run at once: white seams between modules would trouble a reader.
    for (unsigned column = 0; column < qr.side; ++column) {
      unsigned run = 0;
      while (black(column + run)) ++run;
      if (run == 0) continue;
      canvas_.fill(x_ + (column + 4) * module, y_ + (row + 4) * module, run * module,
                   module * 1.02);
      column += run;
    }
  }
  y_ += 4 * module;
  flow(address, letters(points), width + 1, width_ - width - 1);
  y_ = std::max(y_, top + width);
  space(1);
}

}  // namespace trousse::papers
