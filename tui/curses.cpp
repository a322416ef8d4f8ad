// SPDX-License-Identifier: Apache-2.0
// The only file that knows ncurses: it paints a View and names keys.
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <optional>

#include <langinfo.h>

#define NCURSES_NOMACROS 1
#define NCURSES_WIDECHAR 1
#include <ncurses.h>

#include "tui/face.hpp"

namespace trousse::tui {
namespace {

// The painter's own pairs of colours; each role keeps its attribute without them.
enum Pair : short { good_pair = 1, warning_pair, grave_pair, quiet_pair, title_pair };

struct Paint {
  attr_t attributes;
  short pair;
};

Paint paint_of(Look look, bool colour) {
  switch (look) {
    case Look::plain: return {A_NORMAL, 0};
    case Look::title: return {colour ? A_BOLD : A_REVERSE, title_pair};
    case Look::strong: return {A_BOLD, 0};
    case Look::quiet: return {A_NORMAL, quiet_pair};
    case Look::good: return {A_BOLD, good_pair};
    case Look::warning: return {A_BOLD, warning_pair};
    case Look::grave: return {A_BOLD, grave_pair};
    case Look::chosen: return {A_REVERSE, 0};
    case Look::field: return {A_BOLD, 0};
    case Look::code: return {A_BOLD, 0};
  }
  return {A_NORMAL, 0};
}

void use_utf8() {
  std::setlocale(LC_ALL, "");
  if (std::strcmp(::nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_ALL, "C.UTF-8");
}

Key named(Key::Name name) { return Key{name, 0}; }

std::optional<Input> of_function_key(wint_t code) {
  using Name = Key::Name;
  switch (code) {
    case KEY_UP: return named(Name::up);
    case KEY_DOWN: return named(Name::down);
    case KEY_LEFT: return named(Name::left);
    case KEY_RIGHT: return named(Name::right);
    case KEY_PPAGE: return named(Name::page_up);
    case KEY_NPAGE: return named(Name::page_down);
    case KEY_HOME: return named(Name::home);
    case KEY_END: return named(Name::end);
    case KEY_ENTER: return named(Name::enter);
    case KEY_BACKSPACE: return named(Name::backspace);
    case KEY_DC: return named(Name::erase);
    case KEY_F(1): return named(Name::help);
    case KEY_F(2): return named(Name::language);
    case KEY_F(3): return named(Name::keyboard);
    default: return std::nullopt;
  }
}

std::optional<Input> of_character(wint_t code) {
  using Name = Key::Name;
  switch (code) {
    case '\r':
    case '\n': return named(Name::enter);
    case '\t': return named(Name::tab);
    case 27: return named(Name::escape);
    case 8:
    case 127: return named(Name::backspace);
    case 3: return named(Name::interrupt);
    default: break;
  }
  if (code < 0x20) return std::nullopt;
  return Key{Name::character, static_cast<char32_t>(code)};
}

class Terminal final : public Face {
 public:
  Terminal(SCREEN* screen, bool colour) : screen_(screen), colour_(colour) {}
  ~Terminal() override {
    ::endwin();
    ::delscreen(screen_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void show(const State& state) override {
    const View painted = view(state, size());
    ::werase(stdscr);
    for (std::size_t y = 0; y < painted.rows.size(); ++y) {
      ::wmove(stdscr, static_cast<int>(y), 0);
      for (const Span& span : painted.rows[y]) {
        const Paint paint = paint_of(span.look, colour_);
        ::wattr_set(stdscr, paint.attributes, colour_ ? paint.pair : short{0}, nullptr);
        ::waddnstr(stdscr, span.text.text().c_str(), -1);
      }
    }
    ::wattr_set(stdscr, A_NORMAL, 0, nullptr);
    ::curs_set(painted.has_cursor ? 1 : 0);
    if (painted.has_cursor) ::wmove(stdscr, painted.cursor_row, painted.cursor_column);
    ::wrefresh(stdscr);
  }

  std::vector<Input> read(int milliseconds) override {
    std::vector<Input> all;
    if (first_) all.push_back(size());
    first_ = false;
    ::wtimeout(stdscr, milliseconds);
    wint_t code = 0;
    // A paste may be long; what is left waits for the next call.
    constexpr std::size_t most = 200;
    for (int kind = ::wget_wch(stdscr, &code); kind != ERR && all.size() < most;
         kind = ::wget_wch(stdscr, &code)) {
      ::wtimeout(stdscr, 0);
      if (kind == KEY_CODE_YES && code == KEY_RESIZE) {
        all.push_back(size());
        continue;
      }
      const auto input = kind == KEY_CODE_YES ? of_function_key(code) : of_character(code);
      if (input) all.push_back(*input);
    }
    return all;
  }

 private:
  static Size size() { return {getmaxx(stdscr), getmaxy(stdscr)}; }

  SCREEN* screen_;
  bool colour_;
  bool first_ = true;
};

bool start_colours(bool without_colour) {
  const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org
  const bool unwanted = without_colour || (no_color != nullptr && *no_color != '\0');
  if (unwanted || !::has_colors() || ::start_color() == ERR) return false;
  ::use_default_colors();
  ::init_pair(good_pair, COLOR_GREEN, -1);
  ::init_pair(warning_pair, COLOR_YELLOW, -1);
  ::init_pair(grave_pair, COLOR_RED, -1);
  ::init_pair(quiet_pair, COLOR_CYAN, -1);
  ::init_pair(title_pair, COLOR_WHITE, COLOR_BLUE);
  return true;
}

}  // namespace

Result<std::unique_ptr<Face>> terminal_face(bool without_colour) {
  use_utf8();
  // newterm says that it failed; initscr would end the program.
  SCREEN* screen = ::newterm(nullptr, stdout, stdin);
  if (screen == nullptr) return fail(Errc::unsupported, "this terminal is not known (TERM)");
  ::set_term(screen);
  ::raw();  // Ctrl-C is a key: it asks before it leaves
  ::noecho();
  ::nonl();
  ::keypad(stdscr, TRUE);
  ::set_escdelay(60);
  const bool colour = start_colours(without_colour);
  return std::make_unique<Terminal>(screen, colour);
}

}  // namespace trousse::tui
