// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace trousse {

/// A text file as people's editors save it, to UTF-8 without byte order mark, lines ended by LF:
/// UTF-8, UTF-16 of either order (Notepad's "Unicode"; with its mark, or without it when every
/// other byte of a Latin text is zero), and Windows-1252 for what is not valid UTF-8. Nothing when
/// the bytes are not text (a NUL or other control characters remain). At most three times as long
/// as `bytes`.
std::optional<std::string> plain_text(std::span<const std::byte> bytes);

}  // namespace trousse
