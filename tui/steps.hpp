// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "tui/screens.hpp"

/// From the steps of a sheet to the screens that show them.
namespace trousse::tui {

template <class... F>
struct Cases : F... {
  using F::operator()...;
};

/// The screen of a step that was not seen yet.
Screen screen_of(const playbooks::Step& step);
/// The step as it reads where the program runs: on the bootable key Windows is stopped.
playbooks::Step as_seen(const playbooks::Step& step, const Situation& situation);
/// A screen that begins this work again.
Work work_of(const playbooks::Step& step, playbooks::StepKind kind);

inline bool is_work(const Screen& screen) { return std::holds_alternative<Work>(screen); }

/// True of a step that must be ended once it has begun and goes no further: the seal wants it so.
inline bool can_be_ended(playbooks::StepKind kind) {
  return kind == playbooks::StepKind::collect || kind == playbooks::StepKind::scan;
}

/// True when the answer of a step may hold words of a person or a path: not for the journal.
bool is_free_text(const playbooks::Step& step);

/// True when letters go into a field: "?" is one of them there, and not a call for help.
bool types_text(const Screen& screen);

/// The spelling of the struct of a screen, "Welcome": what help and tests name it by.
std::string_view name_of(const Screen& screen);

}  // namespace trousse::tui
