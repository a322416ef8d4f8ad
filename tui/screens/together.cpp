// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

std::string choice_said(const Together::Row& row, const Situation& situation) {
  const auto& choices = playbooks::choices_of(row.step.verb);
  const auto found = std::ranges::find(choices, row.answer, &playbooks::Choice::id);
  return found == choices.end() ? "" : say(situation, found->label);
}

// What the watch of the person shows, as far as it was said.
std::string clock_said(const Together::Row& row, const Situation& situation) {
  const int more = minutes_of(row.answer) - situation.clock_minutes;
  return local_moment(situation, {situation.now.seconds + more * 60LL, 0});
}

std::string hour_said(const Together::Row& row, const Situation& situation) {
  if (row.answer == playbooks::unknown_hour) return say(situation, Id::hour_not_known);
  return local_moment(situation, from_iso8601(row.answer).value_or(situation.now));
}

std::string answer_said(const Together::Row& row, const Situation& situation) {
  const auto* ask = std::get_if<playbooks::Ask>(&row.step.verb);
  if (ask == nullptr) return clock_said(row, situation);
  return ask->kind == playbooks::Ask::Kind::hour ? hour_said(row, situation)
                                                 : choice_said(row, situation);
}

}  // namespace

Turn<Together> update(Together screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  const std::size_t count = screen.rows.size();
  if (key == nullptr || move(screen.at, count + 1, *key)) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  const std::string answer = screen.at >= count ? "all" : "open:" + std::to_string(screen.at);
  return {std::move(screen), Done{answer}};
}

Page page(const Together& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::together_title));
  paragraph(page, say(situation, Id::together_report));
  paragraph(page, say(situation, Id::together_change));
  std::vector<std::string> labels;
  for (const auto& row : screen.rows) {
    const std::string& title = say(situation, row.step.title);
    const std::string answer = answer_said(row, situation);
    labels.push_back(title.ends_with('?') ? title + " " + answer
                                          : say(situation, Id::together_answer, {title, answer}));
  }
  labels.push_back(say(situation, Id::together_right));
  choices(page, labels, screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
