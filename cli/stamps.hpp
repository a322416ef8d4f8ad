// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "evidence/timestamp_files.hpp"

/// How time stamps are shown: by `timestamp add` and by `verify`.
namespace trousse::cli {

/// When, by whom, what it means, and what the chain says.
void print_stamp(const Context& context, const evidence::Timestamp& stamp);

/// Each stamp, or why it does not hold; the exit code becomes `incomplete` when one does not, or
/// when its chain does not lead to the authorities given: the archive is whole or not without it.
void print_stamps(Context& context, const std::vector<evidence::FoundTimestamp>& stamps);

nlohmann::ordered_json json_of(const evidence::Timestamp& stamp);
nlohmann::ordered_json json_of(const std::vector<evidence::FoundTimestamp>& stamps);

/// True when every stamp holds, its chain too where that was asked for.
bool all_hold(const std::vector<evidence::FoundTimestamp>& stamps);

}  // namespace trousse::cli
