// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {

using words::Id;

Turn<Suggest> update(Suggest screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  if (key == nullptr || move(screen.at, 2, *key)) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  const std::string answer = screen.at == 0 ? "follow" : "stay";
  return {std::move(screen), Done{answer}};
}

Page page(const Suggest& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::suggest_title));
  paragraph(page, say(situation, screen.because), Look::strong);
  paragraph(page, say(situation, Id::suggest_kept));
  choices(page,
          {say(situation, Id::suggest_follow, {say(situation, screen.title)}),
           say(situation, Id::suggest_stay)},
          screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
