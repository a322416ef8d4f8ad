// SPDX-License-Identifier: Apache-2.0
#include "tui/app.hpp"

#include <algorithm>

#include "tui/absorb.hpp"
#include "tui/digits.hpp"
#include "tui/moves.hpp"
#include "tui/parts.hpp"
#include "tui/steps.hpp"
#include "tui/width.hpp"

namespace trousse::tui {
namespace {

using playbooks::Report;
using playbooks::StepEnded;

void on_step_end(State& state, const StepEnded& ended);

void grant(State& state, const Wish& wish) {
  std::visit(Cases{[](const Stay&) {}, [&](const Done& one) { take_done(state, one.answer); },
                   [&](const Back&) { take_back(state); },
                   [&](const Want& want) {
                     if (std::holds_alternative<playbooks::LookAtDisks>(want.command)) {
                       state.situation.looked = false;
                       state.situation.sources.clear();
                     }
                     const auto* work = std::get_if<Work>(&state.screen);
                     if (std::holds_alternative<playbooks::StartStep>(want.command) &&
                         (work == nullptr || !work->again)) {
                       state.situation.progress.reset();
                     }
                     auto command = want.command;
                     auto* start = std::get_if<playbooks::StartStep>(&command);
                     if (start != nullptr && !state.route.at_end()) {
                       start->sheet = state.route.sheet()->id;
                     }
                     state.wanted.push_back(std::move(command));
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

// On the bootable key only: elsewhere the machine's own system sees to it.
void choose_keyboard(State& state) {
  const std::string& current = state.situation.keyboard;
  if (current.empty() || std::holds_alternative<Keyboard>(state.screen)) return;
  const auto found = std::ranges::find(playbooks::keyboards, current);
  const auto at = static_cast<std::size_t>(found - playbooks::keyboards.begin());
  cover(state, Keyboard{found == playbooks::keyboards.end() ? 0 : at});
}

// Where a line is chosen, a key of the digit row is the digit of the keyboard that is set: some
// characters are other digits on other keyboards, and a screen alone could only guess.
Key as_set(const State& state, const Key& key) {
  const std::string& keyboard = state.situation.keyboard;
  if (key.name != Key::Name::character || keyboard.empty() || types_text(state.screen)) return key;
  const std::string digit = as_digits(utf8(key.character), "", keyboard);
  const bool is_one = digit.size() == 1 && digit[0] >= '0' && digit[0] <= '9';
  return is_one ? Key{Key::Name::character, static_cast<char32_t>(digit[0])} : key;
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
  if (key.name == Key::Name::keyboard) return choose_keyboard(state);
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
  give_input(state, as_set(state, key));
  if (auto* findings = std::get_if<Findings>(&state.screen)) {
    const BodyRows rows = body_rows(page(state), state.size);
    findings->scroll = std::min(findings->scroll, std::max(rows.all - rows.visible, 0));
  }
}

void on_report(State& state, const Report& report) {
  absorb(state.situation, report);
  if (std::holds_alternative<StepEnded>(report)) suggest(state);
  if (std::holds_alternative<playbooks::Sealed>(report)) {
    state.wanted.push_back(papers_wish(state));
  }
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
  state.screen = welcome_of(state);
  state.wanted.push_back(playbooks::WatchIsolation{});
  return state;
}

State update(State state, const Input& input) {
  if (state.leaves) return state;
  std::visit(Cases{[&](const Key& key) { on_key(state, key); },
                   [&](const Tick& tick) {
                     state.situation.now = tick.now;
                     state.situation.now.seconds += state.situation.clock_minutes * 60LL;
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
