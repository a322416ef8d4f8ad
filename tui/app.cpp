// SPDX-License-Identifier: Apache-2.0
#include "tui/app.hpp"

#include <algorithm>
#include <cstdlib>

#include "tui/absorb.hpp"
#include "tui/parts.hpp"
#include "tui/steps.hpp"

namespace trousse::tui {
namespace {

using playbooks::Report;
using playbooks::StepEnded;

// Its answer starts the clocks; every sheet asks it under this name (playbooks/library).
constexpr std::string_view discovery_step = "hour";

void on_step_end(State& state, const StepEnded& ended);

const Screen& base_of(const State& state) {
  return state.covered.empty() ? state.screen : state.covered.front();
}

bool is_at_work(const State& state) { return is_work(base_of(state)); }

void cover(State& state, Screen with) {
  state.covered.push_back(std::move(state.screen));
  state.screen = std::move(with);
  state.scroll = -1;
}

void uncover(State& state) {
  if (state.covered.empty()) return;
  state.screen = std::move(state.covered.back());
  state.covered.pop_back();
  state.scroll = -1;
}

// Shows the step that the route is at, as it was left when it was seen before.
void show_step(State& state) {
  state.scroll = -1;
  state.route = knowing(std::move(state.route), facts_of(state.situation));
  if (state.route.at_end()) {
    Quit end;
    end.finished = true;
    return cover(state, end);
  }
  const auto& step = state.route.current();
  state.situation.sheet = say(state.situation, state.route.sheet()->title);
  const auto [number, all] = state.route.place();
  state.situation.step = number;
  state.situation.steps = all;
  const auto seen = state.left.find(step.id);
  state.screen =
      seen != state.left.end() && !is_work(seen->second) ? seen->second : screen_of(step);
}

// What an answer means beside leading on.
void take_answer(State& state, const playbooks::Step& step, const std::string& answer) {
  const auto* ask = std::get_if<playbooks::Ask>(&step.verb);
  if (step.id == discovery_step) state.situation.discovered = from_iso8601(answer);
  if (ask != nullptr && ask->kind == playbooks::Ask::Kind::disk) state.situation.source = answer;
  state.wanted.push_back(playbooks::Answer{step.id, answer, !is_free_text(step)});
}

void cover_end(State& state) {
  Quit end;
  end.finished = true;
  cover(state, end);
}

void advance(State& state, const std::string& answer) {
  if (state.route.at_end()) return cover_end(state);
  const playbooks::Step step = state.route.current();
  state.left[step.id] = state.screen;
  take_answer(state, step, answer);
  state.route = knowing(std::move(state.route), facts_of(state.situation));
  state.route = next(std::move(state.route), answer);
  show_step(state);
}

// The steps of a case that goes on, as far as its journal answers them.
void replay(State& state) {
  while (!state.route.at_end()) {
    const playbooks::Step step = state.route.current();
    const auto& told = state.situation.open_case->answers;
    const auto answer = std::ranges::find(told, step.id, &playbooks::Answer::step);
    // Work is done again: what it found is not on the key in clear, and the report needs it.
    if (answer == told.end() || is_work(screen_of(step))) break;
    if (step.id == discovery_step) state.situation.discovered = from_iso8601(answer->value);
    state.route = next(std::move(state.route), answer->value);
  }
  state.started = true;
  show_step(state);
}

void leave_welcome(State& state, const std::string& answer) {
  if (answer == "technician") {
    state.situation.technician = !state.situation.technician;
    std::get<Welcome>(state.screen).at = 0;
    return;
  }
  if (answer.starts_with("resume:")) {
    const auto at = static_cast<std::size_t>(std::strtoul(answer.c_str() + 7, nullptr, 10));
    if (at < state.situation.kit.unfinished.size()) {
      state.wanted.push_back(playbooks::OpenCase{state.situation.kit.unfinished[at].folder});
    }
    return;  // the answer of the engine leads on
  }
  state.started = true;
  show_step(state);
}

// Work that was done, and the choice of keys once a case is made for them: showing them again would
// only lead forward.
bool passes_at_once(const State& state, const playbooks::Step& step) {
  const Screen screen = screen_of(step);
  const bool keys_made = std::holds_alternative<ChooseKeys>(screen) && state.situation.open_case &&
                         state.situation.open_case->rescue_code.empty();
  return is_work(screen) || keys_made;
}

void go_back(State& state) {
  Quit quit;
  const auto earlier = before(state.route);
  // What was read from a disk is in the case: the way back ends there, and at the first step.
  const bool barred = !earlier || passes_at_once(state, earlier->current());
  if (barred) {
    if (state.started && !earlier) {
      state.started = false;
      state.left[state.route.current().id] = state.screen;
      state.screen = Welcome{};
      state.situation.sheet.clear();
      state.situation.steps = 0;
      return;
    }
    return cover(state, quit);
  }
  if (!state.route.at_end()) state.left[state.route.current().id] = state.screen;
  state.route = *earlier;
  show_step(state);
}

void done_pause(State& state, const std::string& answer) {
  uncover(state);
  if (answer == "retry") {
    if (auto* work = std::get_if<Work>(&state.screen)) *work = work_of(work->step, work->kind);
  } else if (answer == "go_on") {
    advance(state, "stopped");
  } else {
    state.leaves = true;
  }
}

void done_disk(State& state, const std::string& answer) {
  constexpr std::string_view digits = "digits:";
  if (!answer.starts_with(digits)) return advance(state, answer);
  RecoveryKey entry;
  entry.volume_key_id = recovery_key_id(state.situation, answer.substr(digits.size()));
  cover(state, entry);
}

bool findings_come_next(const State& state, const std::string& answer) {
  const Route after = next(state.route, answer);
  return !after.at_end() && std::holds_alternative<Findings>(screen_of(after.current()));
}

// The findings and the fingerprint belong to the step whose work ended: they come over it.
void done_work(State& state, const Work& work, const std::string& answer) {
  if (work.kind == playbooks::StepKind::scan && !findings_come_next(state, answer)) {
    return cover(state, Findings{work.step, 0});
  }
  if (work.kind == playbooks::StepKind::seal) return cover(state, Fingerprint{});
  advance(state, answer);
}

void take_done(State& state, const std::string& answer) {
  const Screen screen = state.screen;
  std::visit(Cases{[&](const Welcome&) { leave_welcome(state, answer); },
                   [&](const Help&) { uncover(state); }, [&](const Quit&) { uncover(state); },
                   [&](const RecoveryKey&) { uncover(state); },
                   [&](const Failure&) {
                     if (answer == "quit") state.leaves = true;
                     uncover(state);
                   },
                   [&](const Pause&) { done_pause(state, answer); },
                   [&](const Work& work) { done_work(state, work, answer); },
                   [&](const Findings&) {
                     if (!state.covered.empty()) uncover(state);
                     advance(state, "done");
                   },
                   [&](const Fingerprint&) {
                     if (!state.covered.empty()) uncover(state);
                     advance(state, "done");
                   },
                   [&](const ChooseDisk&) { done_disk(state, answer); },
                   [&](const auto&) { advance(state, answer); }},
             screen);
}

void take_back(State& state) {
  const bool over_work = std::holds_alternative<Findings>(state.screen) ||
                         std::holds_alternative<Fingerprint>(state.screen);
  if (std::holds_alternative<Welcome>(state.screen) || over_work) return cover(state, Quit{});
  if (!state.covered.empty()) return uncover(state);
  go_back(state);
}

void grant(State& state, const Wish& wish) {
  std::visit(Cases{[](const Stay&) {}, [&](const Done& one) { take_done(state, one.answer); },
                   [&](const Back&) { take_back(state); },
                   [&](const Want& want) {
                     if (std::holds_alternative<playbooks::LookAtDisks>(want.command)) {
                       state.situation.looked = false;
                       state.situation.sources.clear();
                     }
                     if (std::holds_alternative<playbooks::StartStep>(want.command)) {
                       state.situation.progress.reset();
                     }
                     state.wanted.push_back(want.command);
                   },
                   [&](const Leave&) {
                     if (is_at_work(state)) state.wanted.push_back(playbooks::StopStep{});
                     state.leaves = true;
                   }},
             wish);
}

void give_input(State& state, const Input& input) {
  Wish wish = Stay{};
  std::visit(
      [&](const auto& screen) {
        auto turn = update(screen, input, state.situation);
        state.screen = std::move(turn.screen);
        wish = std::move(turn.wish);
      },
      Screen(state.screen));
  grant(state, wish);
}

std::pair<const void*, std::size_t> place_of(const Route& route) {
  return {route.sheet(), route.path ? route.path->number() : 0};
}

// A new screen may wish something at once: to look at disks, to begin its work, to be passed over.
void settle(State& state) {
  constexpr int most = 50;
  for (int i = 0; i < most; ++i) {
    const auto before_screen = state.screen.index();
    const auto before_step = place_of(state.route);
    if (!state.late.empty() && is_work(state.screen)) {
      const Report report = state.late.front();
      state.late.erase(state.late.begin());
      on_step_end(state, std::get<StepEnded>(report));
    } else {
      give_input(state, Tick{state.situation.now, state.situation.minutes_east});
    }
    if (state.screen.index() == before_screen && before_step == place_of(state.route)) {
      return;
    }
  }
}

// PageUp and PageDown where the screen does not turn pages itself.
bool scrolls_page(State& state, const Key& key) {
  const bool itself = std::holds_alternative<Findings>(state.screen) ||
                      std::holds_alternative<HandOver>(state.screen) ||
                      std::holds_alternative<Help>(state.screen);
  const bool page_key = key.name == Key::Name::page_up || key.name == Key::Name::page_down;
  if (itself || !page_key) {
    state.scroll = -1;
    return false;
  }
  const BodyRows rows = body_rows(page(state), state.size);
  const int last = std::max(rows.all - rows.visible, 0);
  const int by = std::max(rows.visible - 2, 1);
  const int from = std::max(state.scroll, 0);
  state.scroll = std::clamp(from + (key.name == Key::Name::page_down ? by : -by), 0, last);
  return true;
}

void on_key(State& state, const Key& key) {
  const bool question_mark = key.name == Key::Name::character && key.character == U'?';
  const bool asks_help =
      key.name == Key::Name::help || (question_mark && !types_text(state.screen));
  if (key.name == Key::Name::language) {
    const bool french = state.situation.language == words::Language::french;
    state.situation.language = french ? words::Language::english : words::Language::french;
    if (!state.route.at_end() && state.started) {
      state.situation.sheet = say(state.situation, state.route.sheet()->title);
    }
    return;
  }
  if (key.name == Key::Name::interrupt) {
    if (std::holds_alternative<Quit>(state.screen)) return;
    Quit quit;
    quit.at_work = is_at_work(state);
    return cover(state, quit);
  }
  if (asks_help && !std::holds_alternative<Help>(state.screen)) {
    return cover(state, Help{std::string(name_of(state.screen)), 0});
  }
  if (scrolls_page(state, key)) return;
  give_input(state, key);
  if (auto* findings = std::get_if<Findings>(&state.screen)) {
    const BodyRows rows = body_rows(page(state), state.size);
    findings->scroll = std::min(findings->scroll, std::max(rows.all - rows.visible, 0));
  }
}

void on_report(State& state, const Report& report) {
  absorb(state.situation, report);
  if (const auto* refused = std::get_if<playbooks::Refused>(&report)) {
    give_input(state, report);
    return cover(state, Failure{refused->error, 0});
  }
  if (std::holds_alternative<playbooks::CaseReady>(report) && !state.started) {
    return replay(state);
  }
  if (const auto* ended = std::get_if<StepEnded>(&report)) {
    if (!is_work(state.screen)) {
      state.late.push_back(*ended);
      return;
    }
    return on_step_end(state, *ended);
  }
  give_input(state, report);
}

void on_step_end(State& state, const StepEnded& ended) {
  if (ended.exit_code == 0 || ended.exit_code == 4) {
    return give_input(state, Input(Report(ended)));
  }
  Pause pause;
  pause.kind = ended.kind;
  pause.died = ended.exit_code < 0;
  pause.error = ended.error.value_or(Error{Errc::cancelled, ""});
  cover(state, pause);
}

}  // namespace

State start(Situation situation, std::shared_ptr<const playbooks::Library> library,
            std::string_view sheet) {
  State state;
  state.situation = std::move(situation);
  state.route = begin(std::move(library), sheet);
  state.wanted.push_back(playbooks::WatchIsolation{});
  return state;
}

State update(State state, const Input& input) {
  if (state.leaves) return state;
  std::visit(Cases{[&](const Key& key) { on_key(state, key); },
                   [&](const Tick& tick) {
                     state.situation.now = tick.now;
                     state.situation.minutes_east = tick.minutes_east;
                   },
                   [&](const Size& size) { state.size = size; },
                   [&](const Report& report) { on_report(state, report); }},
             input);
  settle(state);
  return state;
}

Page page(const State& state) {
  Page made =
      std::visit([&](const auto& screen) { return page(screen, state.situation); }, state.screen);
  if (state.scroll >= 0) made.scroll = state.scroll;
  return made;
}

View view(const State& state, Size size) { return lay_out(page(state), size); }

}  // namespace trousse::tui
