// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <variant>

#include "tui/page.hpp"
#include "tui/situation.hpp"
#include "tui/wish.hpp"

/// Every screen of the guided path: what it holds beside the situation. Each has, in
/// screens/NAME.cpp, `update`: what an input changes and what is wished of the app, and `page`:
/// what it shows. To add one: a struct here, its two functions in a file, its name in `Screen`.
namespace trousse::tui {

/// Answers: "new", "technician", or "resume:N".
struct Welcome {
  std::size_t at = 0;
};
/// A date and hour; answers ISO 8601 UTC. `step` gives title and lines; `clock`: what the watch of
/// the person says, answers "same" or the difference in minutes.
struct Hour {
  playbooks::Step step;
  bool clock = false;
  std::size_t at = 0;  ///< 0: the proposed moment, 1: the date, 2: the hour
  std::string date, hour;
  bool refused = false;
  bool in_future = false;
};
/// Answers "done" or "not_done".
struct Tell {
  playbooks::Step step;
  std::size_t at = 0;
  bool ticked = false;
};
/// Answers the id of a choice.
struct Choose {
  playbooks::Step step;
  std::size_t at = 0;
};
struct Write {
  playbooks::Step step;
  std::string text;
};
struct CheckIsolation {
  playbooks::Step step;
};
/// Answers the path of a source, or "none".
struct ChooseDisk {
  playbooks::Step step;
  std::size_t at = 0;
  bool asked = false;
  std::string locked;  ///< path of a disk whose Windows is closed: it is explained first
  std::size_t way = 0;
};
/// The 48 digits, by groups; answers "checked".
struct RecoveryKey {
  std::string volume_key_id;
  std::array<std::string, 8> groups;  ///< as typed
  std::size_t at = 0;
  bool refused = false;
};
/// Who may open the archive; answers "recipients" or "rescue_code".
struct ChooseKeys {
  enum class Phase { choose, waiting, copy, ask_back };
  playbooks::Step step;
  Phase phase = Phase::choose;
  std::size_t at = 0;
  std::array<std::string, 2> typed;
  bool refused = false;
};
/// A step at work; answers "done", "incomplete" or "stopped".
struct Work {
  playbooks::Step step;
  playbooks::StepKind kind = playbooks::StepKind::collect;
  bool started = false;
  bool asks_to_stop = false;
  bool stopping = false;
  std::size_t at = 0;
  Utc began;
};
struct Findings {
  playbooks::Step step;
  int scroll = 0;
};
/// A step that could not go on; answers "retry", "go_on" or "quit".
struct Pause {
  playbooks::StepKind kind = playbooks::StepKind::collect;
  Error error{Errc::cancelled, ""};
  bool died = false;
  std::size_t at = 0;
};
/// The fingerprint to copy.
struct Fingerprint {
  bool ask_back = false;
  std::size_t at = 0;
  std::array<std::string, 2> typed;
  bool refused = false;
};
struct HandOver {
  playbooks::Step step;
  std::size_t at = 0;  ///< which of its pages
};
struct Help {
  std::string of;  ///< the screen that it explains: the spelling of its struct
  std::size_t at = 0;
};
/// A wish that could not be obeyed; answers "retry" or "quit".
struct Failure {
  Error error{Errc::missing, ""};
  std::size_t at = 0;
};
/// Answers "stay", "leave".
struct Quit {
  bool finished = false;
  bool at_work = false;
  std::size_t at = 0;
};

using Screen =
    std::variant<Welcome, Hour, Tell, Choose, Write, CheckIsolation, ChooseDisk, RecoveryKey,
                 ChooseKeys, Work, Findings, Pause, Fingerprint, HandOver, Help, Failure, Quit>;

#define TROUSSE_SCREEN(S)                                                   \
  Turn<S> update(S screen, const Input& input, const Situation& situation); \
  Page page(const S& screen, const Situation& situation);
TROUSSE_SCREEN(Welcome)
TROUSSE_SCREEN(Hour)
TROUSSE_SCREEN(Tell)
TROUSSE_SCREEN(Choose)
TROUSSE_SCREEN(Write)
TROUSSE_SCREEN(CheckIsolation)
TROUSSE_SCREEN(ChooseDisk)
TROUSSE_SCREEN(RecoveryKey)
TROUSSE_SCREEN(ChooseKeys)
TROUSSE_SCREEN(Work)
TROUSSE_SCREEN(Findings)
TROUSSE_SCREEN(Pause)
TROUSSE_SCREEN(Fingerprint)
TROUSSE_SCREEN(HandOver)
TROUSSE_SCREEN(Help)
TROUSSE_SCREEN(Failure)
TROUSSE_SCREEN(Quit)
#undef TROUSSE_SCREEN

}  // namespace trousse::tui
