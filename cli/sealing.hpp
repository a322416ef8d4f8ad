// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command.hpp"
#include "evidence/archive.hpp"

namespace trousse::cli {

/// Seals with the readme files in both languages and progress on the face.
Result<evidence::Seal> seal_case(Context& context, evidence::Case& opened,
                                 evidence::SealOptions options);

/// Where the archive is, its hash, and the fingerprint to copy onto the paper; JSON with --json.
void print_seal(const Context& context, const evidence::Seal& seal, const std::string& out);

/// Progress of a long reading of an archive, and the person's wish to stop.
evidence::Watch watch(const Context& context, const char* step);

}  // namespace trousse::cli
