// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace trousse::words {

/// The style sheet of the report: black on white, A4, no meaning carried by colour or by a
/// background (printers drop both), no outside font.
std::string_view style();

}  // namespace trousse::words
