// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "collectors/collect.hpp"
#include "core/event.hpp"
#include "evidence/case.hpp"
#include "playbooks/examine.hpp"
#include "playbooks/tally.hpp"
#include "scanners/scan.hpp"

/// The steps that commands and sheets are made of: each works on every readable volume of a
/// source, through one Intake, and tells the tally what it met. Evidence-side trouble is counted;
/// the error returned is the key's side, a wrong argument, or cancelled (what was taken is kept).
namespace trousse::playbooks {

struct CollectStep {
  collectors::Profile profile = collectors::Profile::medical;
  collectors::Limits limits;
  std::vector<std::string> definitions;  ///< files or folders beside our catalogue
  std::optional<unsigned> volume;
  EventSink events;
  std::stop_token stop;
};

Result<collectors::Collected> collect(const Examined& examined, evidence::Case& into,
                                      const CollectStep& step, Tally& tally);

struct ScanStep {
  scanners::ScanOptions options;  ///< its `events` and `stop` are replaced by those below
  std::optional<unsigned> volume;
  EventSink events;
  std::stop_token stop;
};

Result<scanners::Scanned> scan(const Examined& examined, evidence::Case& into, const ScanStep& step,
                               Tally& tally);

/// Puts `report.html` (both languages: `report.en.html` too) into the case.
Result<void> report(evidence::Case& into, const Tally& tally);

/// What a report says, read again from an opened bag (the folder that `open` made).
/// Errors: missing (no `data/outcomes.jsonl`), malformed.
Result<words::ReportFacts> facts_of_bag(const std::string& folder);

}  // namespace trousse::playbooks
