// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace trousse::formats {

/// The words of a text file, in a form that phrases can be searched in: lower-case ASCII, accents
/// taken off, runs of white space as one space, markup of HTML, HTA and RTF removed. Reads UTF-8,
/// UTF-16 (with or without a byte order mark) and Latin-1; other characters become one '?'.
/// At most as long as `bytes`. "" when the bytes are not text.
std::string note_text(std::span<const std::byte> bytes);

}  // namespace trousse::formats
