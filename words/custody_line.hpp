// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "words/custody.hpp"
#include "words/messages.hpp"

/// How an event of the journal is taken apart for its sentences; for words/custody*.cpp only.
namespace trousse::words {

/// One line of the journal and the sentences made of it so far.
class CustodyLine {
 public:
  using Json = nlohmann::ordered_json;

  /// What the sheets say of answers: `reader`, if there is one.
  CustodyLine(const Json& fields, Language language, const AnswerReader& reader = {})
      : fields_(fields), language_(language), reader_(reader) {}

  Language language() const { return language_; }
  const Json& fields() const { return fields_; }

  bool has(const char* name) const { return fields_.contains(name); }
  bool flag_set(const char* name) const;
  std::uint64_t number(const char* name) const;            ///< 0 when it is none
  std::string raw(const char* name) const;                 ///< the text as it is; empty when none
  std::string text(const char* name) const;                ///< printable, cut
  std::vector<std::string> texts(const char* name) const;  ///< printable, at most 16
  std::string count(const char* name) const;               ///< "12 345"
  std::string bytes(const char* name) const;               ///< "1,4 Go"
  std::string flag(const char* name) const;                ///< "oui", "non", "inconnu"
  std::string moment_of(const char* name) const;
  /// Of a step and of what was answered to it, as `AnswerReader` says.
  AnswerWords answer(const std::string& step, const std::string& value) const {
    return reader_ ? reader_(step, value, language_) : AnswerWords{};
  }

  /// Adds a sentence; one whose values are all empty is left out: what is not known is not said.
  void say(Id id, const std::vector<std::string>& values = {});
  /// The short and the full form of a SHA-256.
  void say_hash(const char* name);

  std::vector<std::string> take() { return std::move(said_); }

  /// Any value as one short text.
  static std::string shown(const Json& value, Language language);

 private:
  const Json& fields_;
  Language language_;
  AnswerReader reader_;
  std::vector<std::string> said_;
};

void say_machine(CustodyLine& line);
void say_clock(CustodyLine& line);
void say_network(CustodyLine& line);
void say_begin(CustodyLine& line);
void say_end(CustodyLine& line);

}  // namespace trousse::words
