// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/time.hpp"
#include "playbooks/engine.hpp"

/// The form of a screen: two pure functions over values.
///
///   State update(State, const Input&)      what a key or an event changes
///   View  view(const State&, Size)         what is shown of it
///
/// The manners, which the tests hold:
///   - 80 x 25 is enough for everything; one question or one instruction a screen.
///   - Enter goes on with the choice that is proposed; Esc goes back and loses nothing; F1 (or ?)
///     explains; F3 changes the keyboard on the bootable key; Ctrl-C asks before it leaves. No
///     letter is a command: letters move between keyboards. Where digits are expected, the digit
///     row works without Shift.
///   - Text and symbol first, colour only besides.
///   - What comes from a disk becomes a `Shown` before it is in a View: nothing else fits there.
///   - No screen without a way on.
namespace trousse::tui {

struct Size {
  int columns = 80;
  int rows = 25;
  friend bool operator==(const Size&, const Size&) = default;
};

/// A role, not a colour: the painter decides.
enum class Look { plain, title, strong, quiet, good, warning, grave, chosen, field, code };

/// One line of text that is fit for a terminal: control characters, escape codes and what changes
/// the direction of writing made visible, its width in columns known.
class Shown {
 public:
  Shown() = default;
  const std::string& text() const { return text_; }
  int width() const { return width_; }

 private:
  friend Shown shown(std::string_view text);
  std::string text_;
  int width_ = 0;
};

/// The only maker of `Shown`.
Shown shown(std::string_view text);

struct Span {
  Shown text;
  Look look = Look::plain;
};
using Row = std::vector<Span>;

/// What is painted: `rows` has at most `size.rows` rows, none wider than `size.columns`.
struct View {
  Size size;
  std::vector<Row> rows;
  bool has_cursor = false;
  int cursor_row = 0, cursor_column = 0;
};

struct Key {
  enum class Name {
    character,
    enter,
    escape,
    up,
    down,
    left,
    right,
    page_up,
    page_down,
    home,
    end,
    backspace,
    erase,
    tab,
    help,
    language,
    keyboard,
    interrupt
  };
  Name name = Name::character;
  char32_t character = 0;  ///< of `character` only
};

/// The clock, about once a second.
struct Tick {
  Utc now;
  int minutes_east = 0;  ///< of local time
};

using Input = std::variant<Key, Tick, Size, playbooks::Report>;

/// The view as text, one line a row, no trailing spaces: what the tests compare.
std::string to_text(const View& view);

}  // namespace trousse::tui
