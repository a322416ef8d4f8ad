// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/contact.hpp"

namespace trousse::formats {

/// A line of a card that says nothing, or nothing that is understood.
struct CardTrouble {
  enum class Kind {
    not_text,       ///< the whole file (line 0): binary, or larger than 64 KiB
    empty_card,     ///< the whole file (line 0): no line says anything
    no_colon,       ///< a line without `:`
    unknown_label,  ///< nobody and nothing that a card has
    no_party,       ///< a telephone, say, before anybody is named
    empty_value,    ///< a label with nothing behind it
    repeated,       ///< a second value; the first one is kept
    too_many,       ///< lines beyond the 500th are not read
  };
  Kind kind;
  std::size_t line = 0;  ///< from 1
  std::string text;      ///< the line, printable, at most 80 bytes
};

/// Whom the doctor calls, from `contact.txt` on the key (docs/kit-folder.md): `Name: value` lines,
/// French or English. Every text of the card is printable, at most 500 bytes (notes: 4000).
struct ReadCard {
  ContactCard card;
  std::vector<CardTrouble> troubles;
  std::string text;  ///< the whole file as UTF-8 with LF; "" when it is not text
};

/// UTF-8 with or without mark, UTF-16 as Notepad saves it, Windows-1252; any line ends.
ReadCard read_contact_card(std::span<const std::byte> bytes);

}  // namespace trousse::formats
