// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/reader.hpp"
#include "core/result.hpp"
#include "formats/log_record.hpp"

namespace trousse::formats {

/// True when the bytes begin with the mark of a Windows event log ("ElfFile", NUL).
bool looks_like_event_log(std::span<const std::byte> head);

/// What a log says of itself, and what of it could not be read.
struct EventLogFacts {
  bool dirty = false;         ///< not closed by Windows: a copy of a running system, or a power cut
  std::uint64_t records = 0;  ///< given so far
  std::uint64_t damaged_records = 0;  ///< runs of bytes that should be records and are none
  std::uint64_t damaged_chunks = 0;   ///< 64 KiB each, without the mark of a chunk
};

/// The events of a Windows event log (.evtx, format 3.x), one chunk of 64 KiB in memory at a time.
/// Chunks and records are found by their marks, not by the counts of the headers, so a log that
/// was not closed gives its last events too. Checksums are not asked: a log in use has old ones.
/// What is damaged is counted and gone around. What chunks keep beyond their last record (events
/// of before) is not given.
class EventLog {
 public:
  enum class Step { record, damaged, nothing, end };

  /// `bytes` must outlive it. Errors: malformed (not an event log), unsupported (another version),
  /// those of the reader but unreadable.
  static Result<EventLog> open(const Reader& bytes);
  EventLog(EventLog&&) noexcept;
  EventLog& operator=(EventLog&&) noexcept;
  ~EventLog();

  /// Reads the next record, in the order of the file, into `record`. `damaged`: one was passed
  /// that could not be read, and `record` says nothing. Each step is bounded work. Errors: those
  /// of the reader but unreadable (such bytes count as damaged).
  Result<Step> next(LogRecord& record);
  const EventLogFacts& facts() const;

 private:
  struct Body;
  explicit EventLog(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace trousse::formats
