// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/asked_back.hpp"
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;
using Phase = ChooseKeys::Phase;

// The groups asked back: one of each half, neither the first nor the last.
constexpr GroupNumbers groups_asked_back{3, 6};

std::vector<Id> key_ways(const Situation& situation) {
  if (situation.kit.recipients.empty()) return {Id::keys_rescue_code};
  return {Id::keys_recipients, Id::keys_both, Id::keys_rescue_code_only};
}

std::string recipient_names(const Situation& situation) {
  std::string all;
  for (const auto& recipient : situation.kit.recipients) {
    all += (all.empty() ? "" : ", ") + recipient.name;
  }
  return all;
}

playbooks::MakeCase case_wish(Id way) {
  playbooks::MakeCase wish;
  wish.kit_recipients = way == Id::keys_recipients || way == Id::keys_both;
  wish.rescue_code = way != Id::keys_recipients;
  return wish;
}

std::string rescue_code_of(const Situation& situation) {
  return situation.open_case ? situation.open_case->rescue_code : "";
}

Turn<ChooseKeys> choose_key(ChooseKeys screen, const Key& key, const Situation& situation) {
  const auto offered = key_ways(situation);
  if (move(screen.at, offered.size(), key)) return {screen, Stay{}};
  if (key.name == Key::Name::escape) return {screen, Back{}};
  if (key.name != Key::Name::enter || screen.at >= offered.size()) return {screen, Stay{}};
  screen.phase = Phase::waiting;
  const auto wish = case_wish(offered[screen.at]);
  return {std::move(screen), Want{wish}};
}

// With nobody's key on the kit, and nothing wrong to say of one, there is nothing to choose.
bool is_forced(const ChooseKeys& screen, const Situation& situation) {
  const bool warned = std::ranges::any_of(situation.kit.notes,
                                          [](const Note& note) { return note.id != "kit_no_key"; });
  return screen.phase == Phase::choose && situation.kit.recipients.empty() && !warned;
}

Turn<ChooseKeys> ask_code_back(ChooseKeys screen, const Key& key, const Situation& situation) {
  const std::string code = rescue_code_of(situation);
  const auto asked = ask_back(
      screen, key, {group_of(code, groups_asked_back[0]), group_of(code, groups_asked_back[1])});
  if (asked == AskedBack::right) return {std::move(screen), Done{"rescue_code"}};
  if (asked == AskedBack::leave) screen.phase = Phase::copy;
  return {std::move(screen), Stay{}};
}

// Four groups a row, as on the paper.
void show_code(Page& page, const std::string& digits) {
  gap(page);
  for (const std::size_t first : {std::size_t{1}, std::size_t{5}}) {
    std::string row;
    for (std::size_t i = first; i < first + 4; ++i)
      row += group_of(digits, i) + (i + 1 < first + 4 ? "-" : "");
    code(page, row);
  }
  gap(page);
}

}  // namespace

Turn<ChooseKeys> update(ChooseKeys screen, const Input& input, const Situation& situation) {
  // The case may have been made before: by a way back, or by the start that was cut.
  if (situation.open_case && (screen.phase == Phase::choose || screen.phase == Phase::waiting)) {
    if (rescue_code_of(situation).empty()) return {std::move(screen), Done{"recipients"}};
    screen.phase = Phase::copy;
    return {screen, Stay{}};
  }
  if (is_forced(screen, situation)) {
    screen.phase = Phase::waiting;
    return {std::move(screen), Want{case_wish(Id::keys_rescue_code)}};
  }
  const auto* report = std::get_if<playbooks::Report>(&input);
  if (report != nullptr && std::holds_alternative<playbooks::Refused>(*report) &&
      screen.phase == Phase::waiting) {
    screen.phase = Phase::choose;
  }
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  switch (screen.phase) {
    case Phase::choose: return choose_key(std::move(screen), *key, situation);
    case Phase::waiting:
      if (key->name != Key::Name::escape) break;
      if (situation.kit.recipients.empty()) return {screen, Back{}};
      screen.phase = Phase::choose;
      break;
    case Phase::copy:
      if (key->name == Key::Name::escape) return {screen, Back{}};
      if (key->name == Key::Name::enter) screen.phase = Phase::ask_back;
      break;
    case Phase::ask_back: return ask_code_back(std::move(screen), *key, situation);
  }
  return {screen, Stay{}};
}

namespace {

Page choose_key_page(const ChooseKeys& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, screen.step.title));
  lines(page, situation, std::get<playbooks::Ask>(screen.step.verb).lines);
  if (!situation.kit.recipients.empty()) {
    fact(page, say(situation, Id::keys_found), recipient_names(situation), Look::strong);
  }
  // A key that cannot be used is said here, where somebody may still act on it.
  constexpr std::size_t most_notes = 3;
  for (std::size_t i = 0; i < std::min(most_notes, situation.kit.notes.size()); ++i) {
    evidence(page, words::sentence(situation.kit.notes[i], situation.language), Look::warning);
  }
  std::vector<std::string> labels;
  for (const Id way : key_ways(situation)) labels.push_back(say(situation, way));
  choices(page, labels, screen.at);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace

Page page(const ChooseKeys& screen, const Situation& situation) {
  if (screen.phase == Phase::choose) return choose_key_page(screen, situation);
  if (screen.phase == Phase::ask_back) {
    return asked_back_page(screen, situation, Id::rescue_ask_back, groups_asked_back);
  }
  if (screen.phase == Phase::waiting || rescue_code_of(situation).empty()) {
    Page page = frame(situation, say(situation, Id::keys_making));
    keys(page, situation, Keys::wait);
    return page;
  }
  Page page = frame(situation, say(situation, Id::rescue_copy_title));
  show_code(page, rescue_code_of(situation));
  const bool opens_alone = situation.kit.recipients.empty();
  for (const Id row : {Id::rescue_copy_ink, Id::rescue_opens,
                       opens_alone ? Id::rescue_lost_alone : Id::rescue_lost}) {
    paragraph(page, say(situation, row));
  }
  choices(page, {say(situation, Id::rescue_copied)}, 0);
  keys(page, situation, Keys::go_on);
  return page;
}

}  // namespace trousse::tui
