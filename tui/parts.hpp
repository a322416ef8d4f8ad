// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "tui/page.hpp"
#include "tui/situation.hpp"

/// What the screens are put together from.
namespace trousse::tui {

/// A row of the messages in the language of the situation.
std::string say(const Situation& situation, words::Id id,
                const std::vector<std::string>& values = {});
/// A text of a sheet in that language.
const std::string& say(const Situation& situation, const playbooks::Text& text);

/// A page with its title, its place in the sheet and its state line; no body and no keys.
Page frame(const Situation& situation, std::string question);
/// Network, disks, room on the key, time since the discovery.
std::string state_line(const Situation& situation);

void paragraph(Page& page, std::string text, Look look = Look::plain);
void bullet(Page& page, std::string text, Look look = Look::plain);
void evidence(Page& page, std::string text, Look look = Look::plain);
void fact(Page& page, std::string label, std::string value, Look look = Look::plain);
void code(Page& page, std::string digits);
void gap(Page& page);
/// The lines of an instruction as bullets; a fact that was not read at its source says so.
void lines(Page& page, const Situation& situation, const std::vector<playbooks::Line>& lines);
/// The volumes whose reader died, a warning each; false when there is none.
bool unread_volumes(Page& page, const Situation& situation);
/// A numbered list after an empty line; `at` is the proposed one.
void choices(Page& page, const std::vector<std::string>& texts, std::size_t at);
void field(Page& page, std::string label, std::string typed, bool here);
/// What happened, what is preserved, what to do now; the detail for a technician only.
void error(Page& page, const Situation& situation, const Error& error);

/// The keys at the bottom, after those of the screen itself: F1 and F2.
enum class Keys { choice, text, go_on, work, read, wait };
void keys(Page& page, const Situation& situation, Keys kind);
/// Takes Esc back from them, where it does nothing.
void no_escape(Page& page, const Situation& situation);
/// A key as it is engraved, or as it is typed where screens are lines of text.
std::string key_said(const Situation& situation, words::Id key);

/// The key of an input, or nothing.
const Key* key_of(const Input& input);
/// Moves in a list of `count` by arrows, Home, End and by number. True when it was such a key.
bool move(std::size_t& at, std::size_t count, const Key& key);
/// Types and rubs out at the end of `text`, at most `most` bytes. True when it was such a key.
bool type(std::string& text, const Key& key, std::size_t most);

/// "23/11/2026 à 18 h 05", local time.
std::string local_moment(const Situation& situation, const Utc& time);
/// "2 h 14", "3 j 4 h", "12 min".
std::string duration(const Situation& situation, std::int64_t seconds);
/// Calendar fields of local time, "23/11/2026" of them.
std::string local_date(const Situation& situation, const Utc& time);
int local_year(const Situation& situation, const Utc& time);
/// From calendar fields of local time.
Utc from_local(const Situation& situation, int year, int month, int day, int hour, int minute);

/// Of the answer to a clock: minutes by which the watch is ahead of the machine, 0 for "same".
int minutes_of(std::string_view clock_answer);

/// Group `number` (from 1) of digits separated by '-'.
std::string group_of(std::string_view code, std::size_t number);

}  // namespace trousse::tui
