// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <span>

#include "core/reader.hpp"
#include "formats/event_log.hpp"

/// The bytes are an event log: all its records are read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  const trousse::MemoryReader reader({bytes.begin(), bytes.end()});
  auto log = trousse::formats::EventLog::open(reader);
  if (!log) return 0;
  trousse::formats::LogRecord record;
  while (true) {
    const auto step = log->next(record);
    if (!step || *step == trousse::formats::EventLog::Step::end) return 0;
  }
}
