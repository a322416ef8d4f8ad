// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/event.hpp"
#include "core/finding_counts.hpp"
#include "core/isolation.hpp"
#include "core/source.hpp"
#include "machine/hidden_disks.hpp"
#include "playbooks/questionnaire.hpp"

/// What the screens ask for and what they are told, as values: behind them stand child processes,
/// a recorded stream, or a test.
namespace trousse::playbooks {

/// The step whose answer says how far the network is cut; every sheet has it under this name.
inline constexpr std::string_view isolation_step = "network";

/// The keyboards that the bootable key has, by the names of its keymaps.
inline constexpr std::array keyboards = {std::string_view("fr"), std::string_view("be"),
                                         std::string_view("ch-fr"), std::string_view("bepo"),
                                         std::string_view("us")};

/// The steps that are processes of their own.
enum class StepKind { collect, scan, acquire, seal };

/// Look for disks, or at the images that were named. Answered by `Looked`.
struct LookAtDisks {};
/// Tell the ports and radios from now on, as `Isolation` values.
struct WatchIsolation {};
/// Make a case that these may open, with a rescue code on wish or need. Answered by `CaseReady`.
struct MakeCase {
  bool kit_recipients = false;  ///< everybody whose key lies on the kit (docs/kit-folder.md)
  bool rescue_code = false;
};
/// Go on with a case that was begun. Answered by `CaseReady`.
struct OpenCase {
  std::string folder;
};
struct StartStep {
  StepKind kind = StepKind::collect;
  std::string source;             ///< a path of ours: a device or an image
  std::string profile;            ///< of `collect`
  std::vector<std::string> only;  ///< of `scan`: names of scanners; empty: all
  std::string sheet = {};         ///< id of the one that is followed, for the journal
  bool end_here = false;          ///< of a collection or scan that was stopped: to end it unread
};
/// Ask the running step to stop: exit code 130, what it closed is kept; `StartStep` goes on.
struct StopStep {};
/// What a person answered, for the case. `open`: it may stand in the custody journal; else it is
/// free words, which only the archive's parts may hold.
struct Answer {
  std::string step;
  std::string value;
  bool open = true;
};
/// Write the papers beside the archive that was sealed. Answered by `PapersWritten`.
struct WritePapers {
  std::string sheet;      ///< id of the one that is followed
  std::string suggested;  ///< id of the one that the disk speaks for, or ""
  unsigned complaint_hours = 72, cnil_hours = 72;
  Answered points;           ///< of the control points
  bool points_only = false;  ///< the control points alone, anew
};
/// Another keyboard for the screens of the bootable key. Answered by `KeyboardSet`.
struct SetKeyboard {
  std::string name;  ///< of `keyboards`
};
using Command = std::variant<LookAtDisks, WatchIsolation, MakeCase, OpenCase, StartStep, StopStep,
                             Answer, WritePapers, SetKeyboard>;

/// A source and what lies on it.
struct FoundSource {
  SourceInfo info;
  std::vector<VolumeInfo> volumes;
};
struct Looked {
  std::vector<FoundSource> sources;  ///< never the key that Trousse runs from
  machine::HiddenDisks hidden;       ///< what this machine has and cannot show
};
struct CaseReady {
  std::string folder;
  std::string id;
  std::string rescue_code;      ///< "" when none was made: it is told once, here
  std::vector<Answer> answers;  ///< of the journal of a case that goes on
};
/// A step begins: the command line that a technician would type.
struct StepBegan {
  StepKind kind = StepKind::collect;
  std::string command_line;
  bool resumed = false;  ///< goes on with one that was stopped or died: what was told of it holds
};
struct StepEnded {
  StepKind kind = StepKind::collect;
  int exit_code = 0;           ///< docs/command-line.md; -1 when the process died
  std::uint64_t taken = 0;     ///< artifacts in the case (collect)
  std::uint64_t failed = 0;    ///< could not be read
  std::uint64_t files = 0;     ///< examined (scan)
  std::uint64_t findings = 0;  ///< in all (scan)
  FindingCounts before;        ///< those that an earlier start found: no event tells them (scan)
  std::optional<Error> error;  ///< the last one that the step told
};
/// After a `seal` that ended with 0.
struct Sealed {
  std::string archive;  ///< path
  std::uint64_t size = 0;
  std::string short_fingerprint;  ///< 4 groups of 5 digits
  std::string sha256;             ///< of the archive, 64 hexadecimal digits
};
/// A paper of the folder: its file and its title.
struct WrittenPaper {
  std::string file, title;
};
struct PapersWritten {
  std::string folder;  ///< path
  std::vector<WrittenPaper> papers;
  std::optional<Error> error;  ///< they could not be written; the archive is not touched by that
};
/// Room where the case is kept, in bytes; nothing when the place went away.
struct KeyRoom {
  std::optional<std::uint64_t> free;
};
struct KeyboardSet {
  std::string name;
  bool taken = true;  ///< false: the one before stays
};
/// A command that could not be obeyed.
struct Refused {
  Error error;
};
using Report = std::variant<Looked, CaseReady, StepBegan, Event, StepEnded, Sealed, KeyRoom,
                            Isolation, PapersWritten, KeyboardSet, Refused>;

/// Behind the screens. One thread uses it; neither call waits for work to be done.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual void obey(const Command& command) = 0;
  /// What happened since the last call, in order; waits at most `milliseconds` for a first one.
  virtual std::vector<Report> hear(int milliseconds) = 0;
};

}  // namespace trousse::playbooks
