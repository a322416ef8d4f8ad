// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/journal.hpp"

/// Reading a journal for a person: line by line to its end, whatever it holds. `read_journal` is
/// for machines, and stops at the first line that does not hold.
namespace trousse::evidence {

/// What is wrong with a line, or with the place between it and the one before.
enum class JournalFault {
  unreadable,  ///< no JSON object, or without its fields
  number,      ///< its `n` is not the next one: lines are missing, added, or in another order
  chain,       ///< its `prev` is not the hash of the line before: one of the two has changed
  torn,        ///< the last line has no end: a power cut, or a file cut short
};

/// One line of a journal as it stands.
struct WalkedLine {
  std::uint64_t number = 0;  ///< of the line in the text, from 1
  std::string event;         ///< empty when unreadable
  Json fields;               ///< the whole line; an empty object when unreadable
  std::vector<JournalFault> faults;
};

/// Calls `see` for each line of `text`, in order, in the memory of one line. Each is judged by the
/// bytes of the line before it, so that one change shows once. `see` returns false to stop.
void walk_journal(std::string_view text, const std::function<bool(const WalkedLine&)>& see);

/// The text of a journal: of a case or opened archive (a folder), of an archive, or the file
/// itself. Errors: missing; malformed (an archive that is none of ours); not_whole (an archive
/// without a journal); unsupported (over 64 MiB).
Result<std::string> journal_text(const std::filesystem::path& place);

}  // namespace trousse::evidence
