// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/contact.hpp"
#include "playbooks/engine.hpp"
#include "playbooks/playbook.hpp"
#include "words/messages.hpp"

namespace trousse::tui {

/// Somebody whose key is on the kit and who may open the archive.
struct KitRecipient {
  std::string name;  ///< a certificate's subject, or "age1…"
};

/// A case on the key that was begun and not sealed.
struct UnfinishedCase {
  std::string folder;
  std::string id;     ///< "2026-11-23-K7QF2M"
  std::string began;  ///< ISO 8601
};

/// What who prepared the key put on it.
struct Kit {
  ContactCard contacts;
  std::vector<KitRecipient> recipients;
  std::vector<Note> notes;  ///< what is wrong with its files
  std::vector<UnfinishedCase> unfinished;
  int complaint_hours = 72;  ///< article L12-10-1 of the insurance code
  int cnil_hours = 72;       ///< article 33 of the GDPR
};

/// What every screen may read: the app keeps it, no screen changes it.
struct Situation {
  words::Language language = words::Language::french;
  bool technician = false;
  bool plain = false;         ///< lines of text: keys are what is typed
  std::string keyboard = {};  ///< of `playbooks::keyboards`; "" where it cannot be changed
  Kit kit;
  std::string sheet;  ///< title of the sheet that is followed
  unsigned step = 0, steps = 0;
  Utc now;  ///< by the watch of the person, once it was compared with the clock of the machine
  int clock_minutes = 0;  ///< by which the watch is ahead of that clock
  int minutes_east = 0;   ///< of local time
  std::optional<Utc> discovered;
  std::optional<Isolation> isolation;
  bool looked = false;
  std::vector<playbooks::FoundSource> sources;
  machine::HiddenDisks hidden;
  std::string source;  ///< path of the one that was chosen
  std::optional<playbooks::KeyRoom> room;
  std::optional<playbooks::CaseReady> open_case;
  std::optional<Progress> progress;  ///< of the step at work
  std::string command_line;          ///< of the last step
  std::vector<Finding> findings;     ///< most serious first, at most `most_findings`
  std::uint64_t findings_in_all = 0;
  std::uint64_t findings_before = 0;  ///< those of an earlier start, told by counts only
  FindingCounts kinds_before;         ///< the same, by kind
  std::uint64_t files_examined = 0;
  std::optional<std::uint64_t> taken;  ///< artifacts of the collection that ended
  std::uint64_t not_read = 0;          ///< of both steps
  std::vector<Note> unread_volumes;    ///< those whose reader died, once each
  std::optional<playbooks::Sealed> sealed;
  std::optional<playbooks::PapersWritten> papers;
  playbooks::Answered points;                ///< of the control points, so far
  std::set<std::string> machine_facts;       ///< those that hold whatever a disk says
  std::optional<playbooks::Text> suggested;  ///< title of a sheet that the disk speaks for more

  static constexpr std::size_t most_findings = 200;
};

}  // namespace trousse::tui
