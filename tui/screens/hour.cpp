// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "tui/digits.hpp"
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;
using At = Hour::At;
using Trouble = Hour::Trouble;

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

// What is said of a moment beside: nothing when it can be taken.
Trouble trouble_of(const Hour& screen, const std::optional<Utc>& moment,
                   const Situation& situation) {
  if (!moment) return date_read(screen, situation) ? Trouble::bad_hour : Trouble::bad_date;
  // A minute of grace: the watch may be a little fast. Who says the same twice has looked at it,
  // and then the clock of the machine is what is wrong.
  const bool insists = screen.trouble == Trouble::in_future;
  const bool in_future = moment->seconds > situation.now.seconds + 60;
  return in_future && !screen.clock && !insists ? Trouble::in_future : Trouble::none;
}

std::optional<Utc> typed_moment(const Hour& screen, const Situation& situation) {
  const auto date = date_read(screen, situation);
  const auto hour = read_hour(screen.hour, situation.keyboard);
  if (!date || !hour) return std::nullopt;
  return from_local(situation, date->year, date->month, date->day, hour->hour, hour->minute);
}

std::string hour_answer(const Hour& screen, const Utc& moment, const Situation& situation) {
  if (!screen.clock) return to_iso8601(moment);
  // The watch has no seconds: what is less than a minute is no difference. The clock of the machine
  // may have been compared before.
  const auto minutes = (moment.seconds - situation.now.seconds) / 60 + situation.clock_minutes;
  return minutes == 0 ? "same" : std::to_string(minutes);
}

Turn<Hour> confirm_hour(Hour screen, const Situation& situation) {
  if (screen.at == At::now) {
    const std::string answer = hour_answer(screen, situation.now, situation);
    return {std::move(screen), Done{answer}};
  }
  if (screen.at == At::not_known)
    return {std::move(screen), Done{std::string(playbooks::unknown_hour)}};
  if (screen.at == At::date && screen.hour.empty()) {
    screen.at = At::hour;
    return {screen, Stay{}};
  }
  const auto moment = typed_moment(screen, situation);
  screen.trouble = trouble_of(screen, moment, situation);
  if (screen.trouble != Trouble::none) {
    screen.at = screen.trouble == Trouble::bad_date ? At::date : At::hour;
    return {screen, Stay{}};
  }
  const std::string answer = hour_answer(screen, *moment, situation);
  return {std::move(screen), Done{answer}};
}

// Typing goes to the hour when no field is marked: who types does not take the line proposed. What
// was refused is not added to.
void type_into(Hour& screen, const Key& key, const Situation& situation) {
  const bool typed = key.name == Key::Name::character;
  const bool in_a_field = screen.at == At::hour || screen.at == At::date;
  const bool anew = !in_a_field || screen.trouble != Trouble::none;
  if (!in_a_field && typed && key.character != ' ') screen.at = At::hour;
  if (screen.at == At::now || screen.at == At::not_known) return;
  std::string& field = screen.at == At::date ? screen.date : screen.hour;
  if (typed && anew) field.clear();
  if (!typed && screen.at == At::date && field.empty())
    field = local_date(situation, situation.now);
  if (type(field, key, 24)) screen.trouble = Trouble::none;
}

Hour step_to(Hour screen, int by) {
  const At last = may_be_unknown(screen) ? At::not_known : At::date;
  screen.at = At(std::clamp(int(screen.at) + by, int(At::now), int(last)));
  return screen;
}

std::string trouble_said(const Hour& screen, const Situation& situation) {
  if (screen.trouble == Trouble::bad_date) return say(situation, Id::hour_bad_date);
  if (screen.trouble == Trouble::bad_hour) return say(situation, Id::hour_bad_hour);
  return say(situation, Id::hour_in_future,
             {local_moment(situation, situation.now), key_said(situation, Id::key_enter)});
}

}  // namespace

Turn<Hour> update(Hour screen, const Input& input, const Situation& situation) {
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  switch (key->name) {
    case Key::Name::up: return {step_to(std::move(screen), -1), Stay{}};
    case Key::Name::down:
    case Key::Name::tab: return {step_to(std::move(screen), 1), Stay{}};
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
  const std::size_t way = screen.at == At::now ? 0 : screen.at == At::not_known ? 2 : 1;
  choices(page, ways, way);
  gap(page);
  field(page, say(situation, Id::hour_hour_field),
        as_digits(screen.hour, "hH:. ", situation.keyboard), screen.at == At::hour);
  field(page, say(situation, Id::hour_date_field),
        as_digits(date_typed(screen, situation), "/.-: ", situation.keyboard),
        screen.at == At::date);
  if (screen.trouble != Trouble::none) {
    gap(page);
    paragraph(page, trouble_said(screen, situation), Look::warning);
  }
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
