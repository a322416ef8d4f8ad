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

// What is offered, in order: an unfinished case comes first, or its work would be done twice.
std::vector<std::string> welcome_ways(const Situation& situation) {
  std::vector<std::string> all;
  for (const auto& unfinished : situation.kit.unfinished) {
    all.push_back(
        say(situation, Id::welcome_resume, {unfinished.id, began(unfinished, situation)}));
  }
  all.push_back(say(situation, all.empty() ? Id::welcome_start : Id::welcome_start_new));
  all.push_back(say(situation, Id::welcome_technician));
  return all;
}

std::string welcome_answer(std::size_t at, std::size_t unfinished) {
  if (at < unfinished) return "resume:" + std::to_string(at);
  return at == unfinished ? "new" : "technician";
}

}  // namespace

Turn<Welcome> update(Welcome screen, const Input& input, const Situation& situation) {
  const Key* key = key_of(input);
  const std::size_t unfinished = situation.kit.unfinished.size();
  if (key == nullptr || move(screen.at, unfinished + 2, *key)) return {screen, Stay{}};
  if (key->name == Key::Name::enter) return {screen, Done{welcome_answer(screen.at, unfinished)}};
  if (key->name == Key::Name::escape) return {screen, Back{}};
  return {screen, Stay{}};
}

Page page(const Welcome& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::welcome_title));
  paragraph(page, say(situation, Id::welcome_reads));
  paragraph(page, say(situation, Id::welcome_paper));
  paragraph(page, say(situation, Id::welcome_back));
  if (!situation.kit.unfinished.empty()) {
    gap(page);
    paragraph(page, say(situation, Id::welcome_unfinished), Look::warning);
  }
  choices(page, welcome_ways(situation), screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
