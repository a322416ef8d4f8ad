// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/tools/bytes.hpp"
#include "tests/tools/practice.hpp"

namespace trousse::tools {
namespace {

constexpr const char* onion = "petitloupdemo7q4x2nfvk3zt6yhs5wcb2jr4mexample.onion";

FileOptions dropped_at(const Utc& moment) {
  FileOptions options;
  options.owner = practice::desk_sid;
  options.created = moment;
  options.modified = moment;
  return options;
}

}  // namespace

std::string ransom_note();
std::string harmless_dropper();

/// In French, then in English, as families that aim at one country write.
std::string ransom_note() {
  return fmt::format(
      "=== PETITLOUP ===\r\n\r\n"
      "Tous vos fichiers ont \u00e9t\u00e9 chiffr\u00e9s. Vos documents, dossiers de patients et "
      "sauvegardes sont inaccessibles.\r\n"
      "N'essayez pas de les restaurer vous-m\u00eame : vous les perdriez pour toujours.\r\n"
      "Pour obtenir la cl\u00e9 de d\u00e9chiffrement, installez Tor Browser et allez sur :\r\n"
      "    http://{0}/\r\nVotre identifiant : 7F3A-19C2-88D0\r\n"
      "Paiement en bitcoin. Apr\u00e8s 72 heures le prix double. Vos donn\u00e9es seront "
      "publi\u00e9es.\r\n\r\n"
      "All your files have been encrypted. To get the decryption key, install Tor Browser and "
      "visit\r\n    http://{0}/\r\nYour ID: 7F3A-19C2-88D0. Payment in bitcoin only.\r\n",
      onion);
}

/// Begins with the two letters of a program and is text: nothing can load it. The strings are for
/// rules to find.
std::string harmless_dropper() {
  Bytes out;
  out.text("MZ").fill_to(64);
  out.text(
      "\r\nThis file is a harmless test object of the Trousse project. It is not a program.\r\n");
  out.text(practice::marker)
      .text("\r\n.petitloup RESTAURER_VOS_FICHIERS.txt README_RESTORE.hta\r\n");
  out.text(std::string("http://") + onion + "/\r\n").fill_to(1024).text(Random(666).bytes(7168));
  return out.take();
}

void write_attack(NtfsWriter& disk) {
  disk.file(practice::dropper, harmless_dropper(), dropped_at(when().dropped));
  // The same entry under a second name.
  disk.link(practice::dropper, "/ProgramData/Microsoft/Crypto/msupd.exe");
  disk.file("/Users/Public/evil.txt", "Rien a voir ici.\r\n", dropped_at(when().dropped));
  disk.stream("/Users/Public/evil.txt", "payload.exe", harmless_dropper());

  const FileOptions noted = dropped_at(later(when().encryption, 1190));
  const std::string page =
      "<html><head><title>PETITLOUP</title><HTA:APPLICATION ID=\"r\" "
      "SCROLL=\"yes\"/></head><body><pre>\r\n" +
      ransom_note() + "</pre></body></html>\r\n";
  for (const char* folder :
       {"/Users/Alice.Martin/Desktop", "/Users/Secretariat/Desktop",
        "/Users/Alice.Martin/Documents", "/Cabinet", "/Users/Public/Desktop"}) {
    disk.file(std::string(folder) + "/RESTAURER_VOS_FICHIERS.txt", ransom_note(), noted);
    disk.file(std::string(folder) + "/README_RESTORE.hta", page, noted);
  }
  disk.file("/ProgramData/petitloup.bmp", Bytes().text("BM").zeros(1078).take(), noted);

  const std::string menu = "/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Startup/";
  disk.file("/Users/Secretariat" + menu + "winupd.bat",
            "@echo off\r\nstart \"\" \"" + windows_path(practice::dropper) + "\" --quiet\r\n",
            dropped_at(later(when().dropped, 4)));
  disk.file(
      "/Users/Secretariat/AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/"
      "ConsoleHost_history.txt",
      "whoami /all\nnet user support$ P@ssw0rd! /add\nnet localgroup Administrateurs support$ "
      "/add\nSet-MpPreference -DisableRealtimeMonitoring $true\nvssadmin delete shadows /all "
      "/quiet\nwevtutil cl Security\n",
      dropped_at(when().shadows_deleted));

  disk.file("/ProgramData/AnyDesk/connection_trace.txt",
            "Incoming  2026-11-12, 16:21  User  884201337  884201337\r\n"
            "Incoming  2026-11-19, 02:17  Passwd  884201337  884201337\r\n",
            dropped_at(later(when().defender_off, 45)));
  disk.file("/ProgramData/AnyDesk/ad_svc.trace",
            "   info 2026-11-19 02:17:02.118  gsvc  2204  1180  anynet.any_socket - Logged in from "
            "203.0.113.66:50122 on relay 7c2b.\r\n",
            dropped_at(later(when().defender_off, 46)));
  disk.file("/Program Files (x86)/TeamViewer/Connections_incoming.txt",
            "884512077\tPC-SAV\t03-02-2025 09:12:44\t03-02-2025 09:40:02\tAlice.Martin\t"
            "RemoteControl\t{5b8e1f7c-3a42-4d0e-9c61-7f2a0d4e8b13}\r\n",
            dropped_at(at("2025-02-03T08:40:02Z")));

  const std::string from =
      "[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://maj-logiciel.example/\r\n"
      "HostUrl=https://maj-logiciel.example/maj.zip\r\n";
  disk.file("/Users/Secretariat/Downloads/maj.zip", Bytes().u32(0x04034B50).zeros(300).take(),
            dropped_at(at("2026-11-18T09:22:00Z")));
  disk.stream("/Users/Secretariat/Downloads/maj.zip", "Zone.Identifier", from);
  disk.file("/Users/Alice.Martin/Downloads/AnyDesk.exe", "MZ (stands for AnyDesk)\r\n",
            dropped_at(at("2026-11-12T16:19:00Z")));
  disk.stream("/Users/Alice.Martin/Downloads/AnyDesk.exe", "Zone.Identifier",
              "[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=https://download.anydesk.com/AnyDesk.exe\r\n");
}

}  // namespace trousse::tools
