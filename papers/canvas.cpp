// SPDX-License-Identifier: Apache-2.0
#include "papers/canvas.hpp"

#include <algorithm>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "core/text.hpp"

namespace trousse::papers {
namespace {

constexpr double points_per_mm = 72.0 / 25.4;
constexpr std::size_t longest_text = 4096;
// The family asks for much air between its lines: 1.36 of the letters' size. This leaves 1.22.
constexpr double tighter = 0.9;

double to_points(double mm) { return mm * points_per_mm; }
double to_mm(int pango_units) { return pango_units / double(PANGO_SCALE) / points_per_mm; }

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;
template <class T>
using Object = std::unique_ptr<T, Unref>;

cairo_status_t append(void* out, const unsigned char* bytes, unsigned length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), length);
  return CAIRO_STATUS_SUCCESS;
}

Error gave_up(cairo_status_t status) {
  return {Errc::refused,
          std::string("the PDF could not be made: ") + cairo_status_to_string(status)};
}

void set_metadata(cairo_surface_t* surface, const PdfFacts& facts) {
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                 printable(facts.title, 256).c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Trousse");
  // cairo would write the machine's clock.
  const std::string date = to_iso8601(facts.made).substr(0, 19) + "Z";
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
}

// French marks keep to their word: a line begins with no colon, and with no closing quote.
std::string bound(const std::string& text) {
  constexpr std::string_view no_break = "\xC2\xA0";
  constexpr std::string_view opening = "\xC2\xAB", closing = "\xC2\xBB";
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto next = std::string_view(text).substr(at + 1);
    const bool before_mark =
        !next.empty() && std::string_view(":;?!*/").find(next.front()) != std::string_view::npos;
    const bool in_quotes = next.substr(0, 2) == closing || out.ends_with(opening);
    if (text[at] == ' ' && (before_mark || in_quotes)) {
      out += no_break;
    } else {
      out += text[at];
    }
  }
  return out;
}

// The same metrics on paper whatever the screen's settings are.
void set_for_paper(PangoContext* context, const std::string& language) {
  const Owned<cairo_font_options_t> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options.get());
  pango_context_set_round_glyph_positions(context, FALSE);
  pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
  pango_context_set_language(context, pango_language_from_string(language.c_str()));
}

}  // namespace

struct Canvas::Body {
  std::string pdf;
  Owned<cairo_surface_t> surface;
  Owned<cairo_t> cairo;
  Object<PangoContext> context;

  Object<PangoLayout> layout(std::string_view text, Letters letters, double width) const {
    Object<PangoLayout> out(pango_layout_new(context.get()));
    const Owned<PangoFontDescription> font(pango_font_description_new());
    pango_font_description_set_family_static(font.get(), font_family);
    pango_font_description_set_absolute_size(font.get(), letters.points * PANGO_SCALE);
    pango_font_description_set_weight(
        font.get(), letters.weight == Weight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(out.get(), font.get());
    // A hyphen put into a digest or an address would be copied with it.
    PangoAttrList* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(out.get(), attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_auto_dir(out.get(), FALSE);
    pango_layout_set_single_paragraph_mode(out.get(), TRUE);
    pango_layout_set_wrap(out.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(out.get(),
                           width < 0 ? -1 : static_cast<int>(to_points(width) * PANGO_SCALE));
    const std::string safe = bound(printable(text, longest_text));
    pango_layout_set_text(out.get(), safe.data(), static_cast<int>(safe.size()));
    return out;
  }
};

Canvas::Canvas(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Canvas::Canvas(Canvas&&) noexcept = default;
Canvas& Canvas::operator=(Canvas&&) noexcept = default;
Canvas::~Canvas() = default;

Result<Canvas> Canvas::begin(const PdfFacts& facts) {
  auto body = std::make_unique<Body>();
  body->surface.reset(cairo_pdf_surface_create_for_stream(append, &body->pdf, to_points(page_width),
                                                          to_points(page_height)));
  set_metadata(body->surface.get(), facts);
  body->cairo.reset(cairo_create(body->surface.get()));
  if (const auto status = cairo_status(body->cairo.get()); status != CAIRO_STATUS_SUCCESS) {
    return tl::unexpected<Error>(gave_up(status));
  }
  body->context.reset(pango_cairo_create_context(body->cairo.get()));
  set_for_paper(body->context.get(), facts.language);
  return Canvas(std::move(body));
}

std::vector<double> Canvas::line_heights(std::string_view text, Letters letters,
                                         double width) const {
  const auto layout = body_->layout(text, letters, width);
  std::vector<double> out;
  for (int i = 0; i < pango_layout_get_line_count(layout.get()); ++i) {
    PangoRectangle logical{};
    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout.get(), i), nullptr,
                                  &logical);
    out.push_back(to_mm(logical.height) * tighter);
  }
  if (out.empty()) out.push_back(letters.points / points_per_mm);
  return out;
}

double Canvas::width_of(std::string_view text, Letters letters) const {
  PangoRectangle logical{};
  pango_layout_get_extents(body_->layout(text, letters, -1).get(), nullptr, &logical);
  return to_mm(logical.width);
}

void Canvas::text(double x, double y, double width, std::string_view text, Letters letters,
                  std::size_t first, std::size_t count) {
  const auto layout = body_->layout(text, letters, width);
  cairo_t* cairo = body_->cairo.get();
  const auto lines = static_cast<std::size_t>(pango_layout_get_line_count(layout.get()));
  for (std::size_t i = first; i < lines && i - first < count; ++i) {
    auto* line = pango_layout_get_line_readonly(layout.get(), static_cast<int>(i));
    PangoRectangle logical{};
    pango_layout_line_get_extents(line, nullptr, &logical);
    const double natural = to_mm(logical.height), height = natural * tighter;
    cairo_save(cairo);
    // Marks piled on a letter by a hostile name stay on their own line.
    cairo_rectangle(cairo, to_points(x - 0.3), to_points(y - 0.3), to_points(width + 0.6),
                    to_points(height + 0.6));
    cairo_clip(cairo);
    // `logical.y` is the top seen from the base line, hence negative.
    cairo_move_to(cairo, to_points(x),
                  to_points(y - (natural - height) / 2) - logical.y / double(PANGO_SCALE));
    pango_cairo_show_layout_line(cairo, line);
    cairo_restore(cairo);
    y += height;
  }
}

void Canvas::line(double x1, double y1, double x2, double y2, double thickness) {
  cairo_t* cairo = body_->cairo.get();
  cairo_set_line_width(cairo, to_points(thickness));
  cairo_move_to(cairo, to_points(x1), to_points(y1));
  cairo_line_to(cairo, to_points(x2), to_points(y2));
  cairo_stroke(cairo);
}

void Canvas::frame(double x, double y, double width, double height, double thickness) {
  cairo_t* cairo = body_->cairo.get();
  cairo_set_line_width(cairo, to_points(thickness));
  cairo_rectangle(cairo, to_points(x + thickness / 2), to_points(y + thickness / 2),
                  to_points(width - thickness), to_points(height - thickness));
  cairo_stroke(cairo);
}

void Canvas::fill(double x, double y, double width, double height) {
  cairo_t* cairo = body_->cairo.get();
  cairo_rectangle(cairo, to_points(x), to_points(y), to_points(width), to_points(height));
  cairo_fill(cairo);
}

void Canvas::next_page() { cairo_show_page(body_->cairo.get()); }

Result<std::string> Canvas::end() {
  body_->context.reset();
  const auto drawn = cairo_status(body_->cairo.get());
  body_->cairo.reset();
  cairo_surface_finish(body_->surface.get());
  const auto written = cairo_surface_status(body_->surface.get());
  body_->surface.reset();
  for (const auto status : {drawn, written}) {
    if (status != CAIRO_STATUS_SUCCESS) return tl::unexpected<Error>(gave_up(status));
  }
  return std::move(body_->pdf);
}

bool Canvas::font_found() {
  PangoFontFamily** families = nullptr;
  int count = 0;
  pango_font_map_list_families(pango_cairo_font_map_get_default(), &families, &count);
  const bool found = std::any_of(families, families + count, [](PangoFontFamily* family) {
    return std::string_view(pango_font_family_get_name(family)) == font_family;
  });
  g_free(families);
  return found;
}

}  // namespace trousse::papers
