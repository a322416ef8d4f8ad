// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/time.hpp"

namespace trousse::formats {

/// One event of a Windows event log ([MS-EVEN6] 2.2.12 to 2.2.14). Strings are UTF-8 and come from
/// the evidence: shown through `printable` only.
struct LogRecord {
  std::uint64_t number = 0;    ///< EventRecordID
  std::optional<Utc> when;     ///< System/TimeCreated
  std::uint32_t event_id = 0;  ///< without its qualifiers
  std::uint32_t level = 0;     ///< as written: 1 critical … 4 information, 0 always
  std::string channel;         ///< "Security"
  std::string provider;        ///< "Microsoft-Windows-Security-Auditing"
  std::string computer;        ///<
  std::string user;            ///< System/Security/@UserID, a SID; "" when there is none
  /// EventData and UserData by their names, in the order of the event; a value without a name is
  /// "Data". Names may repeat.
  std::vector<std::pair<std::string, std::string>> data;
};

}  // namespace trousse::formats
