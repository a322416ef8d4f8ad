// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trousse::tests {

/// The path of the demonstration disk of tests/tools, made once for a run of the tests: a volume of
/// the firmware and one of Windows.
const std::string& demonstration_disk();

}  // namespace trousse::tests
