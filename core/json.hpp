// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/artifact.hpp"
#include "core/event.hpp"
#include "core/finding.hpp"
#include "core/result.hpp"
#include "core/source.hpp"

/// The JSON forms of our values, one object on one line without a newline, valid UTF-8 whatever
/// the evidence holds. Field names are part of docs/archive-format.md.
namespace trousse {

std::string to_json(const Artifact& artifact);  ///< a line of outcomes.jsonl
std::string to_json(const Finding& finding);    ///< a line of findings.jsonl
std::string to_json(const SourceInfo& source);
std::string to_json(const VolumeInfo& volume);
std::string to_json(const Event& event);  ///< a line of --events

Result<Artifact> artifact_from_json(std::string_view line);
Result<Finding> finding_from_json(std::string_view line);
/// A line of --events read back. Errors: malformed (also of an event that is not known).
Result<Event> event_from_json(std::string_view line);
Result<VolumeInfo> volume_from_json(std::string_view line);
Result<SourceInfo> source_from_json(std::string_view line);

}  // namespace trousse
