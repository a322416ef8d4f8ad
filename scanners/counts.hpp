// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "scanners/scan.hpp"

/// The counts of a scan as JSON, by one spelling wherever they stand: the summary of `scan`,
/// `data/scan.json` of an archive, and the place of a volume in the journal.
namespace trousse::scanners {

/// Of one more volume; the rules are the same.
void add(const Scanned& more, Scanned& to);
/// Of one more entry of the same volume: what counts rules stays.
void add_seen(const Scanned& more, Scanned& to);

void put_counts(nlohmann::ordered_json& object, const Scanned& scanned);
/// The same members as text, `"files":12,...`, without braces.
std::string counts_text(const Scanned& scanned);
/// What is not there, or no count, is 0.
Scanned counts_in(const nlohmann::ordered_json& object);

}  // namespace trousse::scanners
