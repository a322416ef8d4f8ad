// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "playbooks/check.hpp"

namespace trousse::playbooks {

using words::Id;
using words::Language;

namespace {

using namespace std::string_view_literals;

struct Reader {
  Language language;
  const LanguageWords& words;
  Faults& faults;
  std::string file;
  std::string explained;             // folded, all that has been read so far
  std::set<std::string> complained;  // jargon, once each

  std::string_view code() const { return language == Language::french ? "fr" : "en"; }
  const std::string& of(const Text& text) const {
    return language == Language::french ? text.fr : text.en;
  }
  void complain(std::size_t line, Id why, std::vector<std::string> values) const {
    add_fault(faults, {file, line, why, std::move(values)});
  }
};

void read_words(const Reader& reader, const Text& text) {
  const std::string whole = folded(reader.of(text));
  for (const std::string& word : reader.words.forbidden) {
    if (holds_word(whole, word)) reader.complain(text.line, Id::fault_forbidden, {word});
  }
  for (const std::string& sentence : sentences_of(reader.of(text))) {
    const std::size_t count = words_in(sentence);
    if (count <= most_words_in_a_sentence) continue;
    reader.complain(text.line, Id::fault_sentence_long,
                    {std::to_string(count), std::to_string(most_words_in_a_sentence), sentence});
  }
}

void read_jargon(Reader& reader, const Text& text) {
  const std::string whole = folded(reader.of(text));
  for (const LanguageWords::Term& term : reader.words.jargon) {
    for (const std::string& form : term.forms) {
      if (!holds_word(whole, form)) continue;
      const bool explained =
          std::any_of(term.explained.begin(), term.explained.end(), [&](const std::string& phrase) {
            return reader.explained.find(phrase) != std::string::npos;
          });
      if (explained || term.explained.empty()) continue;
      if (!reader.complained.insert(form).second) continue;
      reader.complain(text.line, Id::fault_jargon, {form, term.explained.front()});
    }
  }
}

// Texts that are seen together: what one explains the others may use.
void read_together(Reader& reader, const std::vector<const Text*>& texts) {
  for (const Text* text : texts) reader.explained += folded(reader.of(*text)) + "\n";
  for (const Text* text : texts) {
    read_words(reader, *text);
    read_jargon(reader, *text);
  }
}

bool is_address(std::string_view piece) {
  constexpr std::array ends = {".fr"sv, ".com"sv, ".org"sv, ".eu"sv, ".net"sv};
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) {
    const auto at = piece.find(end);
    return at != std::string_view::npos && at > 0;
  });
}

// What looks like a fact: a number of two digits or more, an address.
std::string fact_in(std::string_view text) {
  std::string piece;
  for (const char c : std::string(text) + " ") {
    if (c != ' ') {
      piece += c;
      continue;
    }
    const auto digits =
        std::count_if(piece.begin(), piece.end(), [](char d) { return d >= '0' && d <= '9'; });
    if (digits >= 2 || is_address(piece)) return piece;
    piece.clear();
  }
  return {};
}

// What stands on one screen.
void read_screen(Reader& reader, const Step& step, const Text& title,
                 const std::vector<Line>& lines) {
  std::vector<const Text*> texts = {&title};
  std::size_t body = 0;
  for (const Line& line : lines) {
    texts.push_back(&line.text);
    const std::string fact = fact_in(reader.of(line.text));
    if (line.confidence == Confidence::ours && !fact.empty()) {
      reader.complain(line.text.line, Id::fault_fact_without_source, {fact});
    }
  }
  for (const Choice& choice : choices_of(step.verb)) texts.push_back(&choice.label);
  for (std::size_t i = 1; i < texts.size(); ++i) body += words_in(reader.of(*texts[i]));
  if (body > most_words_on_a_screen) {
    reader.complain(
        step.place.line, Id::fault_body_long,
        {std::to_string(body), std::string(reader.code()), std::to_string(most_words_on_a_screen)});
  }
  read_together(reader, texts);
}

void read_step(Reader& reader, const Step& step) {
  reader.file = step.place.file;
  read_screen(reader, step, step.title, lines_of(step.verb));
  if (step.on_key) read_screen(reader, step, step.on_key->title, step.on_key->lines);
}

}  // namespace

Faults check_language(const Playbook& sheet, const Vocabulary& words) {
  Faults faults;
  for (const Language language : {Language::french, Language::english}) {
    Reader reader{language, words.of(language), faults, sheet.file, {}, {}};
    read_together(reader, {&sheet.title, &sheet.seen});
    for (const Step& step : sheet.steps) read_step(reader, step);
    reader.file = sheet.file;
    for (const Suggestion& suggestion : sheet.suggested)
      read_together(reader, {&suggestion.because});
  }
  return faults;
}

}  // namespace trousse::playbooks
