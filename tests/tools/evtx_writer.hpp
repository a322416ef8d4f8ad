// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/time.hpp"

namespace trousse::tools {

/// One event, as its XML would say it.
struct LogRecord {
  Utc when;
  std::string provider;
  std::string provider_guid;  ///< "{…}", "" for none
  std::uint16_t id = 0;
  std::uint8_t version = 0;
  std::uint8_t level = 4;
  std::uint16_t task = 0;
  std::uint8_t opcode = 0;
  std::uint64_t keywords = 0x8000000000000000;
  std::string user;                                       ///< SID, "" for none
  std::vector<std::pair<std::string, std::string>> data;  ///< name and text of each <Data>
  std::string user_data;  ///< when set, the data are children of this element of <UserData>
  std::uint32_t process = 4;
  std::uint32_t thread = 8;
};

/// An event log file as Windows keeps them ([MS-EVEN6] 2.2.12 to 2.2.17 for BinXML; the file and
/// chunk headers after the libevtx format documentation): chunks of 64 KiB with templates, names
/// hashed into the chunk's table, checksums. `first_record` numbers the first event.
std::string evtx_file(const std::string& channel, const std::string& computer,
                      const std::vector<LogRecord>& records, std::uint64_t first_record = 1);

}  // namespace trousse::tools
