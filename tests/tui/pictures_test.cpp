// SPDX-License-Identifier: Apache-2.0
// Writes screens as HTML for docs/screens/make, and for eyes.
#include <cstdlib>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/tui/screen_case.hpp"

using namespace trousse;
using namespace trousse::tests;

namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '<') {
      out += "&lt;";
    } else if (letter == '&') {
      out += "&amp;";
    } else {
      out += letter;
    }
  }
  return out;
}

// What the painter makes of a role with colours (tui/curses.cpp).
std::string style_of(tui::Look look) {
  switch (look) {
    case tui::Look::plain: return "";
    case tui::Look::title: return "background:#1c3f94;color:#fff;font-weight:bold";
    case tui::Look::strong: return "font-weight:bold;color:#fff";
    case tui::Look::quiet: return "color:#6cc";
    case tui::Look::good: return "color:#5d5;font-weight:bold";
    case tui::Look::warning: return "color:#fd5;font-weight:bold";
    case tui::Look::grave: return "color:#f76;font-weight:bold";
    case tui::Look::chosen: return "background:#ddd;color:#000";
    case tui::Look::field: return "color:#fff;font-weight:bold";
    case tui::Look::code: return "color:#fff;font-weight:bold";
  }
  return "";
}

std::string html_of(const tui::View& view) {
  std::string body;
  for (const auto& row : view.rows) {
    for (const auto& span : row) {
      body +=
          "<span style=\"" + style_of(span.look) + "\">" + escaped(span.text.text()) + "</span>";
    }
    body += "\n";
  }
  return "<!doctype html><meta charset=utf-8><body style=\"margin:10px;background:#111\">"
         "<pre style=\"font:16px/20px 'DejaVu Sans Mono',monospace;color:#ccc;margin:0\">" +
         body + "</pre>";
}

}  // namespace

TEST_CASE("screens are written as HTML where a folder for them is named", "[pictures]") {
  const char* folder = std::getenv("TROUSSE_SCREENS_AS_HTML");
  const char* which = std::getenv("TROUSSE_SCREENS_WHICH");  // "all", or the main ones
  const std::string main_ones =
      " welcome hour_now tell disk disk_locked keys_code work_scan findings findings_none "
      "pause_key_full fingerprint hand_over_clocks hand_over_calls_card help_disk ";
  for (const auto& each : screen_cases()) {
    const std::string name = each.filename().string();
    const bool wanted = which != nullptr || main_ones.find(" " + name + " ") != std::string::npos;
    if (!wanted) continue;
    const ScreenCase made = played(each);
    const std::string html = html_of(tui::view(made.state, made.size));
    CHECK(html.find("</pre>") != std::string::npos);
    if (folder != nullptr) std::ofstream(std::string(folder) + "/" + name + ".html") << html;
  }
}
