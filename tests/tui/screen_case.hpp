// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tui/app.hpp"

namespace trousse::tests {

/// A folder of tests/screens: `start` (JSON: which step, and what the situation is), `keys` (one
/// key or event a line), `expect` (the screen as text). tests/screens/README.md has the words.
struct ScreenCase {
  std::filesystem::path folder;
  tui::State state;
  tui::Size size;
};

/// The case after its keys. A word that the files should not hold fails the test.
ScreenCase played(const std::filesystem::path& folder);

/// Every folder of tests/screens, in order.
std::vector<std::filesystem::path> screen_cases();

std::string text_of(const std::filesystem::path& file);

}  // namespace trousse::tests
