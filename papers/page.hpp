// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "papers/canvas.hpp"
#include "papers/qr.hpp"
#include "words/language.hpp"

namespace trousse::papers {

/// How a paper is dressed.
struct Form {
  std::string title;  ///< of the file, and at the head of each page unless `head` is off
  std::string foot;   ///< at the foot of each page, before "page x / y"
  words::Language language = words::Language::french;
  Utc made;            ///< creation date that the file carries
  double body = 11.5;  ///< points of the text
  double margin = 15;  ///< millimetres, left and right
  bool head = true;
};

struct Pdf {
  std::string bytes;
  unsigned pages = 0;
  bool font_found = true;  ///< false: another font stands for ours, lines may break elsewhere
};

/// A numbered instruction of the sheet.
struct NumberedStep {
  std::string number;
  std::string title;
  std::vector<std::string> lines;
  std::vector<std::string> choices;  ///< answers of a question, to tick
};

struct Table {
  std::vector<double> shares;       ///< of the width, one for each column
  std::vector<std::string> header;  ///< empty: none; else repeated on each page
  std::vector<std::vector<std::string>> rows;
  double points = 0;     ///< 0: those of the body
  double least_row = 0;  ///< millimetres, to leave room for a hand
  bool first_is_bold = false;
};

/// Blocks, one below the other, over as many pages as they take. Each block is measured before it
/// is drawn; a text that is longer than a page goes on on the next one. Any string may come from
/// the evidence.
class Page {
 public:
  void title(std::string_view text);
  void heading(std::string_view text);
  void paragraph(std::string_view text, Weight weight = Weight::regular, double points = 0);
  void bullet(std::string_view text, double points = 0);
  /// A box to tick, already ticked or not, before a text.
  void check(std::string_view text, Weight weight = Weight::regular, double points = 0,
             bool ticked = false);
  /// A box to tick, the number, the title and its lines, and a blank for the hour.
  /// The lines under the title have `detail` points, 0: those of the body.
  void step(const NumberedStep& step, double detail = 0);
  /// The label and its value, or `blank_lines` lines to fill when the value is empty.
  void field(std::string_view label, std::string_view value, unsigned blank_lines = 1);
  /// The label and boxes to tick; the chosen one is ticked.
  void choices(std::string_view label, const std::vector<std::string>& options,
               std::optional<std::size_t> chosen = std::nullopt);
  /// Squares for one digit each: `groups` groups of `digits`, `per_row` groups on a row.
  void cells(std::string_view label, unsigned groups, unsigned digits, unsigned per_row);
  void table(const Table& table);
  /// Lines in a frame, the first one bold.
  void framed(const std::vector<std::string>& lines, double points = 0);
  /// The code, `width` millimetres wide with its quiet zone, and the address written beside it.
  void code(const QrCode& qr, std::string_view address, double points, double width);
  /// Draws each content in its own column, side by side; none of them may change the page.
  void columns(const std::vector<double>& shares,
               const std::vector<std::function<void()>>& contents);
  void space(double millimetres);
  void page_break();

  unsigned number() const { return page_; }
  /// Millimetres still free on this page.
  double left_over() const;
  double body() const { return form_.body; }

 private:
  friend Result<Pdf> draw(const Form&, const std::function<void(Page&)>&);
  Page(const Form& form, Canvas canvas, unsigned pages_in_all);

  void need(double height);
  void head_and_foot();
  void flow(std::string_view text, Letters letters, double indent, double width);
  double draw_row(const Table& table, const std::vector<std::string>& row, Weight weight);
  void tick_box(double x, double y, double side, bool ticked);
  Letters letters(double points, Weight weight = Weight::regular) const;
  double line_of(Letters letters) const;

  Form form_;
  Canvas canvas_;
  unsigned pages_in_all_;
  unsigned page_ = 1;
  double x_, width_, y_;
  bool in_columns_ = false;
  bool overflowed_ = false;
};

/// Draws `content`, twice: the number of pages is known only at the end. Errors: refused (cairo
/// gave up, or columns hold more than a page).
Result<Pdf> draw(const Form& form, const std::function<void(Page&)>& content);

}  // namespace trousse::papers
