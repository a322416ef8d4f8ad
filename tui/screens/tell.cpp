// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {

using words::Id;

Turn<Tell> update(Tell screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  if (key == nullptr || move(screen.at, 2, *key)) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  screen.ticked = screen.at == 0;
  return {screen, Done{screen.ticked ? "done" : "not_done"}};
}

Page page(const Tell& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, screen.step.title));
  const auto& tell = std::get<playbooks::Tell>(screen.step.verb);
  lines(page, situation, tell.lines);
  choices(page,
          {say(situation, tell.refrain ? Id::tell_understood : Id::tell_done),
           say(situation, tell.refrain ? Id::tell_happened : Id::tell_not_done)},
          screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
