// SPDX-License-Identifier: Apache-2.0
#include "words/html.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "words/pattern.hpp"
#include "words/style.hpp"

namespace trousse::words {
namespace {

// The five characters that mean something in HTML text or in a quoted attribute (WHATWG HTML,
// 13.1.2). NUL and other controls never come here: `printable` made them visible.
std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char letter : text) {
    switch (letter) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += letter;
    }
  }
  return out;
}

// French typography: a sign of two strokes does not begin a line.
std::string with_no_break_spaces(std::string_view text) {
  constexpr std::string_view gap = "\xC2\xA0";
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at + 1);
    const bool before_sign = rest.starts_with(':') || rest.starts_with(';') ||
                             rest.starts_with('?') || rest.starts_with('!') ||
                             rest.starts_with("»");
    const bool after_quote = at >= 2 && text.substr(at - 2, 2) == "«";
    if (text[at] == ' ' && (before_sign || after_quote)) {
      out += gap;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string isolated(std::string_view text, std::size_t longest) {
  return "<bdi>" + escaped(printable(text, longest)) + "</bdi>";
}

// What may stand between quotes in CSS without a thought.
std::string css_text(std::string_view text) {
  std::string out;
  for (const char letter : printable(text, 200)) {
    const bool harmless = letter != '"' && letter != '\'' && letter != '\\' && letter != '<' &&
                          letter != '>' && letter != '{' && letter != '}';
    out += harmless ? letter : '_';
  }
  return out;
}

}  // namespace

Html plain(std::string_view text) { return Html(escaped(text)); }

Html evidence(std::string_view text, std::size_t longest) { return Html(isolated(text, longest)); }

Html say(Language language, Id id, const std::vector<std::string>& values) {
  const std::string row(text(id, language));
  std::vector<std::string> ready;
  ready.reserve(values.size());
  for (const std::string& value : values) ready.push_back(isolated(value, 512));
  const std::string pattern =
      escaped(language == Language::french ? with_no_break_spaces(row) : row);
  return Html(format_pattern(pattern, ready));
}

Html element(std::string_view tag, const Html& inner, std::string_view css_class) {
  const std::string attribute = css_class.empty() ? "" : fmt::format(" class=\"{}\"", css_class);
  return Html(fmt::format("<{}{}>{}</{}>\n", tag, attribute, inner.markup(), tag));
}

Html blank_line() { return Html("<span class=\"blank\"></span>"); }

Html table(const HtmlRow& head, const std::vector<HtmlRow>& rows, std::string_view css_class) {
  if (rows.empty()) return {};
  Html header;
  for (const Html& cell : head) header += element("th", cell);
  Html body;
  for (const HtmlRow& row : rows) {
    Html cells;
    for (const Html& cell : row) cells += element("td", cell);
    body += element("tr", cells);
  }
  return element("table", element("thead", element("tr", header)) + element("tbody", body),
                 css_class);
}

Html pairs(const std::vector<std::pair<Html, Html>>& rows) {
  Html body;
  for (const auto& [label, value] : rows) {
    body += element("tr", element("th", label) + element("td", value));
  }
  return rows.empty() ? Html() : element("table", element("tbody", body), "pairs");
}

Html list(std::string_view tag, const std::vector<Html>& items, std::string_view css_class) {
  if (items.empty()) return {};
  Html inner;
  for (const Html& item : items) inner += element("li", item);
  return element(tag, inner, css_class);
}

std::string page(Language language, std::string_view title, std::string_view running,
                 const Html& body) {
  const std::string_view code = language == Language::french ? "fr" : "en";
  std::string out = fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n", code);
  out += "<meta charset=\"utf-8\">\n";
  out +=
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n";
  out += "<meta name=\"referrer\" content=\"no-referrer\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  out += "<title>" + escaped(printable(title, 200)) + "</title>\n<style>\n";
  out += style();
  out += fmt::format(
      "@page {{ @top-center {{ content: \"{}\"; }} @bottom-center {{ content: "
      "\"{} \" counter(page) \" / \" counter(pages); }} }}\n",
      css_text(running), css_text(text(Id::report_page, language)));
  out += "</style>\n</head>\n<body>\n" + body.markup() + "</body>\n</html>\n";
  return out;
}

}  // namespace trousse::words
