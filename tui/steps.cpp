// SPDX-License-Identifier: Apache-2.0
#include "tui/steps.hpp"

#include <array>

#include "playbooks/facts.hpp"

namespace trousse::tui {

Work work_of(const playbooks::Step& step, playbooks::StepKind kind) {
  Work work;
  work.step = step;
  work.kind = kind;
  return work;
}

namespace {

// Where an hour may be unknown, that is what is proposed.
Hour hour_screen(const playbooks::Step& step, bool clock, bool may_be_unknown) {
  Hour screen;
  screen.step = step;
  screen.clock = clock;
  if (may_be_unknown) screen.at = Hour::At::not_known;
  return screen;
}

Screen screen_of_ask(const playbooks::Step& step, const playbooks::Ask& ask) {
  switch (ask.kind) {
    case playbooks::Ask::Kind::choice: return Choose{step, 0};
    case playbooks::Ask::Kind::hour: return hour_screen(step, false, ask.may_be_unknown);
    case playbooks::Ask::Kind::text: return Write{step, ""};
    case playbooks::Ask::Kind::disk: {
      ChooseDisk screen;
      screen.step = step;
      return screen;
    }
    case playbooks::Ask::Kind::keys: {
      ChooseKeys screen;
      screen.step = step;
      return screen;
    }
  }
  return Choose{step, 0};
}

}  // namespace

Screen screen_of(const playbooks::Step& step) {
  return std::visit(
      Cases{[&](const playbooks::Tell&) -> Screen {
              return Tell{step, 0, false};
            },
            [&](const playbooks::Ask& ask) -> Screen { return screen_of_ask(step, ask); },
            [&](const playbooks::Check& check) -> Screen {
              if (check.what == playbooks::Check::What::isolation) return CheckIsolation{step};
              if (check.what == playbooks::Check::What::findings) return Findings{step, 0};
              return hour_screen(step, true, false);
            },
            [&](const playbooks::Collect&) -> Screen {
              return work_of(step, playbooks::StepKind::collect);
            },
            [&](const playbooks::Scan&) -> Screen {
              return work_of(step, playbooks::StepKind::scan);
            },
            [&](const playbooks::Acquire&) -> Screen {
              return work_of(step, playbooks::StepKind::acquire);
            },
            [&](const playbooks::Seal&) -> Screen {
              return work_of(step, playbooks::StepKind::seal);
            },
            [&](const playbooks::HandOver&) -> Screen {
              return HandOver{step, 0};
            }},
      step.verb);
}

playbooks::Step as_seen(const playbooks::Step& step, const Situation& situation) {
  const bool on_key = situation.machine_facts.contains(std::string(playbooks::started_from_key));
  return on_key ? playbooks::seen_on_key(step) : step;
}

bool is_free_text(const playbooks::Step& step) {
  const auto* ask = std::get_if<playbooks::Ask>(&step.verb);
  // A disk's name is a path, and an image's may hold a name: not for the custody journal either.
  return ask != nullptr &&
         (ask->kind == playbooks::Ask::Kind::text || ask->kind == playbooks::Ask::Kind::disk);
}

bool types_text(const Screen& screen) {
  const auto* keys = std::get_if<ChooseKeys>(&screen);
  const auto* fingerprint = std::get_if<Fingerprint>(&screen);
  return std::holds_alternative<Hour>(screen) || std::holds_alternative<Write>(screen) ||
         std::holds_alternative<RecoveryKey>(screen) ||
         (keys != nullptr && keys->phase == ChooseKeys::Phase::ask_back) ||
         (fingerprint != nullptr && fingerprint->ask_back);
}

std::string_view name_of(const Screen& screen) {
  constexpr std::array<std::string_view, std::variant_size_v<Screen>> names{
      "Welcome",     "Hour",       "Tell", "Choose",   "Write",   "CheckIsolation", "ChooseDisk",
      "RecoveryKey", "ChooseKeys", "Work", "Findings", "Pause",   "Fingerprint",    "HandOver",
      "Help",        "Failure",    "Quit", "Together", "Suggest", "Points",         "Keyboard"};
  return names[screen.index()];
}

}  // namespace trousse::tui
