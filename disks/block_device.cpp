// SPDX-License-Identifier: Apache-2.0
#include "disks/block_device.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>

#include "core/text.hpp"
#include "disks/open_readonly.hpp"
#include "disks/source.hpp"

namespace trousse::disks {
namespace {

namespace fs = std::filesystem;

/// One attribute of sysfs without the spaces around it; "" when it is not there.
std::string attribute(const fs::path& path) {
  const auto file = ReadOnlyFile::open(path.string());
  if (!file) return {};
  // sysfs says 4096 for the size of every attribute, and gives fewer bytes: `read_at` answers
  // unreadable then, with what there is already in the buffer.
  std::array<std::byte, 4096> bytes{};
  (void)(*file)->read_at(0, bytes);
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  text.resize(std::min(text.find('\0'), text.size()));
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return valid_utf8(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::uint64_t number(const fs::path& path) {
  const std::string text = attribute(path);
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// SCSI unit serial number page (0x80): 4 bytes of header, then the text [SPC-4 7.8.16].
std::string scsi_serial(const fs::path& device) {
  const auto file = ReadOnlyFile::open((device / "vpd_pg80").string());
  if (!file) return {};
  std::array<std::byte, 260> page{};
  (void)(*file)->read_at(0, page);
  const std::size_t length = std::to_integer<std::size_t>(page[3]);
  std::string text;
  for (std::size_t i = 4; i < 4 + length && i < page.size(); ++i) {
    const char letter = static_cast<char>(page[i]);
    if (letter > ' ' && letter < 0x7f) text += letter;
  }
  return text;
}

/// The bus, read from the place of the device in the tree of /sys/devices.
std::string transport(const std::string& name, const fs::path& real) {
  const std::string place = real.string();
  const auto within = [&](std::string_view word) { return place.find(word) != std::string::npos; };
  if (within("/usb")) return "usb";
  if (name.starts_with("nvme")) return "nvme";
  if (name.starts_with("mmcblk")) return "mmc";
  if (within("/virtio")) return "virtio";
  if (within("/ata")) return "sata";
  if (within("/host")) return "scsi";
  return {};
}

bool is_left_out(std::string_view name) {
  constexpr std::array<std::string_view, 5> families = {"loop", "ram", "zram", "sr", "fd"};
  return std::any_of(families.begin(), families.end(), [&](std::string_view family) {
    if (!name.starts_with(family)) return false;
    const auto rest = name.substr(family.size());
    return !rest.empty() && rest.find_first_not_of("0123456789") == std::string_view::npos;
  });
}

SourceInfo facts_of(const std::string& name, const fs::path& entry) {
  std::error_code ignored;
  SourceInfo info;
  info.path = "/dev/" + name;
  // In the names of /sys/block a '/' of a device name stands as '!' (cciss!c0d0).
  std::replace(info.path.begin(), info.path.end(), '!', '/');
  info.kind = SourceKind::block_device;
  info.size = number(entry / "size") * 512;  // always in 512-byte units, whatever the sector
  if (const auto sector = number(entry / "queue" / "logical_block_size");
      sector >= 512 && sector <= 65536) {
    info.sector_size = static_cast<std::uint32_t>(sector);
  }
  info.removable = number(entry / "removable") != 0;
  info.read_only = number(entry / "ro") != 0;

  const fs::path device = entry / "device";
  info.model = attribute(device / "model");
  if (info.model.empty()) info.model = attribute(device / "name");  // memory cards
  info.serial = attribute(device / "serial");
  if (info.serial.empty()) info.serial = attribute(entry / "serial");  // virtio
  if (info.serial.empty()) info.serial = scsi_serial(device);
  info.transport = transport(name, fs::canonical(entry, ignored));
  return info;
}

}  // namespace

std::vector<SourceInfo> list_block_devices(const std::string& sys) {
  std::vector<SourceInfo> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(fs::path(sys) / "block", ignored)) {
    const std::string name = entry.path().filename().string();
    // The boot partitions and the replay-protected block of an eMMC are not disks of the user.
    if (is_left_out(name) || (name.starts_with("mmcblk") && name.find("boot") != name.npos)) {
      continue;
    }
    SourceInfo info = facts_of(name, entry.path());
    if (info.size > 0) found.push_back(std::move(info));
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return found;
}

SourceInfo block_device_facts(const std::string& path, const std::string& sys) {
  std::error_code error;
  const fs::path node = fs::canonical(path, error);
  const std::string name = error ? std::string() : node.filename().string();
  if (name.empty()) return {};
  const fs::path whole = fs::path(sys) / "block" / name;
  if (fs::exists(whole, error)) return facts_of(name, whole);
  // A partition: its folder lies inside the folder of its disk.
  const fs::path inside = fs::canonical(fs::path(sys) / "class" / "block" / name, error);
  if (error || !inside.has_parent_path()) return {};
  return facts_of(inside.parent_path().filename().string(), inside.parent_path());
}

}  // namespace trousse::disks
