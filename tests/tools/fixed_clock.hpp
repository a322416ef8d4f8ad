// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time.hpp"

namespace trousse::tools {

/// From here on, and until `run_clock`, everything in this process that asks for the time is told
/// `when`: libntfs-3g stamps what it creates with the clock and has no other way to be told.
void set_clock(const Utc& when);
void run_clock();

}  // namespace trousse::tools
