// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {

using words::Id;

namespace {

// In the order of `playbooks::keyboards`.
constexpr std::array keyboard_names{Id::keyboard_fr, Id::keyboard_be, Id::keyboard_ch,
                                    Id::keyboard_bepo, Id::keyboard_us};
static_assert(keyboard_names.size() == playbooks::keyboards.size());

}  // namespace

Turn<Keyboard> update(Keyboard screen, const Input& input, const Situation&) {
  if (const auto* report = std::get_if<playbooks::Report>(&input)) {
    const auto* set = std::get_if<playbooks::KeyboardSet>(report);
    if (set == nullptr) return {screen, Stay{}};
    screen.refused = !set->taken;
    if (screen.refused) return {screen, Stay{}};
    return {screen, Done{"done"}};
  }
  const Key* key = key_of(input);
  if (key == nullptr || move(screen.at, keyboard_names.size(), *key)) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  return {screen, Want{playbooks::SetKeyboard{std::string(playbooks::keyboards[screen.at])}}};
}

Page page(const Keyboard& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::keyboard_title));
  paragraph(page, say(situation, Id::keyboard_letters));
  if (screen.refused) paragraph(page, say(situation, Id::keyboard_refused), Look::warning);
  std::vector<std::string> labels;
  for (const Id name : keyboard_names) labels.push_back(say(situation, name));
  choices(page, labels, screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
