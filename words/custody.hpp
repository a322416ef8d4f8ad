// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "words/language.hpp"

/// The custody journal (docs/archive-format.md §3) for a person. Every value may come from an
/// archive that somebody else wrote: it is made printable and cut, and a field of another type than
/// expected is left out.
namespace trousse::words {

/// A question of a sheet and its answer as a person reads them.
struct AnswerWords {
  std::string question, answer;
};
/// What the sheets say of the id of a step and of the value that was answered (of "sheet" and the
/// id of a sheet: its title); empty texts for what they do not know.
using AnswerReader =
    std::function<AnswerWords(const std::string& step, const std::string& value, Language)>;

/// One event as sentences, the first says what happened; each is one line before wrapping. An
/// event that has no words of its own is given by its name and its fields.
std::vector<std::string> custody(const nlohmann::ordered_json& line, Language language,
                                 const AnswerReader& answers = {});

/// The title of a line: "Ligne 3, 24/11/2026 à 18 h 05 (UTC)". `number` counts from 1.
std::string custody_title(std::uint64_t number, const nlohmann::ordered_json& line,
                          Language language);

/// The time that a watch showed at that line, when the clock was `offset` seconds behind it; empty
/// when the line has no time.
std::string custody_watch(const nlohmann::ordered_json& line, std::int64_t offset,
                          Language language);

/// "1 h 02 min", "45 s", "12 d 3 h": the two largest units of a number of seconds.
std::string duration(std::uint64_t seconds, Language language);

/// The seconds to add to the times of a `clock` line, when it has them and they are plausible.
std::optional<std::int64_t> custody_offset(const nlohmann::ordered_json& line);

// To add an event: a function in custody.cpp, a line in its table, rows in messages/custody.def.

}  // namespace trousse::words
