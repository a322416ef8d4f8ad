// SPDX-License-Identifier: Apache-2.0
#include "tui/asked_back.hpp"
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

constexpr GroupNumbers fingerprint_groups{1, 4};

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
  const auto asked = ask_back(screen, key,
                              {fingerprint_group(situation, fingerprint_groups[0]),
                               fingerprint_group(situation, fingerprint_groups[1])});
  if (asked == AskedBack::right) return {std::move(screen), Done{"copied"}};
  if (asked == AskedBack::leave) screen.ask_back = false;
  return {std::move(screen), Stay{}};
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
    return asked_back_page(screen, situation, Id::seal_ask_back, fingerprint_groups);
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
