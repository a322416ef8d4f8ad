// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/tools/bytes.hpp"
#include "tests/tools/evtx_writer.hpp"
#include "tests/tools/practice.hpp"

namespace trousse::tools {
namespace {

using Data = std::vector<std::pair<std::string, std::string>>;

constexpr const char* desk = "Secretariat";
constexpr const char* logs = "/Windows/System32/winevt/Logs/";

LogRecord record(const Utc& time, const std::string& provider, std::uint16_t id, Data data) {
  LogRecord out;
  out.when = time;
  out.provider = provider;
  out.id = id;
  out.data = std::move(data);
  return out;
}

LogRecord audit(const Utc& time, std::uint16_t id, bool success, Data data) {
  LogRecord out = record(time, "Microsoft-Windows-Security-Auditing", id, std::move(data));
  out.provider_guid = "{54849625-5478-4994-A5BA-3E3B0328C30D}";
  out.level = 0;
  out.task = id == 4688 ? 13312 : 12544;
  out.keywords = success ? 0x8020000000000000 : 0x8010000000000000;
  out.process = 728;
  return out;
}

Data logon(const std::string& user, const std::string& type, const std::string& address) {
  return {{"SubjectUserSid", "S-1-5-18"},
          {"SubjectUserName", std::string(practice::computer) + "$"},
          {"SubjectDomainName", "WORKGROUP"},
          {"SubjectLogonId", "0x3e7"},
          {"TargetUserSid", user == desk ? practice::desk_sid : practice::doctor_sid},
          {"TargetUserName", user},
          {"TargetDomainName", practice::computer},
          {"TargetLogonId", "0x5a21f0c"},
          {"LogonType", type},
          {"LogonProcessName", "User32 "},
          {"AuthenticationPackageName", "Negotiate"},
          {"WorkstationName", type == "10" ? "WIN-7Q2KX0" : practice::computer},
          {"ProcessName", "C:\\Windows\\System32\\svchost.exe"},
          {"IpAddress", address},
          {"IpPort", "0"}};
}

Data refused(const std::string& user) {
  return {{"SubjectUserSid", "S-1-0-0"},
          {"SubjectUserName", "-"},
          {"TargetUserSid", "S-1-0-0"},
          {"TargetUserName", user},
          {"TargetDomainName", ""},
          {"Status", "0xc000006d"},
          {"FailureReason", "%%2313"},
          {"SubStatus", "0xc000006a"},
          {"LogonType", "3"},
          {"LogonProcessName", "NtLmSsp "},
          {"WorkstationName", "WIN-7Q2KX0"},
          {"IpAddress", practice::attacker_address},
          {"IpPort", "0"}};
}

Data process(const std::string& program, const std::string& line, const std::string& parent) {
  return {{"SubjectUserSid", practice::desk_sid},
          {"SubjectUserName", desk},
          {"SubjectDomainName", practice::computer},
          {"SubjectLogonId", "0x5a21f0c"},
          {"NewProcessId", "0x1a2c"},
          {"NewProcessName", program},
          {"TokenElevationType", "%%1937"},
          {"ProcessId", "0x11f8"},
          {"CommandLine", line},
          {"ParentProcessName", parent}};
}

/// Windows keeps writing after a clearing, and that one is the first that is left.
std::vector<LogRecord> security() {
  std::vector<LogRecord> out;
  LogRecord cleared = record(when().logs_cleared, "Microsoft-Windows-Eventlog", 1102,
                             {{"SubjectUserSid", practice::desk_sid},
                              {"SubjectUserName", desk},
                              {"SubjectDomainName", practice::computer},
                              {"SubjectLogonId", "0x5a21f0c"}});
  cleared.provider_guid = "{FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148}";
  cleared.user_data = "LogFileCleared";
  cleared.task = 104;
  cleared.keywords = 0x4020000000000000;
  out.push_back(cleared);
  out.push_back(
      audit(at("2026-11-19T06:58:11Z"), 4624, true, logon("Alice.Martin", "2", "127.0.0.1")));
  out.push_back(audit(when().shut_down, 4647, true, {{"TargetUserName", "Alice.Martin"}}));
  return out;
}

/// What the attacker copied out before clearing would hold the night; here the copy that an
/// archiving policy left, so that there is something to find.
std::vector<LogRecord> archived_security() {
  std::vector<LogRecord> out;
  for (int day = 0; day < 30; ++day) {
    const Utc morning = later(at("2026-10-19T07:02:00Z"), day * 86400, 1200300);
    out.push_back(audit(morning, 4624, true, logon("Alice.Martin", "2", "127.0.0.1")));
    out.push_back(audit(later(morning, 300), 4624, true, logon(desk, "2", "127.0.0.1")));
  }
  const std::vector<std::string> names{"administrateur", "admin", "user", "docteur", desk};
  for (int attempt = 0; attempt < 240; ++attempt) {
    out.push_back(audit(later(when().guessing, attempt, 137000000), 4625, false,
                        refused(names[static_cast<std::size_t>(attempt) % names.size()])));
  }
  out.push_back(audit(when().logged_on, 4624, true, logon(desk, "10", practice::attacker_address)));
  const std::string dropped = windows_path(practice::dropper);
  out.push_back(audit(when().dropped, 4688, true,
                      process(dropped, dropped + " -s", "C:\\Windows\\explorer.exe")));
  out.push_back(audit(later(when().dropped, 20), 4720, true,
                      {{"TargetUserName", "support$"}, {"SubjectUserName", desk}}));
  out.push_back(audit(when().shadows_deleted, 4688, true,
                      process("C:\\Windows\\System32\\vssadmin.exe",
                              "vssadmin.exe delete shadows /all /quiet", dropped)));
  return out;
}

std::vector<LogRecord> system() {
  std::vector<LogRecord> out;
  LogRecord cleared = record(when().logs_cleared, "Microsoft-Windows-Eventlog", 104,
                             {{"SubjectUserName", desk}, {"Channel", "System"}});
  cleared.user_data = "LogFileCleared";
  out.push_back(cleared);
  LogRecord service = record(later(when().logs_cleared, 5), "Service Control Manager", 7045,
                             {{"ServiceName", "WinUpdSync"},
                              {"ImagePath", windows_path(practice::dropper) + " -s"},
                              {"ServiceType", "user mode service"},
                              {"StartType", "auto start"},
                              {"AccountName", "LocalSystem"}});
  service.provider_guid = "{555908D1-A6D7-4695-8E1E-26931D2012F4}";
  service.user = practice::desk_sid;
  out.push_back(service);
  out.push_back(
      record(later(when().logs_cleared, 9), "Service Control Manager", 7036,
             {{"param1", "Microsoft Defender Antivirus Service"}, {"param2", "stopped"}}));
  out.push_back(record(when().shut_down, "User32", 1074,
                       {{"param1", "C:\\Windows\\explorer.exe"}, {"param5", "power off"}}));
  out.push_back(record(later(when().shut_down, 3), "EventLog", 6006, {}));
  return out;
}

std::vector<LogRecord> application() {
  std::vector<LogRecord> out;
  for (int i = 0; i < 12; ++i) {
    LogRecord one = record(later(when().encryption, 60 * i), "Application Error", 1000,
                           {{"AppName", "CabinetMed.exe"}, {"ExceptionCode", "c0000005"}});
    one.level = 2;
    out.push_back(one);
  }
  return out;
}

std::vector<LogRecord> defender() {
  const std::string provider = "Microsoft-Windows-Windows Defender";
  std::vector<LogRecord> out;
  LogRecord seen =
      record(later(when().defender_off, -40), provider, 1116,
             {{"Product Name", "Microsoft Defender Antivirus"},
              {"Threat Name", "Ransom:Win32/PetitLoup.A"},
              {"Severity Name", "Severe"},
              {"Category Name", "Ransomware"},
              {"Path", "file:_" + windows_path("/Users/Secretariat/Downloads/maj.zip")},
              {"Detection User", std::string(practice::computer) + "\\" + desk}});
  seen.level = 3;
  out.push_back(seen);
  LogRecord off = record(
      when().defender_off, provider, 5001,
      {{"Product Name", "Microsoft Defender Antivirus"}, {"Product Version", "4.18.26090.11"}});
  out.push_back(off);
  for (LogRecord& one : out) {
    one.provider_guid = "{11CD958A-C507-4EF3-B3F2-5FD9DFBD2C78}";
    one.user = "S-1-5-18";
  }
  return out;
}

std::vector<LogRecord> tasks() {
  const std::string provider = "Microsoft-Windows-TaskScheduler";
  return {record(when().task, provider, 106,
                 {{"TaskName", "\\WinUpdSync"},
                  {"UserContext", std::string(practice::computer) + "\\" + desk}}),
          record(later(when().task, 60), provider, 200,
                 {{"TaskName", "\\WinUpdSync"}, {"ActionName", windows_path(practice::dropper)}})};
}

std::vector<LogRecord> power_shell() {
  const auto block = [](const Utc& time, const std::string& text) {
    LogRecord one = record(time, "Microsoft-Windows-PowerShell", 4104,
                           {{"MessageNumber", "1"},
                            {"MessageTotal", "1"},
                            {"ScriptBlockText", text},
                            {"ScriptBlockId", "5f0c1a3e-8c2d-4b7e-9a61-2d3e4f506172"},
                            {"Path", ""}});
    one.provider_guid = "{A0C1853B-5C40-4B15-8766-3CF1C58F985A}";
    one.level = 3;
    one.user = practice::desk_sid;
    return one;
  };
  return {block(when().defender_off, "Set-MpPreference -DisableRealtimeMonitoring $true"),
          block(later(when().defender_off, 9), "Add-MpPreference -ExclusionPath C:\\Users\\Public"),
          block(when().shadows_deleted,
                "Get-WmiObject Win32_Shadowcopy | ForEach-Object { $_.Delete() }")};
}

std::vector<LogRecord> sessions() {
  std::vector<LogRecord> out;
  const std::vector<std::pair<Utc, std::uint16_t>> all{{when().logged_on, 21},
                                                       {later(when().logged_on, 640), 24},
                                                       {later(when().logged_on, 655), 25},
                                                       {later(when().logs_cleared, 30), 23}};
  for (const auto& [time, id] : all) {
    LogRecord one = record(time, "Microsoft-Windows-TerminalServices-LocalSessionManager", id,
                           {{"User", std::string(practice::computer) + "\\" + desk},
                            {"SessionID", "3"},
                            {"Address", practice::attacker_address}});
    one.user_data = "EventXML";
    one.user = "S-1-5-18";
    out.push_back(one);
  }
  return out;
}

void put(NtfsWriter& disk, const std::string& file, const std::string& channel,
         const std::vector<LogRecord>& records, std::uint64_t first = 1) {
  FileOptions options;
  options.created = when().installed;
  options.modified = records.back().when;
  disk.file(logs + file, evtx_file(channel, practice::computer, records, first), options);
}

}  // namespace

void write_event_logs(NtfsWriter& disk) {
  put(disk, "Security.evtx", "Security", security(), 48213);
  put(disk, "Archive-Security-2026-11-19-02-44-20-113.evtx", "Security", archived_security(),
      47901);
  put(disk, "System.evtx", "System", system(), 9120);
  put(disk, "Application.evtx", "Application", application(), 3310);
  put(disk, "Microsoft-Windows-Windows Defender%4Operational.evtx",
      "Microsoft-Windows-Windows Defender/Operational", defender(), 812);
  put(disk, "Microsoft-Windows-TaskScheduler%4Operational.evtx",
      "Microsoft-Windows-TaskScheduler/Operational", tasks(), 5120);
  put(disk, "Microsoft-Windows-PowerShell%4Operational.evtx",
      "Microsoft-Windows-PowerShell/Operational", power_shell(), 77);
  put(disk, "Microsoft-Windows-TerminalServices-LocalSessionManager%4Operational.evtx",
      "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational", sessions(), 402);
}

}  // namespace trousse::tools
