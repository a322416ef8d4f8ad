// SPDX-License-Identifier: Apache-2.0
#include "formats/contact_card.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/plain_text.hpp"
#include "core/text.hpp"
#include "formats/note_text.hpp"

namespace trousse::formats {
namespace {

using Party = Contact;
using Kind = CardTrouble::Kind;

constexpr std::size_t most_bytes = std::size_t{64} << 10;
constexpr std::size_t most_lines = 500;
constexpr std::size_t longest_notes = 4000;
constexpr std::size_t longest_value = 500;
constexpr std::size_t longest_shown = 80;
constexpr std::size_t longest_label = 80;

struct PartyWord {
  std::string_view word;
  Party ContactCard::*party;
};
constexpr PartyWord parties[] = {
    {"prestataire", &ContactCard::provider},   {"provider", &ContactCard::provider},
    {"informaticien", &ContactCard::provider}, {"assureur", &ContactCard::insurer},
    {"assurance", &ContactCard::insurer},      {"insurer", &ContactCard::insurer},
    {"insurance", &ContactCard::insurer},      {"cabinet", &ContactCard::practice},
    {"practice", &ContactCard::practice},      {"ordre", &ContactCard::order},
    {"mssante", &ContactCard::mssante}};

struct FieldWord {
  std::string_view word;
  std::string Party::*field;
  int strength;  // of two fields in one label the stronger one is meant: "adresse mail"
};
constexpr FieldWord fields[] = {{"email", &Party::email, 3},       {"mail", &Party::email, 3},
                                {"courriel", &Party::email, 3},    {"telephone", &Party::phone, 2},
                                {"tel", &Party::phone, 2},         {"phone", &Party::phone, 2},
                                {"mobile", &Party::phone, 2},      {"portable", &Party::phone, 2},
                                {"horaires", &Party::hours, 2},    {"horaire", &Party::hours, 2},
                                {"hours", &Party::hours, 2},       {"contrat", &Party::contract, 2},
                                {"contract", &Party::contract, 2}, {"police", &Party::contract, 2},
                                {"policy", &Party::contract, 2},   {"adresse", &Party::address, 1},
                                {"address", &Party::address, 1},   {"nom", &Party::name, 1},
                                {"name", &Party::name, 1}};

constexpr std::string_view note_words[] = {"note",      "notes",  "remarque",
                                           "remarques", "remark", "remarks"};
// Words that a label may have and that say nothing of their own.
constexpr std::string_view fillers[] = {
    "de",      "du",        "des",          "la",      "le",      "les",        "l",
    "d",       "n",         "no",           "numero",  "number",  "the",        "of",
    "it",      "a",         "informatique", "cyber",   "service", "conseil",    "departemental",
    "council", "operateur", "operator",     "medical", "dossier", "assistance", "urgence"};

std::string_view trimmed(std::string_view text) {
  const auto drop = [&](bool front) {
    for (const std::string_view blank : {" ", "\t", "\f", "\u00a0", "\u202f"}) {
      if (front ? text.starts_with(blank) : text.ends_with(blank)) {
        front ? text.remove_prefix(blank.size()) : text.remove_suffix(blank.size());
        return true;
      }
    }
    return false;
  };
  while (drop(true)) {
  }
  while (drop(false)) {
  }
  return text;
}

std::vector<std::string> words_of(std::string_view label) {
  std::vector<std::string> words(1);
  for (const char letter : note_text(std::as_bytes(std::span(label)))) {
    if (letter == '-') continue;  // "e-mail"
    if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) {
      words.back() += letter;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

template <class Table>
auto find_word(const Table& table, const std::string& word) {
  return std::find_if(std::begin(table), std::end(table),
                      [&](const auto& row) { return row.word == word; });
}

bool is_among(std::span<const std::string_view> list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

/// What a label means. `known` is false when a word of it says something else.
struct Label {
  bool known = false;
  bool note = false;
  Party ContactCard::*party = nullptr;
  std::string Party::*field = nullptr;
};

Label meaning_of(std::string_view text) {
  Label label;
  int strength = 0;
  const auto words = words_of(text);
  if (text.size() > longest_label || words.empty()) return label;
  for (const std::string& word : words) {
    const auto party = find_word(parties, word);
    const auto field = find_word(fields, word);
    if (party != std::end(parties)) {
      if (label.party != nullptr && label.party != party->party) return {};
      label.party = party->party;
    } else if (field != std::end(fields)) {
      if (field->strength > strength) label.field = field->field;
      strength = std::max(strength, field->strength);
    } else if (is_among(note_words, word)) {
      label.note = true;
    } else if (!is_among(fillers, word)) {
      return {};
    }
  }
  const bool number = words.front() == "numero" || words.front() == "number";
  if (label.field == nullptr && number && !label.note) label.field = &Party::phone;
  label.known = label.party != nullptr || label.field != nullptr || label.note;
  return label;
}

/// Reads the lines one after the other and remembers who was named last.
class CardReader {
 public:
  explicit CardReader(ReadCard& out) : out_(out) {}

  void read(std::string_view text) {
    while (!text.empty()) {
      const auto end = text.find('\n');
      ++number_;
      if (number_ > most_lines) return complain(Kind::too_many, text.substr(0, end));
      line(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (out_.card.empty()) out_.troubles.push_back({Kind::empty_card, 0, ""});
  }

 private:
  void complain(Kind kind, std::string_view line) {
    out_.troubles.push_back({kind, number_, printable(trimmed(line), longest_shown)});
  }

  void line(std::string_view whole) {
    const bool indented = whole.starts_with(' ') || whole.starts_with('\t');
    std::string_view line = trimmed(whole);
    if (line.starts_with("- ") || line.starts_with("* ")) line = trimmed(line.substr(2));
    const bool decoration = line.find_first_not_of("=-_*~+ ") == std::string_view::npos;
    if (decoration || line.front() == '#') return;
    const auto colon = line.find(':');
    const Label label =
        colon == std::string_view::npos ? Label{} : meaning_of(trimmed(line.substr(0, colon)));
    if (label.known) return set(label, trimmed(line.substr(colon + 1)), line);
    if (indented && last_ != nullptr) return append(line);
    complain(colon == std::string_view::npos ? Kind::no_colon : Kind::unknown_label, line);
  }

  void set(const Label& label, std::string_view value, std::string_view line) {
    last_ = nullptr;
    if (label.party != nullptr) party_ = label.party;
    // A bare "Prestataire:" is a heading of what follows; "Contrat" can only be the insurer's.
    if (label.note) return add_note(value, line);
    auto party = label.party != nullptr ? label.party : party_;
    if (label.party == nullptr && label.field == &Party::contract) party = &ContactCard::insurer;
    if (party == nullptr) return complain(Kind::no_party, line);
    if (value.empty()) return complain(Kind::empty_value, line);
    const auto field = label.field != nullptr ? label.field : &Party::name;
    std::string& place = out_.card.*party.*field;
    if (!place.empty()) return complain(Kind::repeated, line);
    place = printable(value, longest_value);
    last_ = &place;
  }

  void add_note(std::string_view value, std::string_view line) {
    if (value.empty()) return complain(Kind::empty_value, line);
    std::string& notes = out_.card.notes;
    const std::string text = printable(value, longest_value);
    if (notes.size() + text.size() + 2 > longest_notes) return complain(Kind::too_many, line);
    notes += (notes.empty() ? "" : "; ") + text;
    last_ = &notes;
  }

  void append(std::string_view more) {
    const std::string text = printable(more, longest_value);
    const std::size_t most = last_ == &out_.card.notes ? longest_notes : longest_value;
    if (last_->size() + text.size() + 1 > most) return complain(Kind::too_many, more);
    *last_ += " " + text;
  }

  ReadCard& out_;
  std::size_t number_ = 0;
  Party ContactCard::*party_ = nullptr;
  std::string* last_ = nullptr;  // the value that an indented line goes on with
};

}  // namespace

ReadCard read_contact_card(std::span<const std::byte> bytes) {
  ReadCard out;
  std::optional<std::string> text;
  if (bytes.size() <= most_bytes) text = plain_text(bytes);
  if (!text) {
    out.troubles.push_back({Kind::not_text, 0, ""});
    return out;
  }
  CardReader(out).read(*text);
  out.text = std::move(*text);
  return out;
}

}  // namespace trousse::formats
