// SPDX-License-Identifier: Apache-2.0
#include "tests/tools/fat_writer.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/tools/bytes.hpp"

namespace trousse::tools {
namespace {

constexpr std::uint64_t sector = 512;
constexpr std::uint32_t reserved_sectors = 32;
constexpr std::uint32_t end_of_chain = 0x0FFFFFFF;

/// "BOOTX64.EFI" as the 11 characters of a directory entry.
std::string short_name(const std::string& name) {
  if (name == "." || name == "..") return name + std::string(11 - name.size(), ' ');
  const auto dot = name.find('.');
  std::string base = name.substr(0, dot);
  std::string extension = dot == std::string::npos ? "" : name.substr(dot + 1);
  base.resize(8, ' ');
  extension.resize(3, ' ');
  return base + extension;
}

struct Fat32 {
  std::vector<std::uint32_t> table{0x0FFFFFF8, end_of_chain};
  std::string data;  ///< from cluster 2 on
  std::uint16_t day = 0;
  std::uint16_t second = 0;

  std::uint32_t add(std::string content) {
    const auto first = static_cast<std::uint32_t>(table.size());
    const std::size_t clusters = std::max<std::size_t>(1, (content.size() + sector - 1) / sector);
    content.resize(clusters * sector, '\0');
    data += content;
    for (std::uint32_t i = 1; i < clusters; ++i) table.push_back(first + i);
    table.push_back(end_of_chain);
    return first;
  }

  std::string entry(const std::string& name, std::uint32_t cluster, bool folder,
                    std::size_t size) const {
    return Bytes()
        .text(short_name(name))
        .u8(folder ? 0x10 : 0x20)
        .zeros(2)
        .u16(second)
        .u16(day)
        .u16(day)
        .u16(cluster >> 16)
        .u16(second)
        .u16(day)
        .u16(cluster)
        .u32(folder ? 0 : size)
        .take();
  }
};

struct Folder {
  std::uint32_t cluster = 0;
  std::vector<std::string> entries;
};

/// "EFI/BOOT/X" gives "EFI", "EFI/BOOT".
std::vector<std::string> folders_above(const std::string& path) {
  std::vector<std::string> out;
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    out.push_back(path.substr(0, slash));
  }
  return out;
}

std::string above(const std::string& path) {
  const auto slash = path.find_last_of('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

void add_folder(Fat32& fat, std::map<std::string, Folder>& folders, const std::string& path) {
  if (folders.contains(path)) return;
  Folder made;
  made.cluster = fat.add("");
  const Folder& parent = folders[above(path)];
  // The root counts as cluster 0 in "..".
  const std::uint32_t up = above(path).empty() ? 0 : parent.cluster;
  made.entries = {fat.entry(".", made.cluster, true, 0), fat.entry("..", up, true, 0)};
  folders[above(path)].entries.push_back(
      fat.entry(path.substr(path.find_last_of('/') + 1), made.cluster, true, 0));
  folders[path] = made;
}

std::string boot_sector(std::uint64_t size, std::uint64_t first_sector, std::uint64_t fat_sectors,
                        const std::string& label, std::uint32_t serial) {
  std::string padded = label;
  padded.resize(11, ' ');
  Bytes out;
  out.u8(0xEB).u8(0x58).u8(0x90).text("MSDOS5.0").u16(sector).u8(1).u16(reserved_sectors);
  out.u8(2).u16(0).u16(0).u8(0xF8).u16(0).u16(63).u16(255).u32(first_sector).u32(size / sector);
  out.u32(fat_sectors).u16(0).u16(0).u32(2).u16(1).u16(6).zeros(12).u8(0x80).u8(0).u8(0x29);
  out.u32(serial).text(padded).text("FAT32   ").fill_to(510).u16(0xAA55);
  return out.take();
}

std::string information_sector(std::uint32_t free, std::uint32_t next) {
  Bytes out;
  out.u32(0x41615252).fill_to(484).u32(0x61417272).u32(free).u32(next).fill_to(508);
  out.u32(0xAA550000);
  return out.take();
}

}  // namespace

Result<void> write_fat32(const std::string& path, std::uint64_t size, std::uint64_t first_sector,
                         const std::string& label, std::uint32_t serial, const Utc& when,
                         const std::vector<FatFile>& files) {
  Fat32 fat;
  const std::int64_t days_since_1980 = when.seconds / 86400 - 3652;
  // One date for all: 1 January of its year is near enough for a loader's files.
  fat.day = static_cast<std::uint16_t>((days_since_1980 / 365) << 9 | 1 << 5 | 1);
  std::map<std::string, Folder> folders;
  folders[""].cluster = fat.add("");
  for (const FatFile& file : files) {
    for (const std::string& folder : folders_above(file.path)) add_folder(fat, folders, folder);
    const std::uint32_t cluster = fat.add(file.content);
    folders[above(file.path)].entries.push_back(fat.entry(
        file.path.substr(file.path.find_last_of('/') + 1), cluster, false, file.content.size()));
  }
  std::string padded = label;
  padded.resize(11, ' ');
  folders[""].entries.push_back(Bytes().text(padded).u8(0x08).zeros(20).take());
  for (const auto& [name, folder] : folders) {
    if (folder.entries.size() > sector / 32) return fail(Errc::usage, "too many entries: " + name);
    std::string all;
    for (const std::string& entry : folder.entries) all += entry;
    fat.data.replace((folder.cluster - 2) * sector, all.size(), all);
  }
  const std::uint64_t fat_sectors = (size / sector * 4 + sector - 1) / sector;
  Bytes table;
  for (const std::uint32_t link : fat.table) table.u32(link);
  const std::uint64_t clusters = size / sector - reserved_sectors - 2 * fat_sectors;
  if (clusters < 65525) return fail(Errc::usage, "too small for FAT32");

  std::ofstream out(path, std::ios::binary);
  const auto put = [&](std::uint64_t at_sector, const std::string& bytes) {
    out.seekp(static_cast<std::streamoff>(at_sector * sector));
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  };
  const std::string boot = boot_sector(size, first_sector, fat_sectors, label, serial);
  const auto used = static_cast<std::uint32_t>(fat.table.size() - 2);
  const std::string information =
      information_sector(static_cast<std::uint32_t>(clusters) - used, used + 2);
  for (const std::uint64_t copy : {std::uint64_t{0}, std::uint64_t{6}}) {
    put(copy, boot);
    put(copy + 1, information);
  }
  for (std::uint64_t copy = 0; copy < 2; ++copy) {
    put(reserved_sectors + copy * fat_sectors, table.str());
  }
  put(reserved_sectors + 2 * fat_sectors, fat.data);
  out.close();
  std::error_code trouble;
  std::filesystem::resize_file(path, size, trouble);
  if (!out || trouble) return fail(Errc::key_full, "cannot write " + path);
  return {};
}

}  // namespace trousse::tools
