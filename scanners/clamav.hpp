// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "core/finding.hpp"

namespace trousse::scanners {

/// What is larger is not shown to ClamAV, and counted. It is held in memory once while clamd reads
/// it: the two workers together take at most twice this.
constexpr std::size_t largest_for_clamav = std::size_t{32} << 20;

/// How serious a signature of that name is: `low` for what ClamAV calls potentially unwanted (PUA.)
/// or guesses (Heuristics.), `informational` for the EICAR test file, else `high`.
Severity severity_of_signature(std::string_view name);

}  // namespace trousse::scanners
