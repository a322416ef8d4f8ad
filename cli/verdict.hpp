// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"
#include "evidence/archive.hpp"
#include "evidence/timestamp_files.hpp"

namespace trousse::cli {

/// The verdict in sentences, or as one JSON object with --json; sets the exit code `not_whole`
/// when the archive is not. With `stamps`, what lies beside the archive is said too; one that does
/// not hold makes `incomplete` of `done`.
void print_verdict(Context& context, const evidence::Verdict& verdict,
                   const std::vector<evidence::FoundTimestamp>* stamps = nullptr);

}  // namespace trousse::cli
