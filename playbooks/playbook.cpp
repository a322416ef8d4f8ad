// SPDX-License-Identifier: Apache-2.0
#include "playbooks/playbook.hpp"

#include <array>

namespace trousse::playbooks {

std::string_view name_of(const Verb& verb) {
  // In the order of the variant.
  constexpr std::array<std::string_view, std::variant_size_v<Verb>> names = {
      "tell", "ask", "check", "collect", "scan", "acquire", "seal", "hand_over"};
  return names[verb.index()];
}

const std::vector<Line>& lines_of(const Verb& verb) {
  return std::visit([](const auto& each) -> const std::vector<Line>& { return each.lines; }, verb);
}

const std::vector<Choice>& choices_of(const Verb& verb) {
  static const std::vector<Choice> none;
  const Ask* ask = std::get_if<Ask>(&verb);
  return ask == nullptr ? none : ask->choices;
}

Step seen_on_key(Step step) {
  if (!step.on_key) return step;
  step.title = step.on_key->title;
  std::visit([&](auto& each) { each.lines = step.on_key->lines; }, step.verb);
  return step;
}

bool may_be_joined(const Verb& verb) {
  if (const auto* check = std::get_if<Check>(&verb)) return check->what == Check::What::clock;
  const auto* ask = std::get_if<Ask>(&verb);
  return ask != nullptr && (ask->kind == Ask::Kind::choice || ask->kind == Ask::Kind::hour);
}

}  // namespace trousse::playbooks
