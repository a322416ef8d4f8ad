// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "formats/sigma.hpp"

/// The bytes are a file of rules that somebody dropped on the key, up to a byte 0; what follows is
/// the value of an event.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::string_view text = all.substr(0, all.find('\0'));
  const std::string value(all.substr(std::min(text.size() + 1, all.size())));
  trousse::formats::SigmaRules rules;
  rules.add("fuzz", text);
  for (const std::uint32_t id : {1U, 4688U}) {
    trousse::formats::LogRecord record;
    record.channel = id == 1 ? "Microsoft-Windows-Sysmon/Operational" : "Security";
    record.event_id = id;
    record.data = {{"Image", value}, {"NewProcessName", value}, {"CommandLine", value}};
    for (const std::size_t number : rules.match(record)) (void)rules.rule(number).title;
  }
  return 0;
}
