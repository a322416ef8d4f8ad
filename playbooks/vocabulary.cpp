// SPDX-License-Identifier: Apache-2.0
#include "playbooks/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/embedded.hpp"
#include "core/text.hpp"
#include "playbooks/parse.hpp"
#include "playbooks/reading.hpp"

namespace trousse::playbooks {

using formats::Yaml;
using words::Id;

std::span<const EmbeddedFile> vocabulary_files();  // made by embed_files (CMakeLists.txt)

namespace {

using namespace std::string_view_literals;

bool in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte >= 0x80;
}

std::vector<std::string> folded_texts(const Yaml& map, std::string_view name) {
  std::vector<std::string> all = map.texts(name);
  for (std::string& text : all) text = folded(text);
  return all;
}

void add_term(Reading& reading, const Yaml& node, std::string_view language, LanguageWords& into) {
  LanguageWords::Term term{folded_texts(node, language), {}};
  if (term.forms.empty()) return;
  const Yaml* explained = node.find("explained");
  if (explained != nullptr) term.explained = folded_texts(*explained, language);
  if (term.explained.empty()) {
    reading.complain(node.line, Id::fault_member_missing, {"explained"});
  }
  into.jargon.push_back(std::move(term));
}

}  // namespace

Vocabulary parse_vocabulary(std::string_view yaml, std::string_view file, Faults& faults) {
  static constexpr std::array members = {"forbidden"sv, "jargon"sv};
  Reading reading{printable(file, 200), {}};
  Vocabulary words;
  const Yaml map = read_file_map(reading, yaml, max_sheet_bytes);
  only_members(reading, map, members);
  if (const Yaml* forbidden = map.find("forbidden")) {
    words.french.forbidden = folded_texts(*forbidden, "fr");
    words.english.forbidden = folded_texts(*forbidden, "en");
  }
  if (const Yaml* jargon = map.find("jargon")) {
    for (const Yaml& node : jargon->items) {
      add_term(reading, node, "fr", words.french);
      add_term(reading, node, "en", words.english);
    }
  }
  faults = std::move(reading.faults);
  return words;
}

const Vocabulary& vocabulary() {
  static const Vocabulary ours = [] {
    Faults faults;
    const EmbeddedFile& file = vocabulary_files().front();
    return parse_vocabulary(file.bytes, file.name, faults);
  }();
  return ours;
}

bool holds_word(std::string_view folded_text, std::string_view word) {
  if (word.empty()) return false;
  for (auto at = folded_text.find(word); at != std::string_view::npos;
       at = folded_text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !in_word(folded_text[at - 1]);
    if (starts && (end == folded_text.size() || !in_word(folded_text[end]))) return true;
  }
  return false;
}

std::vector<std::string> sentences_of(std::string_view text) {
  std::vector<std::string> all;
  std::string sentence;
  for (std::size_t at = 0; at < text.size(); ++at) {
    sentence += text[at];
    const bool stop = ".?!:;"sv.find(text[at]) != std::string_view::npos;
    if (stop && (at + 1 == text.size() || text[at + 1] == ' ')) {
      if (words_in(sentence) > 0) all.push_back(sentence);
      sentence.clear();
    }
  }
  if (words_in(sentence) > 0) all.push_back(std::move(sentence));
  return all;
}

std::size_t words_in(std::string_view text) {
  std::size_t count = 0;
  bool counted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == ' ' || c == '\n' || c == '\t') {
      counted = false;
    } else if (c == '\xc2' || c == '\xe2') {
      // Guillemets and no-break spaces in two bytes, typographic quotes and dashes in three.
      at += c == '\xc2' ? 1 : 2;
    } else if (!counted && in_word(c)) {
      counted = true;
      ++count;
    }
  }
  return count;
}

}  // namespace trousse::playbooks
