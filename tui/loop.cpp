// SPDX-License-Identifier: Apache-2.0
#include "tui/loop.hpp"

#include <ctime>

namespace trousse::tui {

Tick tick_now() {
  Tick tick{now(), 0};
  const auto seconds = static_cast<std::time_t>(tick.now.seconds);
  std::tm local{};
  if (::localtime_r(&seconds, &local) != nullptr) {
    tick.minutes_east = static_cast<int>(local.tm_gmtoff / 60);
  }
  return tick;
}

void run(State state, Face& face, playbooks::Engine& engine, const std::stop_token& stop) {
  constexpr int keys_wait = 80;  // ms: what a person does not notice
  state = update(std::move(state), tick_now());
  std::int64_t shown_second = -1;
  bool changed = true;
  while (!state.leaves && !stop.stop_requested()) {
    for (const auto& command : std::exchange(state.wanted, {})) engine.obey(command);
    for (const auto& report : engine.hear(0)) {
      state = update(std::move(state), report);
      changed = true;
    }
    const Tick tick = tick_now();
    if (tick.now.seconds != shown_second) {
      shown_second = tick.now.seconds;
      state = update(std::move(state), tick);
      changed = true;
    }
    if (changed) face.show(state);
    changed = false;
    for (const auto& input : face.read(keys_wait)) {
      state = update(std::move(state), input);
      changed = true;
    }
  }
  for (const auto& command : state.wanted) engine.obey(command);
}

}  // namespace trousse::tui
