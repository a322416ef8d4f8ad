// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {

using words::Id;

Turn<Quit> update(Quit screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  const std::size_t ways = screen.finished ? 3 : 2;
  if (key == nullptr || move(screen.at, ways, *key)) return {screen, Stay{}};
  if (key->name == Key::Name::escape) return {std::move(screen), Done{"stay"}};
  if (key->name != Key::Name::enter) return {screen, Stay{}};
  if (screen.finished && screen.at == 1) return {std::move(screen), Done{"points"}};
  if (screen.finished && screen.at == 2) return {std::move(screen), Done{"read_again"}};
  // At the end of the path leaving is what is proposed; before, staying is.
  const bool leaves = (screen.at == 0) == screen.finished;
  if (leaves) return {std::move(screen), Leave{}};
  return {std::move(screen), Done{"stay"}};
}

Page page(const Quit& screen, const Situation& situation) {
  if (screen.finished) {
    Page page = frame(situation, say(situation, Id::quit_finished_title));
    if (situation.sealed) {
      const std::string& path = situation.sealed->archive;
      fact(page, say(situation, Id::quit_archive), path.substr(path.find_last_of('/') + 1),
           Look::strong);
    }
    for (const Id row : {Id::quit_take_key, Id::quit_no_windows, Id::quit_code_apart}) {
      paragraph(page, say(situation, row));
    }
    choices(page,
            {say(situation, Id::quit_end), say(situation, Id::quit_points),
             say(situation, Id::quit_read_again)},
            screen.at);
    keys(page, situation, Keys::choice);
    return page;
  }
  Page page = frame(situation, say(situation, Id::quit_title));
  if (screen.at_work) paragraph(page, say(situation, Id::quit_stops_work), Look::warning);
  paragraph(page, say(situation, situation.open_case ? Id::quit_kept : Id::quit_nothing_yet));
  if (situation.open_case) paragraph(page, say(situation, Id::quit_goes_on));
  choices(page, {say(situation, Id::quit_stay), say(situation, Id::quit_leave)}, screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
