// SPDX-License-Identifier: Apache-2.0
#include "tests/words/sample_facts.hpp"

#include <fmt/format.h>

namespace trousse::tests {
namespace {

using words::FamilyCount;
using words::ReportFacts;

constexpr std::int64_t attack = 1795456800;  // 2026-11-23T18:00:00Z

Utc after(std::int64_t minutes) { return {attack + minutes * 60, 0}; }

VolumeInfo system_volume() {
  VolumeInfo volume;
  volume.number = 3;
  volume.letter = "C";
  volume.size = 511'000'000'000;
  volume.file_system = FileSystem::ntfs;
  volume.label = "Windows";
  volume.hibernation = Hibernation::fast_startup;
  WindowsInfo windows;
  windows.root = "/Windows";
  windows.display_name = "Windows 11 Professionnel";
  windows.display_version = "24H2";
  windows.build = "26100.2314";
  windows.computer_name = "PC-ACCUEIL";
  windows.installed = Utc{1700000000, 0};
  windows.last_shutdown = after(95);
  windows.time_zone = "Romance Standard Time";
  windows.users = {{"Secretariat", "/Users/Secretariat", "S-1-5-21-1-2-3-1001"},
                   {"Docteur", "/Users/Docteur", "S-1-5-21-1-2-3-1002"}};
  windows.unreadable = {"/Windows/System32/config/SECURITY: damaged header"};
  volume.windows = windows;
  return volume;
}

std::vector<VolumeInfo> volumes() {
  VolumeInfo boot;
  boot.number = 1;
  boot.letter = "D";
  boot.size = 104'857'600;
  boot.file_system = FileSystem::fat32;
  boot.label = "SYSTEM";
  VolumeInfo locked;
  locked.number = 4;
  locked.size = 488'000'000'000;
  Lock lock;
  lock.recovery_key_id = "9A3F21C7";
  lock.protectors = {{Protector::Kind::tpm, "A"}, {Protector::Kind::recovery_password, "B"}};
  locked.lock = lock;
  VolumeInfo broken;
  broken.number = 5;
  broken.size = 1'000'000'000;
  broken.file_system = FileSystem::ntfs;
  broken.trouble = "the first entry of the $MFT does not parse";
  return {boot, system_volume(), locked, broken};
}

Finding note(int number) {
  Finding finding;
  finding.kind = "ransom_note";
  finding.rule = "ransom_note";
  finding.severity = Severity::critical;
  finding.certainty = Certainty::probable;
  finding.volume = "C";
  finding.path = fmt::format("/Users/Docteur/Documents/Dossier {}/RESTORE-MY-FILES.txt", number);
  finding.when = after(21 + number);
  finding.facts = {{"family", "LockBit"}, {"score", "85"}, {"signs", "name, text:.onion"}};
  return finding;
}

Finding renamed() {
  Finding finding;
  finding.kind = "mass_rename";
  finding.rule = "census";
  finding.severity = Severity::critical;
  finding.certainty = Certainty::probable;
  finding.volume = "C";
  finding.when = after(20);
  finding.facts = {{"extension", "lockbit"},
                   {"files", "12840"},
                   {"doubled", "12833"},
                   {"folders", "/Users/Docteur/Documents, /Cabinet/Base"},
                   {"first", to_iso8601(after(20))},
                   {"last", to_iso8601(after(58))}};
  return finding;
}

Finding encrypted() {
  Finding finding;
  finding.kind = "encrypted_files";
  finding.rule = "census";
  finding.severity = Severity::critical;
  finding.certainty = Certainty::probable;
  finding.volume = "C";
  finding.facts = {
      {"extension", "lockbit"}, {"sampled", "64"}, {"encrypted", "63"}, {"family", "LockBit"}};
  return finding;
}

Finding tool() {
  Finding finding;
  finding.kind = "yara";
  finding.rule = "Tool_Mimikatz_Strings";
  finding.severity = Severity::high;
  finding.certainty = Certainty::probable;
  finding.volume = "C";
  finding.path = "/Users/Public/Music/m64.exe";
  finding.deleted = true;
  finding.when = after(-180);
  finding.facts = {{"description", "program that reads passwords from memory"},
                   {"tags", "CREDENTIALS"},
                   {"strings", "$s1 0x4410, $s4 0x9a02"}};
  return finding;
}

Finding cut() {
  Finding finding;
  finding.kind = "scan_cut";
  finding.rule = "scan_cut";
  finding.severity = Severity::informational;
  finding.certainty = Certainty::certain;
  finding.volume = "C";
  finding.path = "/Cabinet/Base/patients.fdb";
  finding.facts = {{"seconds", "60"}};
  return finding;
}

Finding remote() {
  Finding finding;
  finding.kind = "remote_tool";
  finding.rule = "AnyDesk";
  finding.severity = Severity::medium;
  finding.certainty = Certainty::certain;
  finding.volume = "C";
  finding.path = "/ProgramData/AnyDesk/ad_svc.trace";
  finding.when = after(-200);
  return finding;
}

Artifact trouble(std::string family, std::string path, std::variant<Taken, Absent> answer) {
  Artifact artifact;
  artifact.question = {"Sample", std::move(family), path};
  Origin origin;
  origin.volume = "C";
  origin.file.path = EvidencePath(path);
  artifact.origin = origin;
  artifact.answer = std::move(answer);
  return artifact;
}

}  // namespace

ReportFacts quiet_practice() {
  ReportFacts facts;
  facts.case_id = "2026-11-23-K7QF2M";
  facts.tool_version = "0.1.0";
  facts.began = "2026-11-23T20:02:11.0000000Z";
  facts.ended = "2026-11-23T20:49:40.0000000Z";
  facts.source.path = "/dev/nvme0n1";
  facts.source.kind = SourceKind::block_device;
  facts.source.size = 1'000'204'886'016;
  facts.source.model = "Samsung SSD 980 1TB";
  facts.source.serial = "S64ANJ0R";
  facts.source.transport = "nvme";
  facts.source.read_only = true;
  facts.volumes = volumes();
  facts.profile = "medical";
  facts.families["event_logs"] = {142, 3, 20, 1, 0, 812'000'000};
  facts.families["registry"] = {31, 2, 0, 1, 0, 240'000'000};
  facts.families["file_system"] = {4, 0, 0, 0, 1, 1'900'000'000};
  facts.families["execution"] = {388, 1, 0, 0, 0, 9'400'000};
  facts.families["house_made"] = {0, 12, 0, 0, 0, 0};
  facts.scanned_files = 412'077;
  facts.scanned_bytes = 198'000'000'000;
  facts.rules = 1204;
  return facts;
}

ReportFacts attacked_practice() {
  ReportFacts facts = quiet_practice();
  facts.findings = {cut(), remote(), tool(), renamed(), encrypted()};
  for (int i = 1; i <= 5; ++i) facts.findings.push_back(note(i));
  facts.findings_in_all = facts.findings.size();
  Taken taken;
  taken.gaps = {{4096, 8192}, {1'048'576, 512}};
  facts.troubles = {trouble("event_logs", "/Windows/System32/winevt/Logs/Security.evtx", taken),
                    trouble("registry", "/Windows/System32/config/SECURITY",
                            Absent{Absent::Why::failed, "read error at byte 40960"}),
                    trouble("file_system", "/$Extend/$UsnJrnl",
                            Absent{Absent::Why::skipped, "file limit: 2147483648 bytes"})};
  facts.troubles_in_all = 3;
  facts.scan_failed = 7;
  facts.scan_timed_out = 1;
  facts.rules_left_out = 6;
  facts.notes = {{"volume_oddity", "partition 6 ends past the end of the disk"}};
  return facts;
}

}  // namespace trousse::tests
