// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"

#include <algorithm>
#include <optional>

#include "tui/digits.hpp"
#include "tui/width.hpp"

namespace trousse::tui {

using words::Id;

std::string say(const Situation& situation, Id id, const std::vector<std::string>& values) {
  return words::filled(id, situation.language, values);
}

const std::string& say(const Situation& situation, const playbooks::Text& text) {
  return situation.language == words::Language::french ? text.fr : text.en;
}

Page frame(const Situation& situation, std::string question) {
  Page page;
  page.title = say(situation, Id::screen_title);
  if (!situation.sheet.empty()) page.title += " | " + situation.sheet;
  if (situation.steps > 0) {
    page.place = say(situation, Id::screen_place,
                     {std::to_string(situation.step), std::to_string(situation.steps)});
  }
  page.question = std::move(question);
  page.state = state_line(situation);
  page.more = say(situation, Id::screen_more);
  page.too_small = say(situation, Id::screen_too_small);
  return page;
}

namespace {

Id network_row(const Situation& situation) {
  if (!situation.isolation) return Id::state_network_unknown;
  switch (situation.isolation->cut()) {
    case Known::yes: return Id::state_network_cut;
    case Known::no: return Id::state_network_on;
    case Known::unknown: break;
  }
  return Id::state_network_unknown;
}

Id disks_row(const Situation& situation) {
  if (situation.sources.empty()) return Id::state_disks_none;
  const bool all = std::ranges::all_of(situation.sources, [](const playbooks::FoundSource& found) {
    return found.info.read_only || found.info.kind != SourceKind::block_device;
  });
  return all ? Id::state_disks_read_only : Id::state_disks_not_locked;
}

}  // namespace

std::string state_line(const Situation& situation) {
  std::string line = say(situation, network_row(situation));
  line += "  " + say(situation, disks_row(situation));
  if (situation.room) {
    line +=
        "  " + (situation.room->free ? say(situation, Id::state_room,
                                           {words::size(*situation.room->free, situation.language)})
                                     : say(situation, Id::state_room_gone));
  }
  if (situation.discovered) {
    const auto since = situation.now.seconds - situation.discovered->seconds;
    line += "  " + say(situation, Id::state_since, {duration(situation, since)});
  }
  return line;
}

void paragraph(Page& page, std::string text, Look look) {
  page.body.push_back({Block::Kind::paragraph, std::move(text), "", look});
}
void bullet(Page& page, std::string text, Look look) {
  page.body.push_back({Block::Kind::bullet, std::move(text), "", look});
}
void evidence(Page& page, std::string text, Look look) {
  page.body.push_back({Block::Kind::evidence, std::move(text), "", look});
}
void fact(Page& page, std::string label, std::string value, Look look) {
  page.body.push_back({Block::Kind::fact, std::move(value), std::move(label) + " ", look});
}
void code(Page& page, std::string digits) {
  page.body.push_back({Block::Kind::code, std::move(digits), "", Look::code});
}
void gap(Page& page) { page.body.push_back({Block::Kind::gap, "", ""}); }

void lines(Page& page, const Situation& situation, const std::vector<playbooks::Line>& all) {
  for (const auto& line : all) {
    std::string text = say(situation, line.text);
    if (line.confidence == playbooks::Confidence::general) {
      text += " " + say(situation, Id::line_to_check);
    }
    bullet(page, std::move(text));
  }
}

bool unread_volumes(Page& page, const Situation& situation) {
  for (const Note& note : situation.unread_volumes) {
    // Its number; what else the note says is for the report.
    const std::string number = note.detail.substr(0, note.detail.find(' '));
    paragraph(page, say(situation, Id::work_volume_unread, {number}), Look::warning);
  }
  return !situation.unread_volumes.empty();
}

void choices(Page& page, const std::vector<std::string>& texts, std::size_t at) {
  if (!page.body.empty()) gap(page);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    page.body.push_back(
        {Block::Kind::choice, texts[i], std::to_string(i + 1) + ". ", Look::plain, i == at});
  }
}

void field(Page& page, std::string label, std::string typed, bool here) {
  page.body.push_back(
      {Block::Kind::field, std::move(typed), std::move(label) + " ", Look::plain, here});
}

void error(Page& page, const Situation& situation, const Error& what) {
  const auto three = words::sentences(what.code, situation.language);
  const auto part = [&](Id title, const std::string& sentence) {
    page.body.push_back({Block::Kind::heading, say(situation, title), ""});
    paragraph(page, sentence);
  };
  part(Id::error_title_happened, three.happened);
  part(Id::error_title_safe, three.safe);
  part(Id::error_title_now, three.now);
  if (situation.technician && !what.what.empty()) {
    evidence(page, say(situation, Id::error_detail, {what.what}), Look::quiet);
  }
}

namespace {

struct KeyWords {
  Id key;
  std::optional<Id> plain;
};
constexpr KeyWords arrows{Id::key_arrows, Id::key_plain_arrows};
constexpr KeyWords scrolls{Id::key_arrows, std::nullopt};  // lines of text are all there
constexpr KeyWords enter{Id::key_enter, Id::key_enter};
constexpr KeyWords escape{Id::key_escape, Id::key_plain_escape};

}  // namespace

std::string key_said(const Situation& situation, Id key) {
  if (!situation.plain) return say(situation, key);
  if (key == Id::key_escape) return say(situation, Id::key_plain_escape);
  if (key == Id::key_language) return say(situation, Id::key_plain_language);
  return say(situation, key);
}

void keys(Page& page, const Situation& situation, Keys kind) {
  const auto hint = [&](const KeyWords& words, Id does) {
    page.keys.push_back({say(situation, words.key), say(situation, does),
                         words.plain ? say(situation, *words.plain) : ""});
  };
  switch (kind) {
    case Keys::choice:
      hint(arrows, Id::does_choose);
      hint(enter, Id::does_confirm);
      hint(escape, Id::does_back);
      break;
    case Keys::text:
      hint(enter, Id::does_confirm);
      hint(escape, Id::does_back);
      break;
    case Keys::go_on:
      hint(enter, Id::does_go_on);
      hint(escape, Id::does_back);
      break;
    case Keys::work: hint(escape, Id::does_stop); break;
    case Keys::wait: hint(escape, Id::does_back); break;
    case Keys::read:
      hint(scrolls, Id::does_read);
      hint(enter, Id::does_go_on);
      hint(escape, Id::does_back);
      break;
  }
  hint({Id::key_help, Id::key_plain_help}, Id::does_help);
  hint({Id::key_language, Id::key_plain_language}, Id::does_language);
  // Where something is typed: there a wrong letter is seen, and there is room to name the key.
  const bool changes = !situation.keyboard.empty() && !situation.plain;
  if (kind == Keys::text && changes) hint({Id::key_keyboard, std::nullopt}, Id::does_keyboard);
}

void no_escape(Page& page, const Situation& situation) {
  const std::string key = say(situation, Id::key_escape);
  std::erase_if(page.keys, [&](const Hint& hint) { return hint.key == key; });
}

const Key* key_of(const Input& input) { return std::get_if<Key>(&input); }

bool move(std::size_t& at, std::size_t count, const Key& key) {
  if (count == 0) return false;
  switch (key.name) {
    case Key::Name::up: at = at == 0 ? 0 : at - 1; return true;
    case Key::Name::down:
    case Key::Name::tab: at = std::min(at + 1, count - 1); return true;
    case Key::Name::home: at = 0; return true;
    case Key::Name::end: at = count - 1; return true;
    case Key::Name::character: {
      const std::string digit = as_digits(utf8(key.character));
      const bool one_digit = digit.size() == 1 && digit[0] >= '1' && digit[0] <= '9';
      if (!one_digit || static_cast<std::size_t>(digit[0] - '1') >= count) return false;
      at = static_cast<std::size_t>(digit[0] - '1');
      return true;
    }
    default: return false;
  }
}

bool type(std::string& text, const Key& key, std::size_t most) {
  if (key.name == Key::Name::backspace || key.name == Key::Name::erase) {
    const auto all = glyphs(text);
    if (!all.empty()) text.resize(text.size() - all.back().text.size());
    return true;
  }
  if (key.name != Key::Name::character || key.character < 0x20 || key.character == 0x7F) {
    return false;
  }
  const std::string letter = utf8(key.character);
  if (text.size() + letter.size() <= most) text += letter;
  return true;
}

std::string group_of(std::string_view code, std::size_t number) {
  for (; number > 1; --number) {
    const auto dash = code.find('-');
    if (dash == std::string_view::npos) return {};
    code.remove_prefix(dash + 1);
  }
  return std::string(code.substr(0, code.find('-')));
}

}  // namespace trousse::tui
