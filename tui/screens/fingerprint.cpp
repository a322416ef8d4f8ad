// SPDX-License-Identifier: Apache-2.0
#include "tui/digits.hpp"
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

constexpr std::array<std::size_t, 2> fingerprint_groups{1, 4};

std::string fingerprint_of(const Situation& situation) {
  return situation.sealed ? situation.sealed->short_fingerprint : "";
}

// The short form is groups of five with dashes or spaces between.
std::string fingerprint_group(const Situation& situation, std::size_t number) {
  std::string digits = fingerprint_of(situation);
  for (char& letter : digits) letter = letter == ' ' ? '-' : letter;
  return group_of(digits, number);
}

Turn<Fingerprint> ask_fingerprint_back(Fingerprint screen, const Key& key,
                                       const Situation& situation) {
  if (key.name == Key::Name::escape) {
    screen.ask_back = screen.refused = false;
    return {screen, Stay{}};
  }
  if (key.name == Key::Name::up || key.name == Key::Name::down || key.name == Key::Name::tab) {
    screen.at = key.name == Key::Name::up ? 0 : 1;
    return {screen, Stay{}};
  }
  if (key.name != Key::Name::enter) {
    if (type(screen.typed[screen.at], key, 24)) screen.refused = false;
    return {screen, Stay{}};
  }
  for (std::size_t i = 0; i < fingerprint_groups.size(); ++i) {
    if (reads_as(screen.typed[i], fingerprint_group(situation, fingerprint_groups[i]))) continue;
    screen.refused = !screen.typed[i].empty();
    screen.at = i;
    return {screen, Stay{}};
  }
  return {std::move(screen), Done{"copied"}};
}

}  // namespace

Turn<Fingerprint> update(Fingerprint screen, const Input& input, const Situation& situation) {
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  if (screen.ask_back) return ask_fingerprint_back(std::move(screen), *key, situation);
  if (key->name == Key::Name::escape) return {screen, Back{}};
  if (key->name == Key::Name::enter) {
    // With nothing to copy there is nothing to ask back.
    if (fingerprint_of(situation).empty()) return {std::move(screen), Done{"none"}};
    screen.ask_back = true;
  }
  return {screen, Stay{}};
}

Page page(const Fingerprint& screen, const Situation& situation) {
  if (screen.ask_back) {
    Page page = frame(situation, say(situation, Id::seal_ask_back));
    paragraph(page, say(situation, Id::rescue_read_paper));
    gap(page);
    for (std::size_t i = 0; i < fingerprint_groups.size(); ++i) {
      field(page, say(situation, Id::rescue_group, {std::to_string(fingerprint_groups[i])}),
            as_digits(screen.typed[i]), i == screen.at);
    }
    if (screen.refused) {
      gap(page);
      paragraph(page, say(situation, Id::rescue_refused), Look::warning);
    }
    keys(page, situation, Keys::text);
    return page;
  }
  Page page = frame(situation, say(situation, Id::seal_title));
  paragraph(page, say(situation, Id::seal_verified), Look::good);
  gap(page);
  code(page, fingerprint_of(situation));
  gap(page);
  paragraph(page, say(situation, Id::seal_copy));
  paragraph(page, say(situation, Id::seal_why));
  choices(page, {say(situation, Id::rescue_copied)}, 0);
  keys(page, situation, Keys::go_on);
  return page;
}

}  // namespace trousse::tui
