// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace trousse {

/// A data file compiled into the program by `embed_files` (cmake/embed.cmake).
struct EmbeddedFile {
  std::string_view name;   ///< file name without its folder
  std::string_view bytes;  ///< scrambled when the room asked for it: rules hold attack strings, and
                           ///< an antivirus would quarantine a program that shows them in clear
};

/// The inverse of the scrambling, which is its own inverse: not a secret, only a disguise.
std::string unscrambled(std::string_view bytes);

}  // namespace trousse
