// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace trousse::playbooks {

/// How long one has after the discovery, in hours; the law may change after a key was prepared.
struct TimeLimits {
  int complaint = 72;   ///< article L12-10-1 of the insurance code
  int cnil = 72;        ///< article 33 of the GDPR
  std::string trouble;  ///< "delais.txt, 2": a line that was not understood; "" when all was
};

/// Those of `delais.txt` in a provider's folder, lines such as `cnil = 96`; 72 where it says
/// nothing. Never fails: what is not understood is in `trouble`.
TimeLimits read_time_limits(const std::filesystem::path& kit);

}  // namespace trousse::playbooks
