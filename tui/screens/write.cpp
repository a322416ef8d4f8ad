// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {

using words::Id;

namespace {

constexpr std::size_t longest_answer = 600;  // bytes: some ten lines

}  // namespace

Turn<Write> update(Write screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  if (key == nullptr || type(screen.text, *key, longest_answer)) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  const std::string answer = screen.text;
  return {std::move(screen), Done{answer}};
}

Page page(const Write& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, screen.step.title));
  lines(page, situation, std::get<playbooks::Ask>(screen.step.verb).lines);
  gap(page);
  field(page, say(situation, Id::write_field), screen.text, true);
  gap(page);
  paragraph(page, say(situation, Id::write_no_name));
  paragraph(page, say(situation, Id::write_may_be_empty));
  keys(page, situation, Keys::text);
  return page;
}

}  // namespace trousse::tui
