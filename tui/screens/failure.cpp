// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {

using words::Id;

Turn<Failure> update(Failure screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  if (key == nullptr || move(screen.at, 2, *key)) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {std::move(screen), Done{"retry"}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  const std::string answer = screen.at == 0 ? "retry" : "quit";
  return {std::move(screen), Done{answer}};
}

Page page(const Failure& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::failure_title));
  error(page, situation, screen.error);
  choices(page,
          {say(situation, Id::failure_back),
           say(situation, situation.open_case ? Id::pause_quit : Id::quit_leave)},
          screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
