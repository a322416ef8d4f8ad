// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/event.hpp"
#include "evidence/case.hpp"
#include "playbooks/examine.hpp"
#include "playbooks/steps.hpp"

/// What the steps over a source's volumes have in common.
namespace trousse::playbooks {

/// A step as the case knows it, with what its custody journal may hold of the source.
evidence::Step step_of(const char* name, const Examined& examined,
                       const std::vector<VolumeInfo>& volumes, std::string made_with,
                       std::string plan, const GoingOn& going_on);
/// What the parts hold of the source and its volumes, encrypted.
nlohmann::ordered_json encrypted_facts(const Examined& examined);

/// A person stopped it: left open to go on later, or ended with what is there.
Result<void> stop(evidence::Intake& intake, const GoingOn& going_on);
/// All that is left was answered `skipped`, as a person wished of a step that was stopped.
bool is_ended_here(const Error& error, const evidence::Intake& intake, const GoingOn& going_on);
/// Stopped because the key got full, to seal what is there: the steps go on to that.
bool is_given_up(const Error& error, const evidence::Intake& intake);
bool is_skipped(const evidence::StepStanding& ended, const GoingOn& going_on);

/// What the tally hears, and then the face.
EventSink both(Tally& tally, const EventSink& face);
/// A volume that shows its mark and does not open is said, and the next one is read.
void note_unreadable(const EventSink& events, const VolumeInfo& volume, const Error& error);
void set_source(Tally& tally, const Examined& examined);

/// Puts `report.html` and `report.en.html` into the case as a step of that plan; nothing when the
/// case has that step already. Errors: those of `Case::begin` and `Intake`.
Result<void> put_report(evidence::Case& into, const words::ReportFacts& facts, std::string plan);

}  // namespace trousse::playbooks
