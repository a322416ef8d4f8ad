// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/tools/bytes.hpp"
#include "tests/tools/practice.hpp"
#include "tests/tools/small_formats.hpp"

namespace trousse::tools {
namespace {

FileOptions of_user(const std::string& sid, const Utc& modified) {
  FileOptions options;
  options.owner = sid;
  options.created = modified;
  options.modified = modified;
  return options;
}

void write_prefetch(NtfsWriter& disk) {
  const auto put = [&](const std::string& program, std::uint32_t hash, std::uint32_t runs,
                       const std::vector<Utc>& last, const std::string& path) {
    const std::string volume = "\\VOLUME{01db1576a3f4c2e0-9f0b42d1}";
    const auto file = prefetch(program, hash, runs, last,
                               {volume + "\\WINDOWS\\SYSTEM32\\NTDLL.DLL",
                                volume + "\\WINDOWS\\SYSTEM32\\KERNEL32.DLL", volume + path},
                               0x9F0B42D1);
    disk.file(fmt::format("/Windows/Prefetch/{}-{:08X}.pf", program, hash), file.value_or(""),
              of_user("S-1-5-18", last.front()));
  };
  put("SVCHOST32.EXE", 0x3C51A0B7, 2, {later(when().encryption, 8), later(when().dropped, 9)},
      "\\USERS\\PUBLIC\\LIBRARIES\\SVCHOST32.EXE");
  put("VSSADMIN.EXE", 0x91E2F04D, 1, {when().shadows_deleted}, "\\WINDOWS\\SYSTEM32\\VSSADMIN.EXE");
  put("ANYDESK.EXE", 0x5AF09B11, 14, {at("2026-11-18T17:40:00Z"), at("2026-11-12T16:21:00Z")},
      "\\PROGRAM FILES\\ANYDESK\\ANYDESK.EXE");
  put("CABINETMED.EXE", 0x0BD9C3E5, 612, {at("2026-11-19T06:59:00Z")},
      "\\PROGRAM FILES\\CABINETMED\\CABINETMED.EXE");
}

void write_tasks(NtfsWriter& disk) {
  const auto task = [](const std::string& author, const std::string& command,
                       const std::string& trigger) {
    return std::string("\xFF\xFE") +
           utf16(fmt::format(
               "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<Task version=\"1.4\" "
               "xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n"
               "  <RegistrationInfo><Author>{}</Author></RegistrationInfo>\r\n"
               "  <Triggers>{}</Triggers>\r\n  <Principals><Principal id=\"Author\">"
               "<UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel></Principal>"
               "</Principals>\r\n  <Settings><Hidden>true</Hidden></Settings>\r\n"
               "  <Actions Context=\"Author\"><Exec><Command>{}</Command></Exec></Actions>\r\n"
               "</Task>\r\n",
               author, trigger, command));
  };
  disk.file("/Windows/System32/Tasks/WinUpdSync",
            task(std::string(practice::computer) + "\\Secretariat", windows_path(practice::dropper),
                 "<BootTrigger/>"),
            of_user("S-1-5-18", when().task));
  disk.file("/Windows/System32/Tasks/Microsoft/Windows/Defrag/ScheduledDefrag",
            task("Microsoft Corporation", "%windir%\\system32\\defrag.exe", ""),
            of_user("S-1-5-18", when().installed));
}

void write_user_traces(NtfsWriter& disk, const std::string& user, const std::string& sid) {
  const std::string home = "/Users/" + user;
  const std::string roaming = home + "/AppData/Roaming/Microsoft/Windows/";
  const Utc day = at("2026-11-18T09:12:00Z");
  disk.file(roaming + "Recent/ordonnance M.D..docx.lnk",
            shell_link("C:\\Cabinet\\Patients\\M.D\\ordonnance.docx", "", day), of_user(sid, day));
  disk.file(home + "/Desktop/CabinetMed.lnk",
            shell_link("C:\\Program Files\\CabinetMed\\CabinetMed.exe", "/cabinet", day),
            of_user(sid, day));
  disk.file(roaming + "Recent/AutomaticDestinations/5f7b5f1e01b83767.automaticDestinations-ms",
            Bytes().u64(0xE11AB1A1E011CFD0).text(Random(sid.size()).bytes(2040)).str(),
            of_user(sid, day));
  const auto history = browser_history({{"https://www.ameli.fr/medecin", day},
                                        {"https://anydesk.com/fr/downloads", later(day, -500000)},
                                        {"https://maj-logiciel.example/maj.zip", later(day, 600)}});
  disk.file(home + "/AppData/Local/Google/Chrome/User Data/Default/History", history.value_or(""),
            of_user(sid, later(day, 600)));
}

void write_recycle_bin(NtfsWriter& disk) {
  const Utc deleted = at("2026-11-17T11:04:20Z");
  const std::string bin = std::string("/$Recycle.Bin/") + practice::doctor_sid + "/";
  const std::string content = pdf("Courrier du laboratoire");
  disk.file(
      bin + "$IQ7F2KD.pdf",
      recycled("C:\\Users\\Alice.Martin\\Documents\\courrier labo.pdf", content.size(), deleted),
      of_user(practice::doctor_sid, deleted));
  disk.file(bin + "$RQ7F2KD.pdf", content, of_user(practice::doctor_sid, deleted));
  const std::string other = std::string("/$Recycle.Bin/") + practice::desk_sid + "/";
  disk.file(other + "$I0ABZ3M.txt",
            recycled("C:\\Users\\Secretariat\\Desktop\\mdp.txt", 44, later(when().logged_on, 120)),
            of_user(practice::desk_sid, later(when().logged_on, 120)));
  disk.file(other + "$R0ABZ3M.txt", "messagerie : Cabinet2019!\r\nwifi : cabinet33000\r\n",
            of_user(practice::desk_sid, later(when().logged_on, 120)));
}

}  // namespace

void write_traces(NtfsWriter& disk) {
  write_prefetch(disk);
  write_tasks(disk);
  write_user_traces(disk, "Alice.Martin", practice::doctor_sid);
  write_user_traces(disk, "Secretariat", practice::desk_sid);
  write_recycle_bin(disk);
  disk.folder("/Users/Public/Documents");
  disk.folder("/Users/Default/Documents");
}

}  // namespace trousse::tools
