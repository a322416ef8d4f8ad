// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "collectors/definition.hpp"
#include "evidence/standing.hpp"
#include "playbooks/steps.hpp"

/// What going on after an interruption needs: a hash of what is asked, and what the journal still
/// knows of a step whose details are encrypted in the case.
namespace trousse::playbooks {

/// SHA-256 of all that decides what a step asks and in which order: this version of the tool, the
/// options, the definitions or the rules. The same on the next run with the same arguments.
std::string plan_of(const CollectStep& step, const std::vector<collectors::Definition>& asked);
/// Errors: those of reading the rule files.
Result<std::string> plan_of(const ScanStep& step);

/// What a step that has ended came to, into the tally: counts only, and a note to `events` that
/// says where the details are. The case cannot be read without a key, and there is none on the kit.
collectors::Collected recall_collected(const evidence::StepStanding& step, Tally& tally,
                                       const EventSink& events);
scanners::Scanned recall_scanned(const evidence::StepStanding& step, Tally& tally,
                                 const EventSink& events);
/// The counts of one family of artifacts as `families` of a step's `end` line gives them.
words::FamilyCount family_of(const nlohmann::ordered_json& counts);
/// The same for the closed parts of a step that is gone on with.
void recall_before(const evidence::Before& before, Tally& tally, const EventSink& events);

/// Runs an attempt; when the source does not answer as before the interruption, once more from the
/// start, with a tally that knows nothing of the first.
template <class Attempt>
auto once_or_anew(Tally& tally, const Attempt& attempt) {
  const Tally before = tally;
  auto done = attempt(false);
  if (done || done.error().code != Errc::not_whole) return done;
  tally = before;
  return attempt(true);
}

}  // namespace trousse::playbooks
