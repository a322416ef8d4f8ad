// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/tools/bytes.hpp"
#include "tests/tools/practice.hpp"
#include "tests/tools/small_formats.hpp"

namespace trousse::tools {
namespace {

/// A file that begins as programs do and holds nothing that could run.
std::string program(const std::string& name, std::uint64_t seed, std::size_t size) {
  Bytes out;
  out.text("MZ").fill_to(60).u32(0x80).text("This stands for " + name + " and does nothing.\r\n");
  out.fill_to(512).text(Random(seed).bytes(size));
  return out.take();
}

FileOptions dated(const Utc& modified) {
  FileOptions options;
  options.created = when().installed;
  options.modified = modified;
  return options;
}

std::string component_log() {
  std::string out;
  for (int i = 0; i < 400; ++i) {
    out += fmt::format(
        "2026-11-16 08:{:02}:{:02}, Info                  CBS    Appl: Evaluating package "
        "applicability for package Package_for_KB50{:05}\r\n",
        i / 60, i % 60, 40000 + i);
  }
  return out;
}

std::string firewall_log() {
  std::string out =
      "#Version: 1.5\r\n#Software: Microsoft Windows Firewall\r\n#Time Format: Local\r\n"
      "#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn "
      "tcpack tcpwin icmptype icmpcode info path pid\r\n\r\n";
  for (int i = 0; i < 240; ++i) {
    out += fmt::format(
        "2026-11-19 03:{:02}:{:02} ALLOW TCP {} 192.168.1.15 {} 3389 0 - 0 0 0 - - - RECEIVE "
        "1044\r\n",
        10 + i / 60, i % 60, practice::attacker_address, 40000 + i);
  }
  return out;
}

/// A repository as WMI keeps it, in name and place; inside, the strings of one standing
/// subscription, which is what a search by content finds.
void write_wmi(NtfsWriter& disk) {
  const std::string folder = "/Windows/System32/wbem/Repository/";
  Bytes objects;
  objects.text(Random(11).bytes(8192)).text(std::string_view("CommandLineEventConsumer\0", 25));
  objects.text("WinUpdSync").u8(0).text(windows_path(practice::dropper) + " -s").u8(0);
  objects.text(std::string_view("__FilterToConsumerBinding\0", 26));
  objects.text("SELECT * FROM __InstanceModificationEvent WITHIN 60").u8(0).align(8192);
  disk.file(folder + "OBJECTS.DATA", objects.str(), dated(when().task));
  disk.file(folder + "INDEX.BTR", Random(12).bytes(16384), dated(when().task));
  for (int i = 1; i <= 3; ++i) {
    disk.file(fmt::format("{}MAPPING{}.MAP", folder, i),
              Bytes().u32(0xABCD).text(Random(12U + static_cast<unsigned>(i)).bytes(4096)).str(),
              dated(when().task));
  }
}

void write_defender(NtfsWriter& disk) {
  const std::string folder = "/ProgramData/Microsoft/Windows Defender/";
  const std::string text =
      "2026-11-19T02:15:51.120Z DETECTION_ADD#1 Ransom:Win32/PetitLoup.A "
      "file:C:\\Users\\Secretariat\\Downloads\\maj.zip PropBag [length: 0, data: (null)]\r\n"
      "2026-11-19T02:16:31.004Z [RTP] Real-time protection is turned off\r\n";
  disk.file(folder + "Support/MPLog-20241003-081244.log", std::string("\xFF\xFE") + utf16(text),
            dated(when().defender_off));
  Bytes history;
  history.u32(8).u32(0).text(Random(21).bytes(16)).utf16("Magic.Version:1.2").u16(0);
  history.utf16("Ransom:Win32/PetitLoup.A").u16(0).utf16("file").u16(0);
  history.utf16("C:\\Users\\Secretariat\\Downloads\\maj.zip").u16(0).time(when().defender_off);
  disk.file(
      folder + "Scans/History/Service/DetectionHistory/05/4C9F2A10-7B3D-4E58-9A61-0D2C3B4A5968",
      history.str(), dated(when().defender_off));
}

}  // namespace

void write_windows_folder(NtfsWriter& disk) {
  std::uint64_t seed = 100;
  for (const char* name : {"cmd.exe", "svchost.exe", "vssadmin.exe", "termsrv.dll", "ntdll.dll",
                           "kernel32.dll", "lsass.exe", "wevtutil.exe"}) {
    disk.file(std::string("/Windows/System32/") + name, program(name, seed, 30000 + seed * 97),
              dated(when().installed));
    ++seed;
  }
  FileOptions packed = dated(when().installed);
  packed.wof = Wof::xpress8k;
  std::string repetitive;
  for (int i = 0; i < 5000; ++i) repetitive += fmt::format("string {} of the shell\r\n", i % 97);
  disk.file("/Windows/System32/shell32.dll", program("shell32.dll", 3, 20000) + repetitive, packed);
  packed.wof = Wof::lzx;
  disk.file("/Windows/System32/imageres.dll", program("imageres.dll", 4, 40000) + repetitive,
            packed);
  packed.wof = Wof::xpress4k;
  disk.file("/Windows/System32/comctl32.dll", program("comctl32.dll", 5, 9000) + repetitive,
            packed);
  packed.wof = Wof::xpress16k;
  disk.file("/Windows/explorer.exe", program("explorer.exe", 6, 9000) + repetitive, packed);

  disk.file("/Windows/System32/drivers/etc/hosts",
            "# Copyright (c) 1993-2009 Microsoft Corp.\r\n127.0.0.1 localhost\r\n"
            "0.0.0.0 update.microsoft.com\r\n0.0.0.0 definitionupdates.microsoft.com\r\n",
            dated(when().defender_off));
  disk.file("/Windows/INF/setupapi.dev.log",
            "[Device Install Log]\r\n     OS Version = 10.0.26100\r\n"
            ">>>  [Device Install (Hardware initiated) - "
            "USBSTOR\\Disk&Ven_SanDisk&Prod_Ultra&Rev_1.00\\4C530001230509117342&0]\r\n"
            ">>>  Section start 2026/09/30 18:22:41.120\r\n",
            dated(at("2026-09-30T16:22:41Z")));
  disk.file("/Windows/Logs/CBS/CBS.log", component_log(), dated(at("2026-11-16T07:09:00Z")));
  disk.file("/Windows/System32/LogFiles/Firewall/pfirewall.log", firewall_log(),
            dated(when().logs_cleared));
  disk.file("/Windows/System32/sru/SRUDB.dat", ese_header(64), dated(when().shut_down));
  disk.file("/ProgramData/Microsoft/Search/Data/Applications/Windows/Windows.edb", ese_header(128),
            dated(when().shut_down));
  write_wmi(disk);
  write_defender(disk);
  FileOptions hidden = dated(when().shut_down);
  hidden.attributes = attribute_hidden | attribute_system;
  disk.sparse("/hiberfil.sys", "", 4 << 20, "", hidden);
  disk.sparse("/pagefile.sys", "", 16 << 20, "", hidden);
  disk.junction("/Documents and Settings", "C:\\Users");
  disk.junction("/Users/All Users", "C:\\ProgramData");
  disk.short_name("/ProgramData", "PROGRA~3");
}

}  // namespace trousse::tools
