// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

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

/// The text of a row, placeholders ({} in order) still in it.
std::string_view text(Id id, Language language);

/// What a person reads of an error: what happened, what is safe, what to do now.
struct ErrorSentences {
  std::string happened;
  std::string safe;
  std::string now;
};
ErrorSentences sentences(Errc code, Language language);

/// One sentence for a finding, its facts made printable and put in.
std::string sentence(const Finding& finding, Language language);

std::string severity(Severity severity, Language language);
std::string certainty(Certainty certainty, Language language);

/// "1,4 Go" / "1.4 GB": powers of 1000, one decimal from 10 upward none.
std::string size(std::uint64_t bytes, Language language);

/// "23/11/2026 à 19 h 04 (UTC)" / "23 November 2026, 19:04 UTC".
std::string moment(const Utc& time, Language language);

}  // namespace trousse::words
