// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"
#include "evidence/archive.hpp"

namespace trousse::cli {

/// The verdict in sentences, or as one JSON object with --json; sets the exit code `not_whole`
/// when the archive is not.
void print_verdict(Context& context, const evidence::Verdict& verdict);

}  // namespace trousse::cli
