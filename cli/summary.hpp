// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"
#include "collectors/collect.hpp"
#include "playbooks/tally.hpp"
#include "scanners/scan.hpp"

namespace trousse::cli {

/// What a step came to, in sentences, or as one JSON object with --json; sets the exit code to
/// `incomplete` when something listed could not be read.
void print_collected(Context& context, const collectors::Collected& collected,
                     const playbooks::Tally& tally);
void print_scanned(Context& context, const scanners::Scanned& scanned,
                   const playbooks::Tally& tally);

}  // namespace trousse::cli
