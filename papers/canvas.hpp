// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"

/// The one wrapper of cairo and pango: A4 pages of text, lines and boxes, as a PDF in memory.
/// Lengths are millimetres from the top left corner, sizes of letters are points.
namespace trousse::papers {

constexpr double page_width = 210;
constexpr double page_height = 297;

enum class Weight { regular, bold };

struct Letters {
  double points = 11.5;
  Weight weight = Weight::regular;
};

/// What the file says of itself. No clock, no name of a machine or a person is added.
struct PdfFacts {
  std::string title;
  std::string language;  ///< "fr", "en"
  Utc made;              ///< creation date
};

class Canvas {
 public:
  /// The family that the papers are set in (Debian: fonts-open-sans).
  static constexpr const char* font_family = "Open Sans";

  /// A first, empty page. Errors: refused (the library gave up; what it said).
  static Result<Canvas> begin(const PdfFacts& facts);
  Canvas(Canvas&&) noexcept;
  Canvas& operator=(Canvas&&) noexcept;
  ~Canvas();

  /// The heights of the lines that a text takes when it is broken at `width`, a long word where
  /// it must. Never empty. The text is made printable first, here and in `text`: it may come from
  /// the evidence, and is never read as markup.
  std::vector<double> line_heights(std::string_view text, Letters letters, double width) const;

  /// How wide the text is on one line.
  double width_of(std::string_view text, Letters letters) const;

  /// Draws lines `first`..`first + count` of the text as `line_heights` breaks it, the first of
  /// them at `y`. Nothing is drawn outside of `width` and of the lines.
  void text(double x, double y, double width, std::string_view text, Letters letters,
            std::size_t first = 0, std::size_t count = static_cast<std::size_t>(-1));

  void line(double x1, double y1, double x2, double y2, double thickness = 0.25);
  /// An empty frame; `thickness` is inside of it.
  void frame(double x, double y, double width, double height, double thickness = 0.3);
  /// A black area; only lines and QR codes are ever black.
  void fill(double x, double y, double width, double height);

  void next_page();

  /// The PDF. Errors: refused (the library gave up).
  Result<std::string> end();

  /// False when `font_family` is not installed and another one stands for it.
  static bool font_found();

 private:
  struct Body;
  explicit Canvas(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace trousse::papers
