// SPDX-License-Identifier: Apache-2.0
#include "papers/page.hpp"

#include <algorithm>
#include <numeric>

#include "words/messages.hpp"

namespace trousse::papers {
namespace {

constexpr double top_margin = 10;
constexpr double head_height = 7;
constexpr double foot_top = page_height - 12;
constexpr double small_points = 9;
constexpr double writing_line = 8;  // a line that a hand fills

double sum(const std::vector<double>& heights) {
  return std::accumulate(heights.begin(), heights.end(), 0.0);
}

}  // namespace

Page::Page(const Form& form, Canvas canvas, unsigned pages_in_all)
    : form_(form),
      canvas_(std::move(canvas)),
      pages_in_all_(pages_in_all),
      x_(form.margin),
      width_(page_width - 2 * form.margin),
      y_(top_margin) {
  head_and_foot();
}

Letters Page::letters(double points, Weight weight) const {
  return {points > 0 ? points : form_.body, weight};
}

double Page::line_of(Letters letters) const {
  return canvas_.line_heights("x", letters, 100).front();
}

void Page::head_and_foot() {
  const Letters small{small_points, Weight::regular};
  const double width = page_width - 2 * form_.margin;
  const std::string number = words::filled(words::Id::paper_page_of, form_.language,
                                           {std::to_string(page_), std::to_string(pages_in_all_)});
  const double number_width = canvas_.width_of(number, small) + 1;
  canvas_.line(form_.margin, foot_top, page_width - form_.margin, foot_top, 0.2);
  canvas_.text(form_.margin, foot_top + 1, width - number_width - 4, form_.foot, small, 0, 1);
  canvas_.text(page_width - form_.margin - number_width, foot_top + 1, number_width + 0.5, number,
               small, 0, 1);
  y_ = top_margin;
  if (!form_.head) return;
  canvas_.text(form_.margin, y_ - 2, width, form_.title, small, 0, 1);
  canvas_.line(form_.margin, y_ + 3, page_width - form_.margin, y_ + 3, 0.2);
  y_ += head_height;
}

double Page::left_over() const { return foot_top - 1 - y_; }

void Page::page_break() {
  if (in_columns_) {
    overflowed_ = true;
    return;
  }
  canvas_.next_page();
  ++page_;
  head_and_foot();
}

void Page::need(double height) {
  if (height <= left_over()) return;
  page_break();
}

void Page::space(double millimetres) {
  // Air at the foot of a page is no reason for another one.
  y_ += std::min(millimetres, std::max(0.0, left_over()));
}

void Page::flow(std::string_view text, Letters letters, double indent, double width) {
  const auto heights = canvas_.line_heights(text, letters, width);
  std::size_t at = 0;
  while (at < heights.size()) {
    need(heights[at]);
    std::size_t count = 0;
    double taken = 0;
    while (at + count < heights.size() && taken + heights[at + count] <= left_over()) {
      taken += heights[at + count++];
    }
    // A line that no page can hold is drawn all the same: columns report it.
    if (count == 0) taken = heights[at], count = 1;
    canvas_.text(x_ + indent, y_, width, text, letters, at, count);
    y_ += taken;
    at += count;
  }
}

void Page::title(std::string_view text) {
  const Letters large{form_.body + 6, Weight::bold};
  flow(text, large, 0, width_);
  space(1.5);
}

void Page::heading(std::string_view text) {
  const Letters strong{form_.body + 1.5, Weight::bold};
  space(2);
  // A heading alone at the foot of a page leads nowhere.
  need(sum(canvas_.line_heights(text, strong, width_)) + 16);
  flow(text, strong, 0, width_);
  canvas_.line(x_, y_ + 0.3, x_ + width_, y_ + 0.3, 0.4);
  space(2);
}

void Page::paragraph(std::string_view text, Weight weight, double points) {
  flow(text, letters(points, weight), 0, width_);
  space(1);
}

void Page::bullet(std::string_view text, double points) {
  const Letters plain = letters(points);
  need(line_of(plain));
  const double half = line_of(plain) / 2;
  canvas_.fill(x_ + 1, y_ + half - 0.5, 1, 1);
  flow(text, plain, 4, width_ - 4);
  space(0.6);
}

void Page::tick_box(double x, double y, double side, bool ticked) {
  canvas_.frame(x, y, side, side, 0.35);
  if (!ticked) return;
  canvas_.line(x + 0.7, y + 0.7, x + side - 0.7, y + side - 0.7, 0.5);
  canvas_.line(x + 0.7, y + side - 0.7, x + side - 0.7, y + 0.7, 0.5);
}

void Page::check(std::string_view text, Weight weight, double points, bool ticked) {
  const Letters plain = letters(points, weight);
  const double height = line_of(plain);
  need(height);
  const double side = std::min(5.0, height * 0.72);
  tick_box(x_, y_ + (height - side) / 2, side, ticked);
  flow(text, plain, side + 2.5, width_ - side - 2.5);
  space(1);
}

void Page::step(const NumberedStep& step, double detail) {
  constexpr double box = 5, number_at = 7, text_at = 15.5;
  const Letters strong = letters(0, Weight::bold);
  const std::string hour(words::text(words::Id::paper_hour_blank, form_.language));
  const double blank = canvas_.width_of(hour, letters(0)) + 0.5;
  const double title_width = width_ - text_at - blank - 2;
  // One idea a line on the screen; run together on paper, where a page is all there is.
  std::string lines;
  for (const auto& line : step.lines) lines += lines.empty() ? line : " " + line;
  double height = sum(canvas_.line_heights(step.title, strong, title_width));
  if (!lines.empty()) height += sum(canvas_.line_heights(lines, letters(detail), width_ - text_at));
  // A step stands on one page, so that its number and its lines are read together.
  if (height < page_height / 2) need(height);
  const double line = line_of(strong);
  tick_box(x_, y_ + (line - box) / 2, box, false);
  canvas_.text(x_ + number_at, y_, text_at - number_at, step.number, strong, 0, 1);
  canvas_.text(x_ + width_ - blank, y_, blank + 0.5, hour, letters(0), 0, 1);
  flow(step.title, strong, text_at, title_width);
  if (!lines.empty()) flow(lines, letters(detail), text_at, width_ - text_at);
  if (!step.choices.empty()) {
    const double x = x_, width = width_;
    x_ += text_at;
    width_ -= text_at;
    const double body = form_.body;
    if (detail > 0) form_.body = detail;
    choices("", step.choices);
    form_.body = body;
    x_ = x;
    width_ = width;
  }
  space(0.8);
}

void Page::field(std::string_view label, std::string_view value, unsigned blank_lines) {
  const Letters strong = letters(0, Weight::bold);
  const double most = value.empty() ? 0.6 : 0.38;
  const double label_width = std::min(width_ * most, canvas_.width_of(label, strong) + 1);
  const double label_height = sum(canvas_.line_heights(label, strong, label_width));
  if (label_height > page_height / 4) {  // no label of ours: it flows like any text
    flow(label, strong, 0, width_);
    if (!value.empty()) flow(value, letters(0), 0, width_);
    space(1);
    return;
  }
  if (value.empty()) {
    const double first = std::max(label_height, writing_line);
    need(first);
    const double base = y_ + first - label_height;
    canvas_.text(x_, base, label_width, label, strong);
    y_ += first;
    canvas_.line(x_ + label_width + 2, y_ - 0.8, x_ + width_, y_ - 0.8);
    for (unsigned i = 1; i < blank_lines; ++i) {
      need(writing_line);
      y_ += writing_line;
      canvas_.line(x_, y_ - 0.8, x_ + width_, y_ - 0.8);
    }
    space(1);
    return;
  }
  const double value_at = std::max(label_width + 3, width_ * 0.3);
  need(label_height);
  canvas_.text(x_, y_, label_width, label, strong);
  const double top = y_;
  const unsigned on = page_;
  flow(value, letters(0), value_at, width_ - value_at);
  if (page_ == on) y_ = std::max(y_, top + label_height);
  space(1);
}

void Page::choices(std::string_view label, const std::vector<std::string>& options,
                   std::optional<std::size_t> chosen) {
  const Letters plain = letters(0);
  const double height = line_of(plain);
  if (!label.empty()) {
    need(2 * height);
    flow(label, letters(0, Weight::bold), 0, width_);
  }
  const double side = height * 0.68;
  double at = 2;
  bool row_begun = false;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const double wanted = side + 1.5 + canvas_.width_of(options[i], plain) + 1;
    if (row_begun && at + wanted > width_) {
      y_ += height + 0.6;
      at = 2;
    }
    need(height);
    tick_box(x_ + at, y_ + (height - side) / 2, side, chosen == i);
    const double room = width_ - at - side - 1.5;
    if (wanted > width_ - at) {  // longer than a row: it takes its own
      flow(options[i], plain, at + side + 1.5, room);
      at = 2;
      row_begun = false;
      continue;
    }
    canvas_.text(x_ + at + side + 1.5, y_, room, options[i], plain, 0, 1);
    at += wanted + 3;
    row_begun = true;
  }
  if (row_begun) y_ += height;
  space(1.6);
}

void Page::cells(std::string_view label, unsigned groups, unsigned digits, unsigned per_row) {
  constexpr double gap = 3;
  const unsigned on_a_row = std::min(groups, std::max(1U, per_row));
  const double room = (width_ - gap * (on_a_row - 1)) / (on_a_row * digits);
  const double side = std::min(6.0, room);
  const unsigned rows = (groups + on_a_row - 1) / on_a_row;
  const Letters strong = letters(0, Weight::bold);
  const double label_height = sum(canvas_.line_heights(label, strong, width_));
  need(label_height + rows * (side + 2.5));
  flow(label, strong, 0, width_);
  y_ += 0.5;
  for (unsigned group = 0; group < groups; ++group) {
    if (group != 0 && group % on_a_row == 0) y_ += side + 2.5;
    double x = x_ + (group % on_a_row) * (digits * side + gap);
    for (unsigned digit = 0; digit < digits; ++digit, x += side) {
      canvas_.frame(x, y_, side, side + 1, 0.3);
    }
  }
  y_ += side + 1;
  space(1.5);
}

void Page::columns(const std::vector<double>& shares,
                   const std::vector<std::function<void()>>& contents) {
  constexpr double gap = 5;
  const double x = x_, width = width_, top = y_;
  const double room = width - gap * double(contents.size() - 1);
  double bottom = top;
  double at = x;
  in_columns_ = true;
  for (std::size_t i = 0; i < contents.size() && i < shares.size(); ++i) {
    x_ = at;
    width_ = room * shares[i];
    y_ = top;
    contents[i]();
    bottom = std::max(bottom, y_);
    at += width_ + gap;
  }
  in_columns_ = false;
  x_ = x;
  width_ = width;
  y_ = bottom;
}

Result<Pdf> draw(const Form& form, const std::function<void(Page&)>& content) {
  const PdfFacts facts{form.title, form.language == words::Language::french ? "fr" : "en",
                       form.made};
  unsigned pages = 0;
  for (;;) {
    Page page(form, TRY(Canvas::begin(facts)), pages);
    content(page);
    const unsigned now = page.page_;
    if (page.overflowed_) {
      return fail(Errc::refused, "the columns of this paper hold more than a page");
    }
    std::string bytes = TRY(page.canvas_.end());
    if (now == pages) return Pdf{std::move(bytes), pages, Canvas::font_found()};
    // The same content breaks alike: only the number at the foot has changed.
    if (pages != 0) return fail(Errc::refused, "the pages of this paper cannot be counted");
    pages = now;
  }
}

}  // namespace trousse::papers
