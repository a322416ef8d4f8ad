// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tui/screen.hpp"

namespace trousse::tui {

/// One thing of the body of a screen. Texts may come from the evidence: the layout makes them fit.
struct Block {
  enum class Kind {
    paragraph,
    bullet,
    choice,    ///< one of a list; `marked`: the proposed one
    tick,      ///< "[x] text" or "[ ] text"
    fact,      ///< "label : text" on one line; what is too long loses its middle
    code,      ///< digits to copy onto paper, alone on their line, large gaps
    field,     ///< what is typed: "label : [text  ]", the cursor at its end when `marked`
    evidence,  ///< a sentence about the examined disk, wrapped
    bar,       ///< how far: `part` of 1
    heading,
    gap  ///< an empty line
  };
  Kind kind = Kind::paragraph;
  std::string text;
  std::string label;
  Look look = Look::plain;
  bool marked = false;
  double part = 0;         ///< of `bar`: 0..1, below 0 when not known
  std::string after = {};  ///< of `field`: what stands behind it, short
};

/// What a key at the bottom does.
struct Hint {
  std::string key;
  std::string does;
  std::string plain = {};  ///< what is typed for it where the screen is lines of text; "": not said
};

/// The content of a screen, before it has a size.
struct Page {
  std::string title;     ///< left of the title line
  std::string place;     ///< right of it: "Étape 4 sur 12"
  std::string question;  ///< the one question or instruction
  std::vector<Block> body;
  std::string state;  ///< the line that is always visible
  std::vector<Hint> keys;
  std::string more;       ///< the mark that there is more to read
  std::string too_small;  ///< what is said when the terminal cannot hold a screen
  int scroll = -1;        ///< first row of the body that is shown; -1: what is marked is visible
};

/// Lays a page out. A terminal under 40 x 10 gets the sentence `too_small` and nothing else.
View lay_out(const Page& page, Size size);

/// Rows of the body in all, and how many of them are visible at that size.
struct BodyRows {
  int all = 0;
  int visible = 0;
};
BodyRows body_rows(const Page& page, Size size);

/// The page one line after another, without columns, bars or a size: for a screen reader.
std::string plain_text(const Page& page, int columns = 80);

/// Words that a person reads in the body: what comes from a disk, codes and fields not counted.
std::size_t body_words(const Page& page);

}  // namespace trousse::tui
