// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/result.hpp"
#include "evidence/files.hpp"

namespace trousse::evidence {

using Json = nlohmann::ordered_json;

/// A JSON object, or Errc::malformed; never an exception. Objects deeper than 32 are refused.
Result<Json> parse_object(std::string_view text);
/// The string or number of that name; empty or 0 when it is not there or of another type.
std::string text_of(const Json& object, const char* name);
std::uint64_t number_of(const Json& object, const char* name);

/// A journal longer than this is refused: 64 MiB are several hundred thousand lines.
constexpr std::uint64_t journal_limit = std::uint64_t{64} << 20;

/// One line of custody (docs/archive-format.md §3).
struct JournalLine {
  std::string event;
  Json fields;  ///< the whole line
};

/// What a journal's text says, and whether its chain holds.
struct JournalText {
  std::vector<JournalLine> lines;
  std::string last_hash;   ///< what the next line must carry as "prev"
  std::uint64_t torn = 0;  ///< bytes at the end that a power failure left: no line of ours
};

/// Errc::not_whole with the number of the first line that does not hold.
Result<JournalText> read_journal(std::string_view text);

/// Adds lines to the journal of a case. Each is on the medium when `add` returns.
class Journal {
 public:
  /// Opens `path` for adding after what `text` says is there.
  static Result<Journal> open(Files& files, const std::filesystem::path& path,
                              const JournalText& text);
  Result<void> add(std::string_view event, const Json& facts);

 private:
  Journal(std::unique_ptr<OutputFile> out, std::uint64_t next, std::string previous)
      : out_(std::move(out)), next_(next), previous_(std::move(previous)) {}

  std::unique_ptr<OutputFile> out_;
  std::uint64_t next_;
  std::string previous_;
  bool broken_ = false;
};

}  // namespace trousse::evidence
