// SPDX-License-Identifier: Apache-2.0
// The public rules of SigmaHQ, and the events that SigmaHQ tests them with.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/reader.hpp"
#include "formats/event_log.hpp"
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

void add_published(SigmaRules& rules, const fs::path& data) {
  for (const char* folder : {"rules", "rules-emerging-threats", "rules-threat-hunting"}) {
    add_folder(rules, data / "SigmaHQ+sigma" / folder);
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

std::vector<formats::LogRecord> records_of_log(const fs::path& path) {
  const MemoryReader reader(bytes_of(read_file(path)));
  std::vector<formats::LogRecord> records;
  auto log = formats::EventLog::open(reader);
  if (!log) return records;
  formats::LogRecord record;
  for (;;) {
    const auto step = log->next(record);
    if (!step || *step == formats::EventLog::Step::end) return records;
    if (*step == formats::EventLog::Step::record) records.push_back(record);
  }
}

/// The count of matches that the test of a rule asks for, 0 when it gives none.
std::size_t wanted_matches(const fs::path& info) {
  const auto documents = formats::parse_yaml(read_file(info));
  if (!documents || documents->empty()) return 0;
  const formats::Yaml* tests = (*documents)[0].find("regression_tests_info");
  if (tests == nullptr) return 0;
  std::size_t wanted = 0;
  for (const formats::Yaml& test : tests->items) {
    wanted += static_cast<std::size_t>(std::stoul(test.text("match_count", "0")));
  }
  return wanted;
}

std::size_t matches_of(const SigmaRules& rules, const std::string& id,
                       const std::vector<formats::LogRecord>& records) {
  std::size_t matched = 0;
  for (const formats::LogRecord& record : records) {
    for (const std::size_t number : rules.match(record)) matched += rules.rule(number).id == id;
  }
  return matched;
}

std::string lines(const std::vector<std::string>& all) {
  return fmt::format("{}\n", fmt::join(all, "\n"));
}

}  // namespace

TEST_CASE("SigmaHQ's rules for Windows load, and each that does not is named with its reason") {
  DATA_OR_SKIP(data, "09-sigma-rules");
  SigmaRules rules;
  add_published(rules, data);
  std::vector<std::string> left_out = rules.left_out();
  std::sort(left_out.begin(), left_out.end());
  INFO(lines(left_out));
  CHECK(rules.count() == 2847);
  CHECK(rules.for_other_logs() == 902);
  REQUIRE(left_out.size() == 5);
  const auto says = [&](std::size_t i, std::string_view file, std::string_view why) {
    return left_out[i].rfind(file, 0) == 0 && left_out[i].find(why) != std::string::npos;
  };
  CHECK(says(0, "win_mssql_sp_maggie.yml", "'Message'"));
  CHECK(says(1, "win_security_adcs_certighost_cdc_chase_request.yml", "'expand'"));
  CHECK(says(2, "win_security_adcs_certighost_cert_issued_via_chase.yml", "'expand'"));
  CHECK(says(3, "win_security_user_couldnt_call_priv_service_lsaregisterlogonprocess.yml",
             "'Keywords'"));
  CHECK(says(4, "win_software_atera_rmm_agent_install.yml", "'Message'"));
}

TEST_CASE(
    "SigmaHQ's rules that are out of use or need values of one's own are named, all of them") {
  DATA_OR_SKIP(data, "09-sigma-rules");
  const fs::path root = data / "SigmaHQ+sigma";
  SigmaRules old;
  add_folder(old, root / "deprecated");
  add_folder(old, root / "unsupported");
  // Seven that lie there say of themselves that they are in use.
  CHECK(old.count() == 7);
  CHECK(old.count() + old.left_out().size() + old.for_other_logs() == 261);
  const auto advised_against =
      std::count_if(old.left_out().begin(), old.left_out().end(), [](const std::string& line) {
        return line.find(": its authors call it ") != std::string::npos;
      });
  CHECK(advised_against >= 170);
  SigmaRules placeholders;
  add_folder(placeholders, root / "rules-placeholder");
  CHECK(placeholders.count() == 0);
  CHECK(placeholders.left_out().size() + placeholders.for_other_logs() == 23);
}

TEST_CASE("each rule of SigmaHQ's regression data matches the events that it is tested with") {
  DATA_OR_SKIP(rule_data, "09-sigma-rules");
  DATA_OR_SKIP(log_data, "03-evtx");
  SigmaRules rules;
  add_published(rules, rule_data);
  // Here SigmaHQ's count is lower than what its rule says of its log: its own runner takes a count
  // as the least. Each of these events was read beside the rule.
  const std::map<std::string, std::size_t> more = {
      {"file_event_win_anydesk_artefact", 3},
      {"registry_set_change_security_zones", 3},
      {"registry_set_disable_administrative_share", 2}};
  std::size_t logs = 0;
  std::size_t told = 0;
  std::vector<std::string> differing;
  const fs::path regression = log_data / "SigmaHQ+sigma" / "regression_data";
  for (const auto& entry : fs::recursive_directory_iterator(regression)) {
    if (entry.path().extension() != ".evtx") continue;
    ++logs;
    const std::string id = entry.path().stem().string();
    const std::string name = entry.path().parent_path().filename().string();
    std::size_t wanted = wanted_matches(entry.path().parent_path() / "info.yml");
    if (const auto found = more.find(name); found != more.end()) wanted = found->second;
    const std::size_t matched = matches_of(rules, id, records_of_log(entry.path()));
    // SigmaHQ gives most logs a count, and a file of JSON with the events that it has in mind.
    told += wanted > 0;
    const fs::path json = fs::path(entry.path()).replace_extension(".json");
    const std::size_t in_json = matches_of(rules, id, records_in(json));
    const bool as_wanted = wanted > 0 ? matched == wanted : matched > 0;
    if (as_wanted && in_json > 0) continue;
    differing.push_back(
        fmt::format("{}: {} matches for {}, {} in JSON", name, matched, wanted, in_json));
  }
  INFO(lines(differing));
  CHECK(logs == 102);
  CHECK(told == 86);
  CHECK(differing.empty());
}
