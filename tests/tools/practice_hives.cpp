// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/tools/bytes.hpp"
#include "tests/tools/hive_writer.hpp"
#include "tests/tools/practice.hpp"
#include "tests/tools/security_descriptor.hpp"

namespace trousse::tools {
namespace {

/// The list of programs that have been looked at, in the form of Windows 10: "10ts" entries.
std::string shim_cache() {
  Bytes out;
  out.u32(0x34).zeros(0x30);
  const auto entry = [&](const std::string& path, const Utc& modified) {
    const std::string name = utf16(path);
    Bytes body;
    body.u16(name.size()).text(name).time(modified).u32(0);
    out.text("10ts").u32(0).u32(body.size()).text(body.str());
  };
  entry("C:\\Users\\Public\\Libraries\\svchost32.exe", when().dropped);
  entry("C:\\Windows\\System32\\vssadmin.exe", when().installed);
  entry("C:\\Program Files\\AnyDesk\\AnyDesk.exe", at("2026-11-12T16:20:00Z"));
  entry("C:\\Program Files\\CabinetMed\\CabinetMed.exe", at("2025-02-10T09:30:00Z"));
  return out.take();
}

void service(HiveWriter& hive, const std::string& name, const std::string& shown,
             const std::string& image, std::uint32_t start, std::uint32_t type = 0x10) {
  const std::string key = "ControlSet001\\Services\\" + name;
  hive.text(key, "DisplayName", shown).expand_text(key, "ImagePath", image);
  hive.dword(key, "Start", start).dword(key, "Type", type).dword(key, "ErrorControl", 1);
  hive.text(key, "ObjectName", "LocalSystem");
}

HiveWriter system_hive() {
  HiveWriter hive("\\SystemRoot\\System32\\Config\\SYSTEM", when().shut_down);
  hive.dword("Select", "Current", 1).dword("Select", "Default", 1);
  hive.dword("Select", "Failed", 0).dword("Select", "LastKnownGood", 1);
  const std::string control = "ControlSet001\\Control\\";
  hive.text(control + "ComputerName\\ComputerName", "ComputerName", practice::computer);
  const std::string zone = control + "TimeZoneInformation";
  hive.text(zone, "TimeZoneKeyName", "Romance Standard Time");
  hive.text(zone, "StandardName", "@tzres.dll,-302").dword(zone, "Bias", 0xFFFFFFC4U);
  hive.dword(zone, "ActiveTimeBias", 0xFFFFFFC4U);
  hive.binary(control + "Windows", "ShutdownTime", Bytes().time(when().shut_down).str());
  hive.key(control + "Terminal Server", at("2026-03-04T14:11:00Z"));
  hive.dword(control + "Terminal Server", "fDenyTSConnections", 0);
  hive.dword(control + "Terminal Server\\WinStations\\RDP-Tcp", "PortNumber", 3389);
  hive.dword(control + "Terminal Server\\WinStations\\RDP-Tcp", "UserAuthentication", 0);
  hive.dword(control + "Lsa", "RunAsPPL", 0).dword(control + "Lsa", "LimitBlankPasswordUse", 1);
  hive.binary(control + "Session Manager\\AppCompatCache", "AppCompatCache", shim_cache());
  hive.dword(control + "Session Manager\\Memory Management\\PrefetchParameters", "EnablePrefetcher",
             3);
  hive.dword(control + "FileSystem", "NtfsDisableLastAccessUpdate", 0x80000003U);
  const std::string bam = "ControlSet001\\Services\\bam\\State\\UserSettings\\";
  hive.binary(bam + practice::desk_sid,
              "\\Device\\HarddiskVolume3\\Users\\Public\\Libraries\\svchost32.exe",
              Bytes().time(when().encryption).zeros(16).str());
  service(hive, "TermService", "@%SystemRoot%\\System32\\termsrv.dll,-268",
          "%SystemRoot%\\System32\\svchost.exe -k NetworkService", 2, 0x20);
  service(hive, "WinDefend", "Microsoft Defender Antivirus Service",
          "\"C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\MsMpEng.exe\"", 4);
  service(hive, "Spooler", "Print Spooler", "%SystemRoot%\\System32\\spoolsv.exe", 2);
  service(hive, "AnyDesk", "AnyDesk Service",
          "\"C:\\Program Files\\AnyDesk\\AnyDesk.exe\" --service", 2);
  service(hive, "WinUpdSync", "Windows Update Synchronisation",
          windows_path(practice::dropper) + " -s", 2);
  hive.key("ControlSet001\\Services\\WinUpdSync", when().service);
  const std::string stick =
      "ControlSet001\\Enum\\USBSTOR\\Disk&Ven_SanDisk&Prod_Ultra&Rev_1.00\\4C530001230509117342&0";
  hive.text(stick, "FriendlyName", "SanDisk Ultra USB Device");
  hive.binary("MountedDevices", "\\DosDevices\\C:",
              Bytes().text("DMIO:ID:").guid("5B8E1F7C-3A42-4D0E-9C61-7F2A0D4E8B13").str());
  hive.dword("Setup", "SystemSetupInProgress", 0);
  return hive;
}

void profile(HiveWriter& hive, const std::string& sid, const std::string& path) {
  const std::string key = "Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\" + sid;
  hive.expand_text(key, "ProfileImagePath", path).dword(key, "Flags", 0).dword(key, "State", 0);
}

void persistence(HiveWriter& hive) {
  const std::string run = "Microsoft\\Windows\\CurrentVersion\\Run";
  hive.text(run, "SecurityHealth", "%windir%\\system32\\SecurityHealthSystray.exe");
  hive.text(run, "WinUpdSync", windows_path(practice::dropper) + " --quiet");
  hive.key(run, when().dropped);
  const std::string schedule = "Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache\\";
  const std::string task_id = "{6F1C2D3E-4B5A-4978-8691-A0B1C2D3E4F5}";
  hive.text(schedule + "Tree\\WinUpdSync", "Id", task_id);
  hive.dword(schedule + "Tree\\WinUpdSync", "Index", 3);
  hive.text(schedule + "Tasks\\" + task_id, "Path", "\\WinUpdSync");
  hive.key(schedule + "Tree\\WinUpdSync", when().task);
  hive.text("Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options\\sethc.exe",
            "Debugger", "C:\\Windows\\System32\\cmd.exe");
  const std::string defender = "Policies\\Microsoft\\Windows Defender";
  hive.dword(defender, "DisableAntiSpyware", 1);
  hive.dword(defender + "\\Real-Time Protection", "DisableRealtimeMonitoring", 1);
  hive.key(defender + "\\Real-Time Protection", when().defender_off);
  hive.dword("Microsoft\\Windows Defender\\Real-Time Protection", "DisableRealtimeMonitoring", 1);
  hive.dword("Microsoft\\Windows Defender\\Exclusions\\Paths", "C:\\Users\\Public", 0);
}

HiveWriter software_hive() {
  HiveWriter hive("\\SystemRoot\\System32\\Config\\SOFTWARE", when().shut_down);
  const std::string version = "Microsoft\\Windows NT\\CurrentVersion";
  hive.text(version, "ProductName", "Windows 10 Pro").text(version, "EditionID", "Professional");
  hive.text(version, "CurrentBuild", "26100").text(version, "CurrentBuildNumber", "26100");
  hive.dword(version, "UBR", 2314).text(version, "DisplayVersion", "24H2");
  hive.text(version, "CurrentVersion", "6.3").text(version, "SystemRoot", "C:\\WINDOWS");
  hive.text(version, "RegisteredOwner", "Cabinet medical");
  hive.dword(version, "InstallDate", static_cast<std::uint32_t>(when().installed.seconds));
  hive.qword(version, "InstallTime", filetime(when().installed));
  const std::string profiles = version + "\\ProfileList";
  hive.expand_text(profiles, "ProfilesDirectory", "%SystemDrive%\\Users");
  hive.expand_text(profiles, "Public", "%SystemDrive%\\Users\\Public");
  profile(hive, "S-1-5-18", "%systemroot%\\system32\\config\\systemprofile");
  profile(hive, "S-1-5-19", "%systemroot%\\ServiceProfiles\\LocalService");
  profile(hive, "S-1-5-20", "%systemroot%\\ServiceProfiles\\NetworkService");
  profile(hive, practice::doctor_sid, "C:\\Users\\Alice.Martin");
  profile(hive, practice::desk_sid, "C:\\Users\\Secretariat");
  persistence(hive);
  for (int i = 0; i < 600; ++i) {  // a real hive has thousands of these: make readers work a little
    hive.text(fmt::format("Classes\\CLSID\\{{{:08X}-0000-0000-C000-000000000046}}", i), "",
              fmt::format("Class {}", i));
  }
  const std::string uninstall = "Microsoft\\Windows\\CurrentVersion\\Uninstall\\";
  hive.text(uninstall + "AnyDesk", "DisplayName", "AnyDesk");
  hive.text(uninstall + "AnyDesk", "InstallDate", "20261112");
  hive.text(uninstall + "CabinetMed", "DisplayName", "CabinetMed 7.2");
  return hive;
}

/// The value V of a user: a table of (offset, length) whose second row is the name.
std::string account_value(const std::string& name) {
  Bytes out;
  out.fill_to(0xCC).utf16(name);
  out.put_u32(0x0C, 0);
  out.put_u32(0x10, utf16(name).size());
  return out.take();
}

HiveWriter sam_hive() {
  HiveWriter hive("\\SystemRoot\\System32\\Config\\SAM", when().shut_down);
  const std::string account = "SAM\\Domains\\Account";
  hive.binary(account, "V",
              Bytes().zeros(0x40).u32(2891034567U).u32(1203948576U).u32(3847561029U).str());
  const std::vector<std::pair<std::string, std::uint32_t>> accounts{
      {"Administrateur", 500},     {"Invit\u00e9", 501},   {"DefaultAccount", 503},
      {"WDAGUtilityAccount", 504}, {"Alice Martin", 1001}, {"Secretariat", 1002},
      {"support$", 1005}};
  for (const auto& [name, rid] : accounts) {
    const std::string user = fmt::format("{}\\Users\\{:08X}", account, rid);
    hive.binary(user, "V", account_value(name));
    hive.binary(user, "F",
                Bytes().u32(3).u32(0).time(when().logged_on).zeros(24).u32(rid).zeros(28).str());
    // The type of the unnamed value is the account's number.
    hive.value(account + "\\Users\\Names\\" + name, "", rid, "");
  }
  hive.key(account + "\\Users\\Names\\support$", later(when().dropped, 20));
  return hive;
}

std::string rot13(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    if (c >= 'A' && c <= 'Z') c = static_cast<char>('A' + (c - 'A' + 13) % 26);
  }
  return text;
}

HiveWriter user_hive(const std::string& user, bool attacked) {
  HiveWriter hive("\\??\\C:\\Users\\" + user + "\\ntuser.dat", when().shut_down);
  const std::string windows = "Software\\Microsoft\\Windows\\CurrentVersion\\";
  const std::string explorer = windows + "Explorer\\";
  hive.text(windows + "Run", "OneDrive",
            "\"C:\\Users\\" + user + "\\AppData\\Local\\Microsoft\\OneDrive\\OneDrive.exe\"");
  hive.expand_text(explorer + "User Shell Folders", "Startup",
                   "%USERPROFILE%\\AppData\\Roaming\\Microsoft\\Windows\\Start "
                   "Menu\\Programs\\Startup");
  hive.text(explorer + "RunMRU", "MRUList", "a");
  hive.text(explorer + "RunMRU", "a", attacked ? "cmd.exe\\1" : "calc\\1");
  hive.text(explorer + "TypedPaths", "url1", "C:\\Cabinet\\Patients");
  const std::string program =
      attacked ? windows_path(practice::dropper) : "C:\\Program Files\\CabinetMed\\CabinetMed.exe";
  hive.binary(
      explorer + "UserAssist\\{CEBFF5CD-ACE2-4F4F-9178-9926F41749EA}\\Count", rot13(program),
      Bytes().u32(0).u32(3).u32(2).u32(5000).zeros(44).time(when().encryption).zeros(4).str());
  if (attacked) {
    hive.text(windows + "Run", "WinUpdSync", windows_path(practice::dropper));
    hive.text("Software\\Microsoft\\Terminal Server Client\\Default", "MRU0", "192.168.1.20");
    hive.text("Control Panel\\Desktop", "Wallpaper", "C:\\ProgramData\\petitloup.bmp");
  }
  hive.text("Environment", "TEMP", "%USERPROFILE%\\AppData\\Local\\Temp");
  return hive;
}

HiveWriter classes_hive(const std::string& user) {
  HiveWriter hive("\\??\\C:\\Users\\" + user + "\\AppData\\Local\\Microsoft\\Windows\\UsrClass.dat",
                  when().shut_down);
  const std::string shell = "Local Settings\\Software\\Microsoft\\Windows\\Shell\\";
  hive.binary(shell + "BagMRU", "0", Bytes().u16(20).u8(0x1F).u8(0x50).zeros(16).u16(0).str());
  hive.dword(shell + "BagMRU", "NodeSlot", 1);
  hive.text(shell + "MuiCache", windows_path(practice::dropper) + ".FriendlyAppName", "svchost32");
  return hive;
}

HiveWriter program_inventory() {
  HiveWriter hive("\\SystemRoot\\AppCompat\\Programs\\Amcache.hve", when().shut_down);
  const std::string key = "Root\\InventoryApplicationFile\\svchost32.exe|4f8a1b2c3d4e5f60";
  hive.text(key, "LowerCaseLongPath", "c:\\users\\public\\libraries\\svchost32.exe");
  hive.text(key, "Name", "svchost32.exe").text(key, "Publisher", "");
  hive.text(key, "FileId", "0000a94a8fe5ccb19ba61c4c0873d391e987982fbbd3");
  hive.text(key, "LinkDate", "01/01/1970 00:00:00").qword(key, "Size", 4096);
  hive.key(key, when().dropped);
  return hive;
}

/// The hive, its log with only a base block, and an empty second log, as after a clean stop.
void put(NtfsWriter& disk, const std::string& path, const HiveWriter& hive,
         FileOptions options = {}) {
  options.modified = when().shut_down;
  options.created = when().installed;
  disk.file(path, hive.bytes(), options);
  options.attributes = attribute_hidden | attribute_system;
  std::string log = hive.log();
  log.resize(8192, '\0');
  disk.file(path + ".LOG1", log, options);
  disk.file(path + ".LOG2", "", options);
}

void put_user(NtfsWriter& disk, const std::string& user, const std::string& sid, bool attacked) {
  FileOptions options;
  options.owner = sid;
  options.attributes = attribute_hidden | attribute_system | attribute_archive;
  const std::string home = "/Users/" + user;
  put(disk, home + "/AppData/Local/Microsoft/Windows/UsrClass.dat", classes_hive(user), options);
  if (!attacked) {
    put(disk, home + "/NTUSER.DAT", user_hive(user, attacked), options);
    return;
  }
  // Renamed by the ransomware, which could not write to it: what is inside is whole.
  options.modified = later(when().encryption, 1100);
  options.created = when().installed;
  disk.file(home + "/NTUSER.DAT" + practice::extension, user_hive(user, true).bytes(), options);
}

}  // namespace

void write_hives(NtfsWriter& disk) {
  const std::string config = "/Windows/System32/config/";
  put(disk, config + "SYSTEM", system_hive());
  put(disk, config + "SOFTWARE", software_hive());
  put(disk, config + "SAM", sam_hive());
  HiveWriter security("\\SystemRoot\\System32\\Config\\SECURITY", when().shut_down);
  security.value("Policy\\PolAcDmS", "", 0, binary_sid(practice::machine_sid));
  security.value("Policy\\PolAdtEv", "", 0, std::string(150, '\0'));
  put(disk, config + "SECURITY", security);
  HiveWriter fallback("\\SystemRoot\\System32\\Config\\DEFAULT", when().shut_down);
  fallback.text("Control Panel\\International", "LocaleName", "fr-FR");
  put(disk, config + "DEFAULT", fallback);
  put(disk, "/Windows/AppCompat/Programs/Amcache.hve", program_inventory());
  put_user(disk, "Alice.Martin", practice::doctor_sid, false);
  put_user(disk, "Secretariat", practice::desk_sid, true);
  put(disk, "/Users/Default/NTUSER.DAT", user_hive("Default", false));

  HiveWriter older("\\SystemRoot\\System32\\Config\\SOFTWARE", at("2024-10-03T07:40:00Z"));
  const std::string version = "Microsoft\\Windows NT\\CurrentVersion";
  older.text(version, "ProductName", "Windows 10 Pro").text(version, "CurrentBuild", "19045");
  older.dword(version, "UBR", 4529).text(version, "DisplayVersion", "22H2");
  put(disk, "/Windows.old/Windows/System32/config/SOFTWARE", older);
}

}  // namespace trousse::tools
