// SPDX-License-Identifier: Apache-2.0
#include "tui/moves.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "tui/absorb.hpp"
#include "tui/parts.hpp"
#include "tui/steps.hpp"

namespace trousse::tui {
namespace {

const Screen& base_of(const State& state) {
  return state.covered.empty() ? state.screen : state.covered.front();
}

std::optional<playbooks::SheetSuggestion> suggestion(const State& state) {
  if (state.route.at_end()) return std::nullopt;
  return playbooks::suggest_sheet(*state.route.library, state.route.sheet()->id,
                                  facts_of(state.situation));
}

}  // namespace

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

playbooks::WritePapers papers_wish(const State& state) {
  playbooks::WritePapers wish;
  if (!state.route.at_end()) wish.sheet = state.route.sheet()->id;
  if (const auto better = suggestion(state)) wish.suggested = better->sheet;
  wish.complaint_hours = static_cast<unsigned>(state.situation.kit.complaint_hours);
  wish.cnil_hours = static_cast<unsigned>(state.situation.kit.cnil_hours);
  wish.points = state.situation.points;
  return wish;
}

void suggest(State& state) {
  const auto better = suggestion(state);
  state.situation.suggested.reset();
  if (better) state.situation.suggested = state.route.library->find(better->sheet)->title;
}

Welcome welcome_of(const State& state) {
  Welcome screen;
  if (state.route.at_end()) return screen;
  if (!playbooks::choices_of(state.route.current().verb).empty()) {
    screen.first = state.route.current();
  }
  return screen;
}

namespace {

void cover_end(State& state) {
  Quit end;
  end.finished = true;
  cover(state, end);
}

void show_welcome(State& state, Screen screen) {
  state.screen = std::move(screen);
  state.started = false;
  state.situation.sheet.clear();
  state.situation.step = state.situation.steps = 0;
}

// The answer that stands on the page of joined steps before anybody changes it.
std::string proposed_answer(const Route& route, const playbooks::Step& step) {
  const auto& choices = playbooks::choices_of(step.verb);
  if (!choices.empty()) return choices[route.path->proposed(step)].id;
  const auto* ask = std::get_if<playbooks::Ask>(&step.verb);
  if (ask != nullptr && ask->may_be_unknown) return std::string(playbooks::unknown_hour);
  return std::holds_alternative<playbooks::Check>(step.verb) ? "same" : "";
}

// What `next` gets for an hour that is still "now".
std::string as_answered(const State& state, const Together::Row& row) {
  return row.answer.empty() ? to_iso8601(state.situation.now) : row.answer;
}

// The step that the route is at and those joined to it, with the answers that are proposed; one
// row only when none is joined.
Together together_at(const State& state) {
  Together screen;
  Route route = state.route;
  do {
    const playbooks::Step& step = route.current();
    screen.rows.push_back({as_seen(step, state.situation), proposed_answer(route, step)});
    if (!playbooks::may_be_joined(step.verb)) break;
    route = next(std::move(route), as_answered(state, screen.rows.back()));
  } while (!route.at_end() && route.current().joined);
  screen.at = screen.rows.size();
  return screen;
}

Screen fresh_screen(const State& state) {
  const playbooks::Step step = as_seen(state.route.current(), state.situation);
  if (Together joined = together_at(state); joined.rows.size() > 1) return joined;
  Screen screen = screen_of(step);
  if (auto* choose = std::get_if<Choose>(&screen)) choose->at = state.route.path->proposed(step);
  return screen;
}

// Once, before the page of what follows: the case is sealed, so that no step of another sheet
// delays it.
void offer_sheet(State& state) {
  if (!std::holds_alternative<HandOver>(state.screen)) return;
  const auto better = suggestion(state);
  if (!better || !state.offered.insert(better->sheet).second) return;
  cover(state, Suggest{better->sheet, state.route.library->find(better->sheet)->title,
                       better->because, 0});
}

}  // namespace

// Shows the step that the route is at, as it was left when it was seen before.
void show_step(State& state) {
  state.scroll = -1;
  state.route = knowing(std::move(state.route), facts_of(state.situation));
  if (state.route.at_end()) return cover_end(state);
  while (state.route.current().joined) {
    auto earlier = before(state.route);
    if (!earlier) break;
    state.route = std::move(*earlier);
  }
  const auto& step = state.route.current();
  const auto seen = state.left.find(step.id);
  const bool again = seen != state.left.end() && !is_work(seen->second);
  if (again && std::holds_alternative<Welcome>(seen->second)) {
    return show_welcome(state, seen->second);
  }
  state.situation.sheet = say(state.situation, state.route.sheet()->title);
  const auto [number, all] = state.route.place();
  state.situation.step = number;
  state.situation.steps = all;
  state.screen = again ? seen->second : fresh_screen(state);
  offer_sheet(state);
}

namespace {

// What an answer means beside leading on.
void take_answer(State& state, const playbooks::Step& step, const std::string& answer) {
  const auto* ask = std::get_if<playbooks::Ask>(&step.verb);
  learn(state.situation, step, answer);
  if (ask != nullptr && ask->kind == playbooks::Ask::Kind::disk) state.situation.source = answer;
  state.wanted.push_back(playbooks::Answer{step.id, answer, !is_free_text(step)});
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

// Its rows answer their steps one after another.
void confirm_together(State& state, const Together& screen) {
  state.left[screen.rows.front().step.id] = screen;
  for (const auto& row : screen.rows) {
    if (state.route.at_end() || state.route.current().id != row.step.id) break;
    const std::string answer = as_answered(state, row);
    take_answer(state, row.step, answer);
    state.route = next(std::move(state.route), answer);
  }
  show_step(state);
}

// One of its rows on the screen of its own.
void open_row(State& state, std::size_t row) {
  const auto& screen = std::get<Together>(state.screen);
  if (row >= screen.rows.size()) return;
  Screen opened = screen_of(screen.rows[row].step);
  if (auto* choose = std::get_if<Choose>(&opened)) {
    const auto& choices = playbooks::choices_of(choose->step.verb);
    const auto found = std::ranges::find(choices, screen.rows[row].answer, &playbooks::Choice::id);
    choose->at = found == choices.end() ? 0 : static_cast<std::size_t>(found - choices.begin());
  }
  cover(state, std::move(opened));
}

void done_together(State& state, const std::string& answer) {
  constexpr std::string_view open = "open:";
  if (answer.starts_with(open)) {
    return open_row(state, std::strtoul(answer.c_str() + open.size(), nullptr, 10));
  }
  const Together screen = std::get<Together>(state.screen);
  confirm_together(state, screen);
}

// True when the answer was for a row of the page under this screen.
bool answers_row(State& state, const std::string& answer) {
  if (state.covered.empty()) return false;
  auto* under = std::get_if<Together>(&state.covered.back());
  if (under == nullptr || under->at >= under->rows.size()) return false;
  under->rows[under->at].answer = answer;
  under->at = under->rows.size();
  uncover(state);
  return true;
}

void done_suggest(State& state, const std::string& answer) {
  const Suggest screen = std::get<Suggest>(state.screen);
  uncover(state);
  if (answer != "follow" || !state.route.path->change_sheet(screen.sheet)) return;
  state.situation.suggested.reset();
  show_step(state);
}

}  // namespace

// The steps of a case that goes on, as far as its journal answers them.
void replay(State& state) {
  while (!state.route.at_end()) {
    const playbooks::Step step = state.route.current();
    const auto& told = state.situation.open_case->answers;
    const auto answer = std::ranges::find(told, step.id, &playbooks::Answer::step);
    // Work is done again: what it found is not on the key in clear, and the report needs it.
    if (answer == told.end() || is_work(screen_of(step))) break;
    learn(state.situation, step, answer->value);
    state.route = next(std::move(state.route), answer->value);
  }
  state.started = true;
  show_step(state);
}

namespace {

void leave_welcome(State& state, const std::string& answer) {
  if (answer == "technician") {
    state.situation.technician = !state.situation.technician;
    std::get<Welcome>(state.screen).at = 0;
    return;
  }
  constexpr std::string_view choice = "choice:";
  if (answer.starts_with(choice)) {
    state.started = true;
    return advance(state, answer.substr(choice.size()));
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
      state.left[state.route.current().id] = state.screen;
      return show_welcome(state, welcome_of(state));
    }
    return cover(state, quit);
  }
  if (!state.route.at_end()) state.left[state.route.current().id] = state.screen;
  state.route = *earlier;
  show_step(state);
}

void begin_again(Work& work, bool ends) {
  work = work_of(work.step, work.kind);
  work.again = true;
  work.ends = ends;
}

void done_pause(State& state, const std::string& answer) {
  uncover(state);
  auto* work = std::get_if<Work>(&state.screen);
  if (answer == "quit") {
    state.leaves = true;
  } else if (work != nullptr && (answer == "retry" || can_be_ended(work->kind))) {
    begin_again(*work, answer == "go_on");
  } else {
    advance(state, "stopped");
  }
}

void done_quit(State& state, const std::string& answer) {
  if (answer != "points") {
    uncover(state);
    auto* pages = std::get_if<HandOver>(&state.screen);
    if (pages != nullptr && answer == "read_again") pages->at = 0;
    return;
  }
  std::get<Quit>(state.screen).at = 0;  // what is proposed when one comes back
  cover(state, Points{state.situation.points, Points::groups, 0, 0});
}

// Its sheet is written anew when there is a folder of papers to put it into.
void done_points(State& state, const Points& points) {
  state.situation.points = points.answered;
  if (state.situation.sealed) {
    auto wish = papers_wish(state);
    wish.points_only = true;
    state.wanted.push_back(wish);
  }
  uncover(state);
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
  if (work.ends) return advance(state, answer);
  if (work.kind == playbooks::StepKind::scan && !findings_come_next(state, answer)) {
    return cover(state, Findings{work.step, 0});
  }
  if (work.kind == playbooks::StepKind::seal) return cover(state, Fingerprint{});
  advance(state, answer);
}

}  // namespace

void take_done(State& state, const std::string& answer) {
  const Screen screen = state.screen;
  std::visit(
      Cases{[&](const Welcome&) { leave_welcome(state, answer); },
            [&](const Help&) { uncover(state); }, [&](const Quit&) { done_quit(state, answer); },
            [&](const Points& points) { done_points(state, points); },
            [&](const RecoveryKey&) { uncover(state); }, [&](const Keyboard&) { uncover(state); },
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
            [&](const Together&) { done_together(state, answer); },
            [&](const Suggest&) { done_suggest(state, answer); },
            [&](const auto&) {
              if (!answers_row(state, answer)) advance(state, answer);
            }},
      screen);
}

void take_back(State& state) {
  const bool over_work = std::holds_alternative<Findings>(state.screen) ||
                         std::holds_alternative<Fingerprint>(state.screen);
  if (std::holds_alternative<Welcome>(state.screen) || over_work) return cover(state, Quit{});
  if (!state.covered.empty()) return uncover(state);
  go_back(state);
}

}  // namespace trousse::tui
