// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trousse::words {

/// The width of the screens that a text is written for.
constexpr std::size_t screen_width = 80;

/// `text` after `indent` spaces, broken at spaces so that no line is longer than `width`
/// characters; the lines behind the first begin two spaces further in. A word that is longer than
/// a line stays whole: a hash or a path is copied from the screen. No newline at the end.
std::string wrapped(std::string_view text, std::size_t indent = 0,
                    std::size_t width = screen_width);

}  // namespace trousse::words
