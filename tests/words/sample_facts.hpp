// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "words/report.hpp"

namespace trousse::tests {

/// A practice's computer hit by ransomware, as a run would tell it: a readable Windows volume, a
/// locked one, findings of every kind, items that could not be read.
words::ReportFacts attacked_practice();

/// The same disk with nothing found on it.
words::ReportFacts quiet_practice();

}  // namespace trousse::tests
