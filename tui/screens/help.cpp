// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

struct HelpWord {
  Id word, meaning;
};

// What a screen is for, what it does with an answer, and the words on it that need one.
struct HelpRow {
  std::string_view screen;
  Id first, second;
  std::array<HelpWord, 2> glossary;
};

constexpr HelpWord word_case{Id::word_case, Id::word_case_means};
constexpr HelpWord word_disk{Id::word_disk, Id::word_disk_means};
constexpr HelpWord word_finding{Id::word_finding, Id::word_finding_means};
constexpr HelpWord word_code{Id::word_code, Id::word_code_means};
constexpr HelpWord word_archive{Id::word_archive, Id::word_archive_means};
constexpr HelpWord word_fingerprint{Id::word_fingerprint, Id::word_fingerprint_means};
constexpr HelpWord word_encryption{Id::word_encryption, Id::word_encryption_means};
constexpr HelpWord word_key{Id::word_key, Id::word_key_means};
constexpr HelpWord word_sheet{Id::word_sheet, Id::word_sheet_means};

constexpr HelpRow help_rows[] = {
    {"Welcome", Id::help_welcome, Id::help_welcome_2, {word_case, word_key}},
    {"Hour", Id::help_hour, Id::help_hour_2, {word_sheet, word_case}},
    {"Tell", Id::help_tell, Id::help_tell_2, {word_sheet, word_case}},
    {"Choose", Id::help_choose, Id::help_choose_2, {word_sheet, word_case}},
    {"Write", Id::help_write, Id::help_write_2, {word_archive, word_case}},
    {"CheckIsolation", Id::help_isolation, Id::help_isolation_2, {word_key, word_case}},
    {"ChooseDisk", Id::help_disk, Id::help_disk_2, {word_disk, word_encryption}},
    {"RecoveryKey", Id::help_digits, Id::help_digits_2, {word_encryption, word_disk}},
    {"ChooseKeys", Id::help_keys, Id::help_keys_2, {word_code, word_archive}},
    {"Work", Id::help_work, Id::help_work_2, {word_case, word_finding}},
    {"Findings", Id::help_findings, Id::help_findings_2, {word_finding, word_archive}},
    {"Pause", Id::help_pause, Id::help_pause_2, {word_case, word_key}},
    {"Fingerprint", Id::help_seal, Id::help_seal_2, {word_fingerprint, word_archive}},
    {"HandOver", Id::help_hand_over, Id::help_hand_over_2, {word_archive, word_code}},
    {"Failure", Id::help_pause, Id::help_pause_2, {word_case, word_key}},
    {"Together", Id::help_together, Id::help_together_2, {word_sheet, word_case}},
    {"Suggest", Id::help_suggest, Id::help_suggest_2, {word_sheet, word_finding}},
    {"Points", Id::help_points, Id::help_points_2, {word_disk, word_archive}},
    {"Keyboard", Id::help_keyboard, Id::help_keyboard_2, {word_key, word_case}},
    {"Quit", Id::help_quit, Id::help_quit_2, {word_case, word_archive}},
};

const HelpRow& help_row(const Help& screen) {
  for (const auto& row : help_rows) {
    if (row.screen == screen.of) return row;
  }
  return help_rows[0];
}

constexpr std::size_t help_pages = 2;

struct HelpKey {
  Id says, key;
  bool in_plain;  ///< can be typed as a line too
};
constexpr HelpKey help_keys[] = {
    {Id::help_key_enter, Id::key_enter, true},
    {Id::help_key_arrows, Id::key_arrows, false},
    {Id::help_key_escape, Id::key_escape, true},
    {Id::help_key_digits, Id::key_arrows, true},
    {Id::help_key_language, Id::key_language, true},
    {Id::help_key_keyboard, Id::key_keyboard, false},
    {Id::help_key_leave, Id::key_escape, false},
};

}  // namespace

Turn<Help> update(Help screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  switch (key->name) {
    case Key::Name::enter:
      if (screen.at + 1 >= help_pages) return {screen, Done{""}};
      ++screen.at;
      break;
    case Key::Name::right:
    case Key::Name::down:
    case Key::Name::page_down: screen.at = help_pages - 1; break;
    case Key::Name::left:
    case Key::Name::up:
    case Key::Name::page_up: screen.at = 0; break;
    case Key::Name::escape:
    case Key::Name::help: return {screen, Done{""}};
    default: break;
  }
  return {screen, Stay{}};
}

Page page(const Help& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::help_title));
  const HelpRow& row = help_row(screen);
  if (screen.at == 0) {
    const std::string escape = key_said(situation, Id::key_escape);
    paragraph(page, say(situation, row.first, {escape}));
    paragraph(page, say(situation, row.second, {escape}));
    for (const HelpWord& word : row.glossary) {
      gap(page);
      page.body.push_back({Block::Kind::heading, say(situation, word.word), ""});
      paragraph(page, say(situation, word.meaning));
    }
  } else {
    for (const HelpKey& one : help_keys) {
      if (situation.plain && !one.in_plain) continue;
      if (one.key == Id::key_keyboard && situation.keyboard.empty()) continue;
      bullet(page, say(situation, one.says, {key_said(situation, one.key)}));
    }
  }
  page.place = say(situation, Id::hand_over_place,
                   {std::to_string(screen.at + 1), std::to_string(help_pages)});
  keys(page, situation, Keys::go_on);
  return page;
}

}  // namespace trousse::tui
