// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "formats/log_record.hpp"
#include "formats/sigma.hpp"

namespace trousse::tests {

using Fields = std::initializer_list<std::pair<std::string, std::string>>;

inline formats::LogRecord log_record(std::string_view channel, std::uint32_t event_id,
                                     Fields fields) {
  formats::LogRecord record;
  record.channel = channel;
  record.event_id = event_id;
  record.level = 4;
  record.number = 77;
  record.provider = "Provider-Of-Tests";
  record.computer = "CABINET-1";
  record.user = "S-1-5-18";
  record.data = fields;
  return record;
}

/// Sysmon's event 1.
inline formats::LogRecord process(Fields fields) {
  return log_record("Microsoft-Windows-Sysmon/Operational", 1, fields);
}

/// A rule around the lines of a detection, which are indented by two spaces.
inline std::string rule_with(std::string_view detection, std::string_view logsource =
                                                             "{category: process_creation, "
                                                             "product: windows}") {
  return "title: A rule\nlogsource: " + std::string(logsource) + "\ndetection:\n" +
         std::string(detection);
}

/// "yes" or "no" as the rule matches the record, or why the rule was left out.
inline std::string answer(const std::string& rule, const formats::LogRecord& record) {
  formats::SigmaRules rules;
  rules.add("test.yml", rule);
  if (!rules.left_out().empty()) return rules.left_out()[0];
  if (rules.count() != 1) return "no rule";
  return rules.match(record).empty() ? "no" : "yes";
}

/// The answer for one line of a selection, as "Image|endswith: x".
inline std::string answer_of_line(std::string_view line, const formats::LogRecord& record) {
  return answer(rule_with("  sel:\n    " + std::string(line) + "\n  condition: sel\n"), record);
}

}  // namespace trousse::tests
