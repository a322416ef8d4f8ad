// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

const playbooks::Ask& ask_of(const Choose& screen) {
  return std::get<playbooks::Ask>(screen.step.verb);
}

}  // namespace

Turn<Choose> update(Choose screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  const auto& offered = ask_of(screen).choices;
  if (key == nullptr || move(screen.at, offered.size(), *key)) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  const std::string answer = screen.at < offered.size() ? offered[screen.at].id : "";
  return {std::move(screen), Done{answer}};
}

Page page(const Choose& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, screen.step.title));
  lines(page, situation, ask_of(screen).lines);
  std::vector<std::string> labels;
  for (const auto& choice : ask_of(screen).choices) labels.push_back(say(situation, choice.label));
  choices(page, labels, screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
