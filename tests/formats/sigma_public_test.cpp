// SPDX-License-Identifier: Apache-2.0
// The public rules of SigmaHQ, and the events that SigmaHQ tests them with.
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "formats/sigma.hpp"
#include "formats/yaml.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using formats::SigmaRules;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

void add_folder(SigmaRules& rules, const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".yml") continue;
    rules.add(entry.path().filename().string(), read_file(entry.path()));
  }
}

std::string text_of_json(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "" : value.dump();
}

/// The values of EventData or UserData as a reader of event logs gives them.
void add_data(const Json& data, formats::LogRecord& record) {
  for (const auto& [name, value] : data.items()) {
    if (name == "#attributes") continue;
    if (value.is_object()) {
      add_data(value, record);
    } else if (value.is_array()) {
      for (const Json& each : value) record.data.emplace_back(name, text_of_json(each));
    } else {
      record.data.emplace_back(name == "#text" ? "Data" : name, text_of_json(value));
    }
  }
}

formats::LogRecord record_of(const Json& event) {
  const Json& system = event.at("Event").at("System");
  formats::LogRecord record;
  const Json& id = system.at("EventID");
  record.event_id = id.is_object() ? id.at("#text").get<std::uint32_t>() : id.get<std::uint32_t>();
  record.level = system.value("Level", 0U);
  record.channel = system.at("Channel").get<std::string>();
  record.provider = system.at("Provider").at("#attributes").at("Name").get<std::string>();
  record.computer = system.at("Computer").get<std::string>();
  for (const char* part : {"EventData", "UserData"}) {
    const auto found = event.at("Event").find(part);
    if (found != event.at("Event").end() && found->is_object()) add_data(*found, record);
  }
  return record;
}

/// The events of one file of the regression data: JSON objects one behind the other.
std::vector<formats::LogRecord> records_in(const fs::path& path) {
  std::vector<formats::LogRecord> records;
  std::ifstream in(path);
  while (in >> std::ws && in.peek() != std::ifstream::traits_type::eof()) {
    Json event;
    in >> event;
    if (event.is_array()) {
      for (const Json& each : event) records.push_back(record_of(each));
    } else {
      records.push_back(record_of(event));
    }
  }
  return records;
}

std::string lines(const std::vector<std::string>& all) {
  return fmt::format("{}\n", fmt::join(all, "\n"));
}

}  // namespace

TEST_CASE("SigmaHQ's rules for Windows load, and each that does not is named with its reason") {
  DATA_OR_SKIP(data, "09-sigma-rules");
  const fs::path root = data / "SigmaHQ+sigma";
  SigmaRules rules;
  for (const char* folder : {"rules", "rules-emerging-threats", "rules-threat-hunting"}) {
    add_folder(rules, root / folder);
  }
  INFO(lines(rules.left_out()));
  CHECK(rules.count() == 0);
  CHECK(rules.for_other_logs() == 0);
  CHECK(rules.left_out().size() == 0);
}

TEST_CASE("each rule of SigmaHQ's regression data matches the events that it is tested with") {
  DATA_OR_SKIP(rule_data, "09-sigma-rules");
  DATA_OR_SKIP(log_data, "03-evtx");
  SigmaRules rules;
  for (const char* folder : {"rules", "rules-emerging-threats", "rules-threat-hunting"}) {
    add_folder(rules, rule_data / "SigmaHQ+sigma" / folder);
  }
  std::size_t tests = 0;
  std::vector<std::string> differing;
  const fs::path regression = log_data / "SigmaHQ+sigma" / "regression_data";
  for (const auto& entry : fs::recursive_directory_iterator(regression)) {
    if (entry.path().extension() != ".json") continue;
    ++tests;
    const std::string id = entry.path().stem().string();
    const auto records = records_in(entry.path());
    std::size_t matched = 0;
    for (const auto& record : records) {
      for (const std::size_t number : rules.match(record)) matched += rules.rule(number).id == id;
    }
    if (matched == 0) {
      differing.push_back(fmt::format("{}: 0 of {}", entry.path().parent_path().filename().string(),
                                      records.size()));
    }
  }
  INFO(lines(differing));
  CHECK(tests == 102);
  CHECK(differing.empty());
}
