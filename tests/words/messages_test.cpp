// SPDX-License-Identifier: Apache-2.0
#include "words/messages.hpp"

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/words/both.hpp"
#include "words/pattern.hpp"

using namespace trousse;
using namespace trousse::words;

namespace {

std::vector<Id> all_ids() {
  std::vector<Id> ids;
  for (std::size_t i = 0; i < message_count; ++i) ids.push_back(static_cast<Id>(i));
  return ids;
}

std::multiset<std::string> placeholders(std::string_view row) {
  std::multiset<std::string> found;
  for (auto at = row.find('{'); at != std::string_view::npos; at = row.find('{', at + 1)) {
    found.insert(std::string(row.substr(at, row.find('}', at) - at + 1)));
  }
  return found;
}

// Words split at anything that is no letter; bytes of accents count as letters.
std::set<std::string> words_of(std::string_view row) {
  std::set<std::string> found;
  std::string word;
  for (const char letter : folded(row) + " ") {
    const bool in_word =
        (letter >= 'a' && letter <= 'z') || static_cast<unsigned char>(letter) > 127;
    if (in_word) {
      word += letter;
    } else if (!word.empty()) {
      found.insert(word);
      word.clear();
    }
  }
  return found;
}

std::vector<std::string> sentences_of(std::string_view row) {
  std::vector<std::string> found;
  std::string sentence;
  for (std::size_t at = 0; at < row.size(); ++at) {
    sentence += row[at];
    const bool stop = row[at] == '.' || row[at] == '?' || row[at] == '!' || row[at] == ':';
    if (stop && (at + 1 == row.size() || row[at + 1] == ' ')) {
      found.push_back(sentence);
      sentence.clear();
    }
  }
  if (!sentence.empty()) found.push_back(sentence);
  return found;
}

std::size_t words_in(std::string_view sentence) {
  std::size_t count = 0;
  bool inside = false;
  for (const char letter : sentence) {
    const bool visible = letter != ' ';
    if (visible && !inside) ++count;
    inside = visible;
  }
  return count;
}

constexpr Errc codes[] = {Errc::unreadable,  Errc::missing,   Errc::malformed, Errc::unsupported,
                          Errc::locked,      Errc::refused,   Errc::usage,     Errc::key_full,
                          Errc::key_removed, Errc::not_whole, Errc::wrong_key, Errc::exists,
                          Errc::cancelled};

}  // namespace

TEST_CASE("Every row says something in both languages, in valid UTF-8 on one line") {
  for (const Id id : all_ids()) {
    for (const Language language : both) {
      INFO(name(id));
      const std::string row(text(id, language));
      CHECK_FALSE(row.empty());
      CHECK(valid_utf8(row) == row);
      CHECK(printable(row) == row);
      CHECK(row.front() != ' ');
      CHECK(row.back() != ' ');
    }
  }
}

TEST_CASE("Both languages of a row carry the same placeholders") {
  for (const Id id : all_ids()) {
    INFO(name(id));
    CHECK(placeholders(text(id, Language::french)) == placeholders(text(id, Language::english)));
  }
}

TEST_CASE("Every row takes as many values as it has placeholders") {
  for (const Id id : all_ids()) {
    for (const Language language : both) {
      const std::size_t count = placeholders(text(id, language)).size();
      std::vector<std::string> values;
      for (std::size_t i = 0; i < count; ++i) values.push_back("value" + std::to_string(i));
      const std::string whole = filled(id, language, values);
      INFO(name(id) << ": " << whole);
      CHECK(whole.find('{') == std::string::npos);
      CHECK(whole.find(" [value") == std::string::npos);
      for (const std::string& value : values) CHECK(whole.find(value) != std::string::npos);
    }
  }
}

TEST_CASE("A row that does not take its values is still said") {
  CHECK(format_pattern("{} and {}", {"one"}) == "{} and {} [one]");
  CHECK(format_pattern("{2}", {"one"}) == "{2} [one]");
  CHECK(format_pattern("{", {}) == "{");
}

TEST_CASE("A value with braces is text and nothing else") {
  CHECK(format_pattern("<{}>", {"{0}{1}{}"}) == "<{0}{1}{}>");
}

TEST_CASE("Values from the evidence are made printable and cut") {
  const std::string whole = filled(Id::progress_now, Language::english,
                                   {std::string("a\x1b[2J\0b", 7) + std::string(70000, 'x')});
  CHECK(whole.find('\x1b') == std::string::npos);
  CHECK(whole.find('\0') == std::string::npos);
  CHECK(whole.find("a\\x1b[2J\\x00b") != std::string::npos);
  CHECK(whole.size() < 600);
}

TEST_CASE("A row is found by its name, and nothing by a wrong one") {
  for (const Id id : all_ids()) CHECK(id_of(name(id)) == id);
  CHECK(id_of("no_such_row") == std::nullopt);
  CHECK(id_of("") == std::nullopt);
}

TEST_CASE("Every error code has its own three sentences in both languages") {
  for (const Language language : both) {
    std::set<std::string> happened;
    for (const Errc code : codes) {
      const ErrorSentences said = sentences(code, language);
      for (const std::string& one : {said.happened, said.safe, said.now}) {
        INFO(one);
        CHECK(one.size() > 10);
        CHECK(one.back() == '.');
        CHECK(words_in(one) <= 16);
        CHECK(placeholders(one).empty());
      }
      happened.insert(said.happened);
    }
    CHECK(happened.size() == std::size(codes));
  }
}

TEST_CASE("Every level has its own word in both languages") {
  for (const Language language : both) {
    std::set<std::string> levels;
    for (int i = 0; i <= static_cast<int>(Severity::critical); ++i) {
      levels.insert(severity(static_cast<Severity>(i), language));
    }
    CHECK(levels.size() == 5);
    std::set<std::string> certainties;
    for (int i = 0; i <= static_cast<int>(Certainty::certain); ++i) {
      certainties.insert(certainty(static_cast<Certainty>(i), language));
    }
    CHECK(certainties.size() == 3);
  }
}

TEST_CASE("No row gives a verdict on a machine") {
  const std::set<std::string> french{"sain",
                                     "saine",
                                     "sains",
                                     "saines",
                                     "s\u00fbr",
                                     "s\u00fbre",
                                     "s\u00fbrs",
                                     "s\u00fbres",
                                     "propre",
                                     "propres",
                                     "infect\u00e9",
                                     "infect\u00e9e",
                                     "s\u00e9curis\u00e9",
                                     "garanti",
                                     "clean"};
  const std::set<std::string> english{"clean",   "safe",     "safely",     "secure",
                                      "healthy", "infected", "guaranteed", "trusted"};
  for (const Id id : all_ids()) {
    INFO(name(id));
    for (const std::string& word : words_of(text(id, Language::french))) {
      INFO(word);
      CHECK(french.count(word) == 0);
    }
    for (const std::string& word : words_of(text(id, Language::english))) {
      INFO(word);
      CHECK(english.count(word) == 0);
    }
  }
}

TEST_CASE("French sentences are short: 15 words on average, 24 at most") {
  std::size_t words = 0;
  std::size_t sentences = 0;
  for (const Id id : all_ids()) {
    for (const std::string& sentence : sentences_of(text(id, Language::french))) {
      const std::size_t count = words_in(sentence);
      INFO(name(id) << ": " << sentence);
      CHECK(count <= 24);
      // Labels of one to three words would flatter the average.
      if (count < 4) continue;
      words += count;
      ++sentences;
    }
  }
  REQUIRE(sentences > 100);
  INFO(words << " words in " << sentences << " sentences");
  CHECK(words <= 15 * sentences);
}

TEST_CASE("French rows say vous and never tu") {
  const std::set<std::string> familiar{"tu", "ton", "tes", "toi"};
  for (const Id id : all_ids()) {
    for (const std::string& word : words_of(text(id, Language::french))) {
      INFO(name(id) << ": " << word);
      CHECK(familiar.count(word) == 0);
    }
  }
}
