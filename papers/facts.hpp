// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/contact.hpp"
#include "core/finding.hpp"
#include "core/time.hpp"

/// What the papers are filled with, as plain values: from the guided path, from an opened bag, or
/// from the hand of a technician (facts_json.hpp). Empty means unknown, and is a blank on paper.
/// Any text may come from the evidence.
namespace trousse::papers {

struct Machine {
  std::string model, serial;  ///< of the computer, as its label says
  std::string computer_name;
  std::string windows;   ///< "Windows 11 Pro 24H2, build 26100.2314"
  std::string firmware;  ///< "UEFI, Secure Boot on"
  std::string time_zone;
  std::string clock_offset;  ///< "3 min late", against the doctor's watch
  std::string last_shutdown;
  std::string disk_model, disk_serial;
  std::uint64_t disk_size = 0;  ///< bytes, 0: unknown
  std::string encryption;
};

/// The sealed archive, and the copy of the whole disk beside it when there is one.
struct SealedArchive {
  std::string file;
  std::string sha256;       ///< 64 hexadecimal digits
  std::string fingerprint;  ///< 4 groups of 5 digits
  std::optional<Utc> sealed;
  std::string tool;  ///< "Trousse 0.1.0", with its rules
  std::string image, image_sha256;
  std::string kept_by;  ///< who holds it, and where
};

/// What became of the memory of the machine.
enum class Memory { unknown, lost, in_hibernation_file, captured };

/// One finding, already in words (no name of a file unless it was asked for).
struct Observation {
  std::string sentence;
  Severity severity = Severity::informational;
  Certainty certainty = Certainty::possible;
  std::optional<Utc> when;
};

/// A line of the hand-kept log: who saw or did what.
struct LogLine {
  std::optional<Utc> when;
  std::string who, what;
};

/// A question to settle with a provider. `part` is the questionnaire, 1 to 4.
struct ControlPoint {
  enum class Answer { unknown, met, to_review };
  unsigned part = 1;
  std::string number;
  std::string text;
  Answer answer = Answer::unknown;
  std::string seen;  ///< what was read on the disk, "" when nothing was
};

struct Facts {
  std::string case_id;
  std::optional<Utc> made;        ///< when the papers were drawn up
  std::optional<Utc> discovered;  ///< when the doctor came to know
  std::string zone = "Europe/Paris";
  unsigned complaint_hours = 72;  ///< art. L12-10-1 code des assurances
  unsigned cnil_hours = 72;       ///< art. 33 GDPR
  std::string author;             ///< who filled this in
  ContactCard contacts;
  std::string situation;  ///< id of the sheet that was chosen: "ransomware"
  std::string suggested;  ///< id of the one that the findings suggest
  std::string seen;       ///< the doctor's first words
  std::optional<Utc> network_cut, stopped;
  std::string stopped_by, stopped_how;
  std::string decided_by;  ///< who decided to stop the machine, or to leave it on
  Memory memory = Memory::unknown;
  Machine machine;
  SealedArchive archive;
  std::array<std::uint64_t, 5> counts{};  ///< of findings, by Severity
  std::vector<Observation> observations;  ///< most serious first
  bool names_masked = true;               ///< in the observations
  bool scanned = false;                   ///< the disk was looked at, with whatever outcome
  std::optional<Utc> earliest;            ///< of what the findings date
  std::vector<std::string> not_read;
  std::vector<LogLine> log;
  std::vector<ControlPoint> points;
};

}  // namespace trousse::papers
