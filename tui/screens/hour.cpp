// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "tui/digits.hpp"
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

constexpr std::size_t not_known = 3;  // the place behind the fields

bool may_be_unknown(const Hour& screen) {
  const auto* ask = std::get_if<playbooks::Ask>(&screen.step.verb);
  return ask != nullptr && ask->may_be_unknown;
}

std::string date_typed(const Hour& screen, const Situation& situation) {
  return screen.date.empty() ? local_date(situation, situation.now) : screen.date;
}

std::optional<TypedDate> date_read(const Hour& screen, const Situation& situation) {
  return read_date(date_typed(screen, situation), local_year(situation, situation.now),
                   situation.keyboard);
}

std::optional<Utc> typed_moment(const Hour& screen, const Situation& situation) {
  const auto date = date_read(screen, situation);
  const auto hour = read_hour(screen.hour, situation.keyboard);
  if (!date || !hour) return std::nullopt;
  return from_local(situation, date->year, date->month, date->day, hour->hour, hour->minute);
}

std::string hour_answer(const Hour& screen, const Utc& moment, const Situation& situation) {
  if (!screen.clock) return to_iso8601(moment);
  // The watch has no seconds: what is less than a minute is no difference.
  const auto minutes = (moment.seconds - situation.now.seconds) / 60;
  return minutes == 0 ? "same" : std::to_string(minutes);
}

Turn<Hour> confirm_hour(Hour screen, const Situation& situation) {
  if (screen.at == 0) {
    Hour asked = screen;
    return {std::move(asked), Done{screen.clock ? "same" : to_iso8601(situation.now)}};
  }
  if (screen.at == not_known)
    return {std::move(screen), Done{std::string(playbooks::unknown_hour)}};
  if (screen.at == 1 && screen.hour.empty()) {
    screen.at = 2;
    return {screen, Stay{}};
  }
  const auto moment = typed_moment(screen, situation);
  // A minute of grace: the watch may be a little fast.
  screen.in_future = moment && !screen.clock && moment->seconds > situation.now.seconds + 60;
  screen.refused = !moment || screen.in_future;
  if (screen.refused) {
    screen.at = date_read(screen, situation) ? 2 : 1;
    return {screen, Stay{}};
  }
  const std::string answer = hour_answer(screen, *moment, situation);
  return {std::move(screen), Done{answer}};
}

// Typing goes to the hour when the proposed moment is marked: who types does not take it.
void type_into(Hour& screen, const Key& key, const Situation& situation) {
  const bool typed = key.name == Key::Name::character;
  const bool in_a_field = screen.at == 1 || screen.at == 2;
  if (!in_a_field && typed && key.character != ' ') screen.at = 2;
  if (screen.at == 1 && screen.date.empty() && !typed)
    screen.date = local_date(situation, situation.now);
  if (screen.at == 0 || screen.at == not_known) return;
  if (type(screen.at == 1 ? screen.date : screen.hour, key, 24)) screen.refused = false;
}

}  // namespace

Turn<Hour> update(Hour screen, const Input& input, const Situation& situation) {
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  switch (key->name) {
    case Key::Name::up: screen.at = screen.at == 0 ? 0 : screen.at - 1; break;
    case Key::Name::down:
    case Key::Name::tab:
      screen.at = std::min(screen.at + 1, may_be_unknown(screen) ? not_known : not_known - 1);
      break;
    case Key::Name::enter: return confirm_hour(std::move(screen), situation);
    case Key::Name::escape: return {screen, Back{}};
    default: type_into(screen, *key, situation);
  }
  return {screen, Stay{}};
}

Page page(const Hour& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, screen.step.title));
  lines(page, situation,
        screen.clock ? std::get<playbooks::Check>(screen.step.verb).lines
                     : std::get<playbooks::Ask>(screen.step.verb).lines);
  const std::string now = local_moment(situation, situation.now);
  std::vector<std::string> ways{say(situation, screen.clock ? Id::hour_same : Id::hour_now, {now}),
                                say(situation, screen.clock ? Id::hour_other : Id::hour_earlier)};
  if (may_be_unknown(screen)) ways.push_back(say(situation, Id::hour_not_known));
  const std::size_t way = screen.at == 0 ? 0 : screen.at == not_known ? 2 : 1;
  choices(page, ways, way);
  gap(page);
  field(page, say(situation, Id::hour_date_field),
        as_digits(date_typed(screen, situation), "/.-: ", situation.keyboard), screen.at == 1);
  field(page, say(situation, Id::hour_hour_field),
        as_digits(screen.hour, "hH:. ", situation.keyboard), screen.at == 2);
  if (screen.refused) {
    gap(page);
    paragraph(page,
              say(situation, screen.in_future ? Id::hour_in_future
                             : screen.at == 1 ? Id::hour_bad_date
                                              : Id::hour_bad_hour),
              Look::warning);
  }
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
