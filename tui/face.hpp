// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "core/result.hpp"
#include "tui/app.hpp"

namespace trousse::tui {

/// Where the screens are shown and keys come from.
class Face {
 public:
  virtual ~Face() = default;
  virtual void show(const State& state) = 0;
  /// Keys and sizes, waiting at most `milliseconds` for the first one.
  virtual std::vector<Input> read(int milliseconds) = 0;
};

/// The terminal, painted with ncurses; it is given back as it was when the face goes.
/// Errors: unsupported (a terminal that cannot be painted: TERM names none that is known).
Result<std::unique_ptr<Face>> terminal_face(bool without_colour);

/// Standard output and lines of standard input: a screen once, when it changes; an empty line is
/// Enter, "<" is Esc, "?" is F1, "*" is F2, a number chooses a line; anything else is typed, then
/// confirmed.
std::unique_ptr<Face> plain_face();

}  // namespace trousse::tui
