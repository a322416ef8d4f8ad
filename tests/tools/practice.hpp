// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/time.hpp"
#include "tests/tools/ntfs_writer.hpp"

/// The demonstration disk: the Windows PC of a French general practitioner on the morning after a
/// ransomware, as docs/demonstration-disk.md tells it. The family, the people and the addresses
/// are invented; nothing on it can run.
namespace trousse::tools {

namespace practice {

constexpr const char* computer = "PC-CABINET-01";
constexpr const char* machine_sid = "S-1-5-21-2891034567-1203948576-3847561029";
constexpr const char* doctor_sid = "S-1-5-21-2891034567-1203948576-3847561029-1001";
constexpr const char* desk_sid = "S-1-5-21-2891034567-1203948576-3847561029-1002";
constexpr const char* attacker_address = "203.0.113.66";  // RFC 5737: nobody's
constexpr const char* dropper = "/Users/Public/Libraries/svchost32.exe";
constexpr const char* extension = ".petitloup";
constexpr const char* marker = "TROUSSE-DEMO-PETITLOUP-DROPPER";

struct Moments {
  Utc installed = at_("2024-10-03T08:12:44Z");
  Utc last_boot = at_("2026-11-16T07:01:12Z");
  Utc guessing = at_("2026-11-19T02:10:03Z");
  Utc logged_on = at_("2026-11-19T02:14:07Z");
  Utc defender_off = at_("2026-11-19T02:16:31Z");
  Utc dropped = at_("2026-11-19T02:18:02Z");
  Utc service = at_("2026-11-19T02:18:40Z");
  Utc task = at_("2026-11-19T02:19:15Z");
  Utc shadows_deleted = at_("2026-11-19T02:21:50Z");
  Utc encryption = at_("2026-11-19T02:24:00Z");
  Utc logs_cleared = at_("2026-11-19T02:44:28Z");
  Utc shut_down = at_("2026-11-19T07:52:31Z");

 private:
  static Utc at_(const char* iso);
};
const Moments& moments();

/// A renaming by the ransomware, for the change journal.
struct Renaming {
  std::string before;
  std::string after;
  Utc when;
};

}  // namespace practice

/// The moments, short, for they stand on every line of the story.
inline const practice::Moments& when() { return practice::moments(); }

void write_windows_folder(NtfsWriter& disk);  ///< binaries' places, hosts, logs in text, WMI, SRU
void write_hives(NtfsWriter& disk);           ///< registry
void write_event_logs(NtfsWriter& disk);      ///< winevt/Logs
void write_traces(NtfsWriter& disk);          ///< prefetch, tasks, LNK, recycle bin, browser
void write_patients(NtfsWriter& disk, std::vector<practice::Renaming>& renamed);
void write_attack(NtfsWriter& disk);    ///< dropper, notes, persistence, remote control
void write_oddities(NtfsWriter& disk);  ///< streams, links, compression, hostile names
void write_change_journal(NtfsWriter& disk, const std::vector<practice::Renaming>& renamed);
void write_deletions(NtfsWriter& disk);  ///< last, so that no record is used again

/// All of the above, in order.
void write_practice(NtfsWriter& disk);

/// "/Users/A/x" as Windows says it: "C:\\Users\\A\\x".
std::string windows_path(const std::string& path);

}  // namespace trousse::tools
