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

/// How a step stands to one of the same plan that an earlier run left in the case. A step that was
/// cut is always gone on with.
struct GoingOn {
  evidence::PartLimits parts;
  bool skip_ended = false;  ///< one that has ended is not done again: its counts are recalled
  bool leave_open = false;  ///< a person who stops means to go on later
  bool skip_done = false;   ///< as `skip_ended`, but what was ended before its time begins again
  /// Nothing more is read of one that was stopped: what is left is answered `skipped`, and it ends.
  bool end_here = false;
};

struct CollectStep {
  collectors::Profile profile = collectors::Profile::medical;
  collectors::Limits limits;
  std::vector<std::string> definitions;  ///< files or folders beside our catalogue
  std::optional<unsigned> volume;
  EventSink events;
  std::stop_token stop;
  GoingOn going_on;
};

Result<collectors::Collected> collect(const Examined& examined, evidence::Case& into,
                                      const CollectStep& step, Tally& tally);

struct ScanStep {
  scanners::ScanOptions options;  ///< its `events` and `stop` are replaced by those below
  std::optional<unsigned> volume;
  EventSink events;
  std::stop_token stop;
  GoingOn going_on;
};

Result<scanners::Scanned> scan(const Examined& examined, evidence::Case& into, const ScanStep& step,
                               Tally& tally);

/// False when the case holds a step about another source, or about other volumes of this one.
/// Errors: those of `readable_volumes`.
Result<bool> is_of(const evidence::Case& opened, const Examined& examined,
                   std::optional<unsigned> volume);

/// Puts `report.html` (both languages: `report.en.html` too) into the case, with what its journal
/// tells of disk images.
Result<void> report(evidence::Case& into, const Tally& tally);

/// What a report says, read again from an opened bag (the folder that `open` made).
/// Errors: missing (neither `data/outcomes.jsonl`, `data/findings.jsonl` nor the record of a disk
/// image), malformed.
Result<words::ReportFacts> facts_of_bag(const std::string& folder);

}  // namespace trousse::playbooks
