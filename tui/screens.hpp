// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tui/page.hpp"
#include "tui/situation.hpp"
#include "tui/step_screens.hpp"
#include "tui/wish.hpp"

/// Every screen of the guided path: what it holds beside the situation. Each has, in
/// screens/NAME.cpp, `update`: what an input changes and what is wished of the app, and `page`:
/// what it shows. To add one: a struct here, its two functions in a file, its name in `Screen`.
namespace trousse::tui {

/// Answers: "new", "technician", "resume:N", or "choice:ID" where it asks the first question too.
struct Welcome {
  std::size_t at = 0;
  std::optional<playbooks::Step> first = {};  ///< a question of kind `choice`, or nothing
};
/// Another sheet that the disk speaks for; answers "follow" or "stay".
struct Suggest {
  std::string sheet;
  playbooks::Text title, because;
  std::size_t at = 0;
};
/// The control points, part by part; answers "write" when the sheet is to be printed.
struct Points {
  static constexpr std::size_t groups = static_cast<std::size_t>(-1);
  playbooks::Answered answered;
  std::size_t group = groups;  ///< which part is gone through; `groups`: the list of parts
  std::size_t point = 0;       ///< in that part
  std::size_t at = 0;
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
struct Help {
  std::string of;  ///< the screen that it explains: the spelling of its struct
  std::size_t at = 0;
};
/// A wish that could not be obeyed; answers "retry" or "quit".
struct Failure {
  Error error{Errc::missing, ""};
  std::size_t at = 0;
};
/// Which keyboard the screens of the bootable key have; answers "done".
struct Keyboard {
  std::size_t at = 0;
  bool refused = false;
};
/// Answers "stay", "leave".
struct Quit {
  bool finished = false;
  bool at_work = false;
  std::size_t at = 0;
};

using Screen = std::variant<Welcome, Hour, Tell, Choose, Write, CheckIsolation, ChooseDisk,
                            RecoveryKey, ChooseKeys, Work, Findings, Pause, Fingerprint, HandOver,
                            Help, Failure, Quit, Together, Suggest, Points, Keyboard>;

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
TROUSSE_SCREEN(Together)
TROUSSE_SCREEN(Suggest)
TROUSSE_SCREEN(Points)
TROUSSE_SCREEN(Keyboard)
#undef TROUSSE_SCREEN

}  // namespace trousse::tui
