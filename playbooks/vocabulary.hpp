// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "playbooks/fault.hpp"
#include "words/language.hpp"

namespace trousse::playbooks {

/// The words of one language that a sheet must mind, folded (core/text.hpp).
struct LanguageWords {
  struct Term {
    std::vector<std::string> forms;      ///< "hibernation"
    std::vector<std::string> explained;  ///< any of these phrases explains it
  };
  std::vector<std::string> forbidden;  ///< whole words or phrases
  std::vector<Term> jargon;
};

struct Vocabulary {
  LanguageWords french, english;
  const LanguageWords& of(words::Language language) const {
    return language == words::Language::french ? french : english;
  }
};

/// Reads `forbidden` and `jargon` (library/vocabulary.yaml).
Vocabulary parse_vocabulary(std::string_view yaml, std::string_view file, Faults& faults);

/// Our own, compiled in.
const Vocabulary& vocabulary();

/// True when a text (folded) holds the word or phrase, not as a part of a longer word.
bool holds_word(std::string_view folded_text, std::string_view word);

/// The sentences of a text: cut after . ? ! : ; before a space. Punctuation stays.
std::vector<std::string> sentences_of(std::string_view text);

/// How many of its blank-separated pieces hold a letter or a digit.
std::size_t words_in(std::string_view text);

}  // namespace trousse::playbooks
