// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "words/language.hpp"

/// Dates as the papers write and read them.
namespace trousse::papers {

/// "23/11/2026" for "2026-11-23", in both languages; anything else as it is, printable.
std::string civil_date(std::string_view iso_date, words::Language language);

/// Midnight UTC of "2026-11-23"; the epoch for anything else.
Utc start_of_day(std::string_view iso_date);

/// A moment as a technician types it, with its offset: "2026-11-24T19:05+01:00",
/// "2026-11-24T18:05:30Z", or what `to_iso8601` writes. Nothing for anything else: a time without
/// an offset is not guessed.
std::optional<Utc> moment_of(std::string_view text);

}  // namespace trousse::papers
