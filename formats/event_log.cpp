// SPDX-License-Identifier: Apache-2.0
// After [MS-EVEN6] and "Windows XML Event Log (EVTX)" (J. Metz). Read by ourselves: libevtx gives
// up on logs that Windows writes, and is slow (docs/decisions/0017-event-log-reader.md).
#include "formats/event_log.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "formats/binary_xml.hpp"
#include "formats/event_fields.hpp"

namespace trousse::formats {
namespace {

using LogBytes = std::span<const std::byte>;

constexpr std::string_view file_mark("ElfFile\0", 8);
constexpr std::string_view chunk_mark("ElfChnk\0", 8);
constexpr std::string_view record_mark("**\0\0", 4);
constexpr std::size_t chunk_size = 65536;
constexpr std::size_t chunk_header = 512;
constexpr std::size_t record_header = 24;  // mark, size, number, time
constexpr std::size_t least_record = record_header + 4;
constexpr std::size_t record_step = 8;  // records begin at its multiples

std::uint64_t at_offset(LogBytes from, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;)
    value = value << 8 | static_cast<std::uint8_t>(from[at + i]);
  return value;
}

bool has(LogBytes bytes, std::size_t at, std::string_view mark) {
  return at <= bytes.size() && bytes.size() - at >= mark.size() &&
         std::memcmp(bytes.data() + at, mark.data(), mark.size()) == 0;
}

bool is_zero(LogBytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte one) { return one == std::byte{}; });
}

}  // namespace

struct EventLog::Body {
  explicit Body(const Reader& from) : bytes(from) {}

  const Reader& bytes;
  EventLogFacts facts;
  std::uint64_t next_chunk = 0;  // offset in the file
  std::vector<std::byte> chunk;  // empty when the next one is to be read
  std::unique_ptr<BinaryXml> xml;
  std::size_t at = 0;           // in the chunk
  std::size_t used = 0;         // where the chunk says that its records end
  std::uint64_t last = 0;       // number of the last record seen in the chunk
  std::uint64_t last_said = 0;  // that of its last record as the chunk says it

  enum class Loaded { chunk, nothing, end };
  Result<Loaded> load();
  bool find_record();
  bool is_record(std::size_t offset) const;
  bool read(LogRecord& record);
};

/// The next chunk; nothing when it is room that the log has not used yet.
Result<EventLog::Body::Loaded> EventLog::Body::load() {
  if (bytes.size() < chunk_header || next_chunk >= bytes.size() - chunk_header) return Loaded::end;
  chunk.resize(chunk_size);
  std::vector<Gap> gaps;
  const std::size_t got = TRY(read_with_gaps(bytes, next_chunk, chunk, gaps));
  std::fill(chunk.begin() + static_cast<std::ptrdiff_t>(got), chunk.end(), std::byte{});
  next_chunk += chunk_size;
  if (!gaps.empty()) ++facts.damaged_chunks;
  if (is_zero(chunk)) {
    chunk.clear();
    return Loaded::nothing;
  }
  const bool marked = has(chunk, 0, chunk_mark);
  if (!marked && gaps.empty()) ++facts.damaged_chunks;
  const auto free_space = static_cast<std::size_t>(at_offset(chunk, 48, 4));
  const bool is_sound = marked && free_space >= chunk_header && free_space <= chunk_size;
  used = is_sound ? free_space : chunk_size;
  last_said = is_sound ? at_offset(chunk, 32, 8) : 0;
  last = 0;
  at = chunk_header;
  xml = std::make_unique<BinaryXml>(chunk);
  return Loaded::chunk;
}

bool EventLog::Body::is_record(std::size_t offset) const {
  if (chunk_size - offset < least_record || !has(chunk, offset, record_mark)) return false;
  const auto size = static_cast<std::size_t>(at_offset(chunk, offset + 4, 4));
  return size >= least_record && size <= chunk_size - offset &&
         at_offset(chunk, offset + size - 4, 4) == size;
}

/// Goes to the next record at or behind `at`; false when the chunk has no more. Bytes that are no
/// record where one should be count as one damaged.
bool EventLog::Body::find_record() {
  if (at < chunk_size && is_record(at)) {
    // Behind the end that the chunk says stand the last events of a log that was not closed, or
    // what an earlier use of the chunk left: those have lower numbers.
    return at < used || at_offset(chunk, at + 8, 8) > last;
  }
  if (at >= used || (last_said != 0 && last == last_said)) return false;
  if (is_zero(LogBytes(chunk).subspan(at, used - at))) return false;
  ++facts.damaged_records;
  for (std::size_t next = (at / record_step + 1) * record_step; next < used; next += record_step) {
    if (!is_record(next)) continue;
    at = next;
    return true;
  }
  return false;
}

/// The record at `at`, which is then passed.
bool EventLog::Body::read(LogRecord& record) {
  const auto size = static_cast<std::size_t>(at_offset(chunk, at + 4, 4));
  const std::size_t start = at;
  at += size;
  last = at_offset(chunk, start + 8, 8);
  record = LogRecord();
  record.number = last;
  record.when = from_filetime(at_offset(chunk, start + 16, 8));
  EventFields fields(record);
  return xml->walk(start + record_header, start + size - 4, fields) && fields.finish();
}

bool looks_like_event_log(std::span<const std::byte> head) { return has(head, 0, file_mark); }

Result<EventLog> EventLog::open(const Reader& bytes) {
  std::vector<std::byte> header(128);
  std::vector<Gap> gaps;
  header.resize(TRY(read_with_gaps(bytes, 0, header, gaps)));
  if (!looks_like_event_log(header)) return fail(Errc::malformed, "not a Windows event log");
  if (header.size() < 128) return fail(Errc::malformed, "an event log cut in its header");
  if (at_offset(header, 38, 2) != 3) {
    return fail(Errc::unsupported, "an event log of another version than 3");
  }
  auto body = std::make_unique<Body>(bytes);
  body->next_chunk = std::max<std::uint64_t>(at_offset(header, 40, 2), 128);
  body->facts.dirty = (at_offset(header, 120, 4) & 1) != 0;
  return EventLog(std::move(body));
}

EventLog::EventLog(std::unique_ptr<Body> body) : body_(std::move(body)) {}
EventLog::EventLog(EventLog&&) noexcept = default;
EventLog& EventLog::operator=(EventLog&&) noexcept = default;
EventLog::~EventLog() = default;

const EventLogFacts& EventLog::facts() const { return body_->facts; }

Result<EventLog::Step> EventLog::next(LogRecord& record) {
  Body& body = *body_;
  while (true) {
    if (body.chunk.empty()) {
      const auto loaded = TRY(body.load());
      if (loaded == Body::Loaded::end) return Step::end;
      if (loaded == Body::Loaded::nothing) return Step::nothing;
    }
    const std::uint64_t damaged = body.facts.damaged_records;
    const bool found = body.find_record();
    if (!found) body.chunk.clear();
    // Told before what follows it, so that a log of damage alone gives its reader a turn as well.
    if (body.facts.damaged_records != damaged) return Step::damaged;
    if (!found) continue;
    if (!body.read(record)) {
      ++body.facts.damaged_records;
      return Step::damaged;
    }
    ++body.facts.records;
    return Step::record;
  }
}

}  // namespace trousse::formats
