// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace trousse {

/// UTF-16LE, as Windows keeps names, to valid UTF-8. A lone surrogate and an odd last byte become
/// U+FFFD; embedded NULs are kept.
std::string utf8_from_utf16le(std::span<const std::byte> bytes);

/// UTF-16LE of valid UTF-8; an invalid sequence becomes U+FFFD.
std::u16string utf16_from_utf8(std::string_view text);

/// The same text with each invalid byte replaced by U+FFFD: safe for JSON. Control characters stay.
std::string valid_utf8(std::string_view text);

/// True when the two names are the same to Windows: compared without case, by simple Unicode
/// case folding of the Latin, Greek and Cyrillic letters (what file names of this project need).
bool same_name(std::string_view a, std::string_view b);

/// Lower case by the same folding as `same_name`.
std::string folded(std::string_view text);

/// "0123abcd", lower case.
std::string to_hex(std::span<const std::byte> bytes);

/// Text safe for a terminal, a log line or a label: control characters, escape, C1 controls,
/// right-to-left overrides and other invisible format characters become visible `\x1b`, `\u202e`
/// forms; invalid UTF-8 becomes `\xNN`; what is longer than `max_bytes` is cut with an ellipsis.
/// HTML needs its own escaping besides.
std::string printable(std::string_view text, std::size_t max_bytes = 4096);

}  // namespace trousse
