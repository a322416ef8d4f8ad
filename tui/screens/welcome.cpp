// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

std::string began(const UnfinishedCase& unfinished, const Situation& situation) {
  const auto time = from_iso8601(unfinished.began);
  return time ? local_moment(situation, *time) : unfinished.began;
}

// The first question stands on the first screen, but where an unfinished case comes first.
bool asks_first(const Welcome& screen, const Situation& situation) {
  return screen.first && situation.kit.unfinished.empty();
}

// What is offered, in order: an unfinished case comes first, or its work would be done twice.
std::vector<std::string> welcome_ways(const Welcome& screen, const Situation& situation) {
  std::vector<std::string> all;
  for (const auto& unfinished : situation.kit.unfinished) {
    all.push_back(
        say(situation, Id::welcome_resume, {unfinished.id, began(unfinished, situation)}));
  }
  const bool asks = asks_first(screen, situation);
  if (asks) {
    for (const auto& choice : playbooks::choices_of(screen.first->verb)) {
      all.push_back(say(situation, choice.label));
    }
  } else {
    all.push_back(say(situation, all.empty() ? Id::welcome_start : Id::welcome_start_new));
  }
  all.push_back(say(situation, asks ? Id::welcome_technician_short : Id::welcome_technician));
  return all;
}

std::string welcome_answer(const Welcome& screen, const Situation& situation) {
  const std::size_t unfinished = situation.kit.unfinished.size();
  if (screen.at < unfinished) return "resume:" + std::to_string(screen.at);
  if (screen.at + 1 == welcome_ways(screen, situation).size()) return "technician";
  if (!asks_first(screen, situation)) return "new";
  return "choice:" + playbooks::choices_of(screen.first->verb)[screen.at].id;
}

}  // namespace

Turn<Welcome> update(Welcome screen, const Input& input, const Situation& situation) {
  const Key* key = key_of(input);
  const std::size_t count = welcome_ways(screen, situation).size();
  if (key == nullptr || move(screen.at, count, *key)) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  const std::string answer = welcome_answer(screen, situation);
  return {std::move(screen), Done{answer}};
}

Page page(const Welcome& screen, const Situation& situation) {
  const bool asks = asks_first(screen, situation);
  Page page = frame(situation,
                    asks ? say(situation, screen.first->title) : say(situation, Id::welcome_title));
  if (asks) paragraph(page, say(situation, Id::welcome_title));
  paragraph(page, say(situation, Id::welcome_reads));
  paragraph(page, say(situation, Id::welcome_paper));
  if (!asks) paragraph(page, say(situation, Id::welcome_back));
  if (!situation.kit.unfinished.empty()) {
    gap(page);
    paragraph(page, say(situation, Id::welcome_unfinished), Look::warning);
  }
  choices(page, welcome_ways(screen, situation), screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
