// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/civil_time.hpp"
#include "core/event.hpp"
#include "core/finding.hpp"
#include "core/result.hpp"
#include "words/language.hpp"

/// Every sentence that a person reads, French first; rows in `messages.def`.
/// To add one: a row there, with both languages; use it by its id; the tests check placeholders.
namespace trousse::words {

/// The ids of `messages.def`.
enum class Id {
#define MESSAGE(id, fr, en) id,
#include "words/messages.def"
#undef MESSAGE
};

/// How many rows there are: ids are 0 .. message_count - 1.
extern const std::size_t message_count;

/// The text of a row, placeholders ({} in order) still in it. UTF-8, no newline.
std::string_view text(Id id, Language language);

/// The text of a row with its placeholders filled. Each value goes through `printable` first, so
/// that it may come from the evidence; it is cut after 512 bytes. Values that do not fit the row
/// never fail: the row is given as it stands, the values behind it.
std::string filled(Id id, Language language, const std::vector<std::string>& values);

/// The spelling of an id in `messages.def`, and back: a Note carries its row by that name.
std::string_view name(Id id);
std::optional<Id> id_of(std::string_view name);

/// One line for a note; an id that has no row is shown as it is, before its detail.
std::string sentence(const Note& note, Language language);

/// What a person reads of an error: what happened, what is preserved, what to do now.
struct ErrorSentences {
  std::string happened;
  std::string safe;
  std::string now;
};
ErrorSentences sentences(Errc code, Language language);

/// One or two sentences for a finding, its facts made printable and put in. Only the last name of
/// the path is in it: the face shows volume, path and time beside it.
std::string sentence(const Finding& finding, Language language);

/// One sentence on all of them: what kinds of things were seen, in the order given, each once.
/// Empty when there are none.
std::string in_short(const std::vector<Finding>& findings, Language language);

std::string severity(Severity severity, Language language);
std::string certainty(Certainty certainty, Language language);

/// "1,4 Go" / "1.4 GB": powers of 1000, one decimal below 10, none from 10 upward; plain bytes
/// below 1000.
std::string size(std::uint64_t bytes, Language language);

/// "12 345" (no-break space) / "12,345".
std::string number(std::uint64_t value, Language language);

/// "23/11/2026 à 19 h 04 (UTC)" / "23 November 2026, 19:04 UTC".
std::string moment(const Utc& time, Language language);

/// The same for what `to_iso8601` wrote, or a shorter ISO form; anything else is given printable.
std::string moment(std::string_view iso, Language language);

/// "vendredi 27/11/2026 à 19 h 05" / "Friday 27/11/2026, 19:05". An hour that the clock shows twice
/// is followed by its offset: "(UTC+2)".
std::string local_moment(const CivilTime& time, Language language);

}  // namespace trousse::words
