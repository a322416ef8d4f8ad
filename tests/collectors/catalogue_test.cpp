// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "collectors/definition.hpp"
#include "collectors/expand.hpp"
#include "collectors/glob.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::collectors;

namespace {

/// Names of the definitions of the catalogue, up to a profile, that would take a path.
std::set<std::string> takers(std::string_view path, Profile profile) {
  static const Definitions all = catalogue();
  VolumeInfo volume;
  volume.file_system = FileSystem::ntfs;
  const Places places = places_of(volume);
  std::set<std::string> names;
  for (const Definition& one : all.loaded) {
    if (one.profile > profile) continue;
    GlobSet set(GlobSet::Letters::folded);
    for (const auto& written : one.paths) {
      const auto patterns = expand(written.text, places);
      REQUIRE(patterns);
      for (const auto& pattern : *patterns) REQUIRE(set.add(pattern, 0));
    }
    if (!set.match(path).empty()) names.insert(one.name);
  }
  return names;
}

}  // namespace

TEST_CASE("the catalogue loads whole, each definition once, with a family and a profile") {
  const Definitions all = catalogue();
  CHECK(all.errors.empty());
  CHECK(all.unsupported.empty());
  CHECK(all.loaded.size() > 120);
  std::set<std::string> names;
  for (const Definition& one : all.loaded) {
    INFO(one.name);
    CHECK(names.insert(one.name).second);
    CHECK(one.family != "other");
    CHECK_FALSE(one.doc.empty());
  }
}

TEST_CASE("every file that an examiner of an intrusion looks for is taken in the medical profile") {
  const std::map<std::string, std::string> expected{
      {"/$MFT", "TrousseNtfsMft"},
      {"/$MFTMirr", "TrousseNtfsMftMirror"},
      {"/$Boot", "TrousseNtfsBoot"},
      {"/$LogFile", "TrousseNtfsLogFile"},
      {"/$Extend/$UsnJrnl", "TrousseNtfsUsnJournal"},
      {"/$Secure", "TrousseNtfsSecurity"},
      {"/$Extend/$RmMetadata/$TxfLog/$TxfLog.blf", "TrousseNtfsTxfLog"},
      {"/Windows/System32/config/SYSTEM", "TrousseSystemHives"},
      {"/Windows/System32/config/SAM.LOG1", "TrousseSystemHives"},
      {"/Windows/System32/config/SOFTWARE.lockbit", "TrousseSystemHives"},
      {"/Windows/System32/config/RegBack/SAM", "TrousseHiveBackups"},
      {"/Windows/System32/config/TxR/{a}.TxR.blf", "TrousseHiveBackups"},
      {"/Windows/System32/config/systemprofile/NTUSER.DAT", "TrousseUserHives"},
      {"/Windows/ServiceProfiles/LocalService/NTUSER.DAT", "TrousseUserHives"},
      {"/Users/A/NTUSER.DAT.LOG1", "TrousseUserHives"},
      {"/Documents and Settings/A/NTUSER.DAT", "TrousseUserHives"},
      {"/Users/A/AppData/Local/Microsoft/Windows/UsrClass.dat", "TrousseUserHives"},
      {"/Users/A/AppData/Local/Packages/P/SystemAppData/Helium/User.dat", "TrousseStoreAppHives"},
      {"/Windows/appcompat/Programs/Amcache.hve.LOG1", "TrousseAmcache"},
      {"/Windows/AppCompat/Programs/RecentFileCache.bcf", "TrousseRecentFileCache"},
      {"/System Volume Information/Syscache.hve", "TrousseSyscache"},
      {"/Windows/System32/winevt/Logs/Security.evtx", "TrousseEventLogs"},
      {"/Windows/System32/winevt/Logs/System.evtx.akira", "TrousseEventLogs"},
      {"/WINDOWS/system32/config/SecEvent.Evt", "TrousseEventLogsLegacy"},
      {"/Windows/System32/WDI/LogFiles/BootCKCL.etl", "TrousseBootTraces"},
      {"/Windows/Prefetch/CMD.EXE-0BD30981.pf", "TroussePrefetch"},
      {"/Windows/appcompat/pca/PcaAppLaunchDic.txt", "TroussePca"},
      {"/Windows/System32/sru/SRUDB.dat", "TrousseSrum"},
      {"/Windows/System32/Tasks/Microsoft/Windows/UpdateOrchestrator/x", "TrousseScheduledTasks"},
      {"/Windows/Tasks/a.job", "TrousseScheduledTasks"},
      {"/Windows/Tasks/SchedLgU.Txt", "TrousseScheduledTasks"},
      {"/ProgramData/Microsoft/Windows/Start Menu/Programs/StartUp/a.bat", "TrousseStartupFolders"},
      {"/Users/A/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/a.lnk",
       "TrousseStartupFolders"},
      {"/Windows/System32/wbem/Repository/OBJECTS.DATA", "TrousseWmiRepository"},
      {"/ProgramData/Microsoft/Network/Downloader/qmgr.db", "TrousseBits"},
      {"/Windows/apppatch/Custom/Custom64/{a}.sdb", "TrousseShimDatabases"},
      {"/Users/A/AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt",
       "TroussePowerShellHistory"},
      {"/Users/A/Documents/20260901/PowerShell_transcript.PC.x.txt",
       "TroussePowerShellTranscripts"},
      {"/ProgramData/Microsoft/Windows Defender/Support/MPLog-20260901-101010.log",
       "TrousseDefenderLogs"},
      {"/ProgramData/Microsoft/Windows Defender/Scans/History/Service/DetectionHistory/00/A1",
       "TrousseDefenderDetections"},
      {"/ProgramData/ESET/ESET Security/Logs/virlog.dat", "TrousseAntivirusEset"},
      {"/ProgramData/Bitdefender/Endpoint Security/Logs/a/b.log", "TrousseAntivirusBitdefender"},
      {"/ProgramData/AnyDesk/connection_trace.txt", "TrousseRemoteAccessAnyDesk"},
      {"/Program Files (x86)/TeamViewer/Connections_incoming.txt", "TrousseRemoteAccessTeamViewer"},
      {"/Users/A/AppData/Roaming/RustDesk/log/server/x.log", "TrousseRemoteAccessRustDesk"},
      {"/Program Files/ScreenConnect/App_Data/Session.db", "TrousseRemoteAccessScreenConnect"},
      {"/ProgramData/Splashtop/Temp/log/a.txt", "TrousseRemoteAccessSplashtop"},
      {"/Users/A/AppData/Local/Temp/QuickAssist/EBWebView/x.log", "TrousseRemoteAccessQuickAssist"},
      {"/ProgramData/ZohoMeeting/log/a.log", "TrousseRemoteAccessZoho"},
      {"/Program Files/ATERA Networks/AteraAgent/log.txt", "TrousseRemoteAccessAtera"},
      {"/ProgramData/TightVNC/Server/Logs/tvnserver.log", "TrousseRemoteAccessVnc"},
      {"/ProgramData/SupremoRemoteDesktop/Log/a.log", "TrousseRemoteAccessSupremo"},
      {"/Program Files (x86)/UltraViewer/ConnectionLog.Log", "TrousseRemoteAccessUltraViewer"},
      {"/Program Files (x86)/ISL Online/ISL AlwaysOn/session.xml", "TrousseRemoteAccessIsl"},
      {"/ProgramData/JWrapper-Remote Access/logs/x.log", "TrousseRemoteAccessSimpleHelp"},
      {"/Users/A/.config/rclone/rclone.conf", "TrousseRclone"},
      {"/Users/A/AppData/Roaming/WinSCP.ini", "TrousseWinScp"},
      {"/Users/A/AppData/Roaming/FileZilla/recentservers.xml", "TrousseFileZilla"},
      {"/Users/A/AppData/Roaming/Microsoft/Windows/Recent/AutomaticDestinations/a.automatic",
       "TrousseRecent"},
      {"/$Recycle.Bin/S-1-5-21-1/$IABCDEF.docx", "TrousseRecycleBinNames"},
      {"/Windows/System32/drivers/etc/hosts", "TrousseHosts"},
      {"/Windows/System32/LogFiles/Firewall/pfirewall.log", "TrousseFirewallLog"},
      {"/Windows/INF/setupapi.dev.log", "TrousseSetupApi"},
      {"/Windows/SoftwareDistribution/ReportingEvents.log", "TrousseWindowsUpdate"},
      {"/ProgramData/USOShared/Logs/System/a.etl", "TrousseWindowsUpdate"},
      {"/Windows/Logs/CBS/CBS.log", "TrousseCbsLogs"},
      {"/ProgramData/Microsoft/Windows/WER/ReportArchive/AppCrash_x/Report.wer",
       "TrousseWerReports"},
      {"/Windows/System32/GroupPolicy/Machine/Registry.pol", "TrousseGroupPolicy"},
      {"/Windows/System32/LogFiles/SUM/Current.mdb", "TrousseUserAccessLogging"},
      {"/Windows.old/Windows/System32/config/SYSTEM", "TrousseOldHives"},
      {"/Windows.old/Windows/System32/winevt/Logs/Security.evtx", "TrousseOldLogs"},
  };
  for (const auto& [path, name] : expected) {
    INFO(path);
    // A hive's folder is also looked at by content, for renamed ones.
    std::set<std::string> names = takers(path, Profile::medical);
    names.erase("TrousseRenamedHives");
    if (path.ends_with(".Evt")) names.erase("TrousseSystemHives");
    CHECK(names == std::set<std::string>{name});
  }
}

TEST_CASE("nothing that may hold patients' content is taken in the medical profile") {
  for (const char* path : {
           "/Users/A/Documents/ordonnance.docx",
           "/Users/A/Desktop/patient.pdf",
           "/Users/A/Pictures/radio.jpg",
           "/Users/A/Downloads/resultat.pdf",
           "/$Recycle.Bin/S-1-5-21-1/$RABCDEF.docx",
           "/RECYCLER/S-1-5-21-1/Dc1.doc",
           "/Users/A/AppData/Local/Microsoft/Windows/Explorer/thumbcache_256.db",
           "/ProgramData/Microsoft/Search/Data/Applications/Windows/Windows.edb",
           "/Users/A/AppData/Local/Microsoft/Outlook/a@b.fr.ost",
           "/Users/A/Documents/Outlook Files/a.pst",
           "/Users/A/AppData/Roaming/Thunderbird/Profiles/p/Mail/Local Folders/Inbox",
           "/hiberfil.sys",
           "/pagefile.sys",
           "/swapfile.sys",
           "/Windows/MEMORY.DMP",
           "/Windows/Minidump/1.dmp",
           "/Users/A/AppData/Local/CrashDumps/a.dmp",
           "/ProgramData/Microsoft/Windows/WER/ReportQueue/x/memory.hdmp",
           "/Users/A/AppData/Local/Microsoft/Terminal Server Client/Cache/bcache24.bmc",
           "/Users/A/AppData/Local/Google/Chrome/User Data/Default/History",
           "/Users/A/AppData/Roaming/Mozilla/Firefox/Profiles/p/places.sqlite",
           "/Users/A/AppData/Local/Microsoft/Windows/WebCache/WebCacheV01.dat",
           "/Users/A/AppData/Local/ConnectedDevicesPlatform/L.A/ActivitiesCache.db",
           "/Users/A/AppData/Local/Microsoft/Windows/Notifications/wpndatabase.db",
           "/Users/A/AppData/Local/Packages/Microsoft.WindowsNotepad_8/LocalState/TabState/a.bin",
           "/ProgramData/Microsoft/Windows Defender/Quarantine/ResourceData/A1/A1B2",
           "/ProgramData/SupremoRemoteDesktop/Inbox/compte-rendu.pdf",
           "/Users/A/Videos/AnyDesk/session.anydesk",
           "/Users/A/AppData/Roaming/AnyDesk/chat/1.txt",
       }) {
    INFO(path);
    std::set<std::string> names = takers(path, Profile::medical);
    // By content only: it takes a hive and nothing else (collect_test.cpp).
    names.erase("TrousseRenamedHives");
    CHECK(names.empty());
  }
  for (const Definition& one : catalogue().loaded) {
    if (one.name == "TrousseRenamedHives") CHECK(one.regf);
    const std::set<std::string> content{"quarantine",
                                        "remote_access_chats",
                                        "remote_access_content",
                                        "rdp_cache",
                                        "recycle_bin_content",
                                        "browsers",
                                        "browsers_content",
                                        "timeline",
                                        "notifications",
                                        "notepad",
                                        "thumbnails",
                                        "search_index",
                                        "mail",
                                        "memory",
                                        "web_server"};
    INFO(one.name);
    if (content.contains(one.family)) CHECK(one.profile > Profile::medical);
  }
}

TEST_CASE(
    "browsers give history in triage and the rest in full, thumbnails and mail only in full") {
  const auto history = "/Users/A/AppData/Local/Google/Chrome/User Data/Default/History";
  const auto cookies = "/Users/A/AppData/Local/Google/Chrome/User Data/Default/Network/Cookies";
  CHECK(takers(history, Profile::triage).contains("TrousseChromiumHistory"));
  CHECK(takers(cookies, Profile::triage).empty());
  CHECK(takers(cookies, Profile::full).contains("TrousseChromiumRest"));
  const auto thumbnails = "/Users/A/AppData/Local/Microsoft/Windows/Explorer/thumbcache_32.db";
  CHECK(takers(thumbnails, Profile::triage).empty());
  CHECK(takers(thumbnails, Profile::full).contains("TrousseThumbnails"));
  CHECK(takers("/hiberfil.sys", Profile::triage).empty());
  CHECK(takers("/hiberfil.sys", Profile::full).contains("TrousseMemoryFiles"));
  CHECK(takers("/$Recycle.Bin/S-1-5-21-1/$RAB.pdf", Profile::triage).empty());
}

TEST_CASE("what a thrown file may weigh is 10 MiB") {
  for (const Definition& one : catalogue().loaded) {
    if (one.family == "recycle_bin_content") CHECK(one.max_size == std::uint64_t{10} << 20);
  }
}
