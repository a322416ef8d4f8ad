// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/disks_made.hpp"
#include "tests/tools/fat_writer.hpp"
#include "tests/tools/hive_writer.hpp"
#include "tests/tools/image.hpp"
#include "tests/tools/practice.hpp"

namespace trousse::tools {
namespace {

/// The parts of an image while it is made; gone afterwards.
class Parts {
 public:
  explicit Parts(const std::string& image) : efi(image + ".efi.part"), ntfs(image + ".ntfs.part") {
    remove();
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  ~Parts() { remove(); }
  std::string efi;
  std::string ntfs;

 private:
  void remove() const {
    std::error_code ignored;
    std::filesystem::remove(efi, ignored);
    std::filesystem::remove(ntfs, ignored);
  }
};

std::vector<Partition> layout(const Parts& parts) {
  constexpr std::uint64_t mebibyte = 1 << 20;
  return {{type_efi_system, "0D9C4E1A-52B7-4F6C-8B1E-6A70D3C5F101", "EFI system partition",
           parts.efi, 100 * mebibyte, 0x8000000000000000},
          {type_microsoft_reserved, "0D9C4E1A-52B7-4F6C-8B1E-6A70D3C5F102",
           "Microsoft reserved partition", "", 16 * mebibyte, 0x8000000000000000},
          {type_basic_data, "5B8E1F7C-3A42-4D0E-9C61-7F2A0D4E8B13", "Basic data partition",
           parts.ntfs, 384 * mebibyte, 0}};
}

std::vector<FatFile> loader_files() {
  HiveWriter boot("\\EFI\\Microsoft\\Boot\\BCD", practice::moments().installed);
  boot.text("Description", "KeyName", "BCD00000001");
  const std::string stub = "MZ (stands for the Windows boot manager)\r\n";
  return {{"EFI/BOOT/BOOTX64.EFI", stub},
          {"EFI/MICROSOF/BOOT/BOOTMGFW.EFI", stub},
          {"EFI/MICROSOF/BOOT/BCD", boot.bytes()}};
}

}  // namespace

Result<void> write_expected(const std::string& path, const std::vector<ExpectedStream>& streams,
                            std::uint64_t volume_offset) {
  nlohmann::json list = nlohmann::json::array();
  for (const ExpectedStream& one : streams) {
    nlohmann::json line{{"path", valid_utf8(one.path)},
                        {"stream", one.stream},
                        {"entry", one.entry},
                        {"size", one.size},
                        {"sha256", one.sha256}};
    if (one.wof) line["wof"] = true;
    if (one.lznt1) line["lznt1"] = true;
    if (one.deleted) line["deleted"] = true;
    if (one.hole > 0) line["hole"] = one.hole;
    list.push_back(std::move(line));
  }
  std::ofstream out(path, std::ios::binary);
  out << nlohmann::json{{"volume_offset", volume_offset}, {"streams", list}}.dump(1) << "\n";
  out.close();
  if (!out) return fail(Errc::key_full, "cannot write " + path);
  return {};
}

Result<void> make_demonstration_disk(const std::string& image, const std::string& expected) {
  const Parts parts(image);
  const std::vector<Partition> partitions = layout(parts);
  const Utc installed = practice::moments().installed;
  TRY(write_fat32(parts.efi, partitions[0].size, partition_start(partitions, 0) / 512, "SYSTEM",
                  0x4E1A0D9C, installed, loader_files()));
  const std::uint64_t start = partition_start(partitions, 2);
  NtfsWriter disk = TRY(NtfsWriter::create(parts.ntfs, partitions[2].size, "Windows",
                                           0x3A7C55E19F0B42D1, start / 512, installed));
  write_practice(disk);
  TRY(disk.finish());
  TRY(write_gpt_image(image, "0D9C4E1A-52B7-4F6C-8B1E-6A70D3C5F100", partitions));
  if (!expected.empty()) TRY(write_expected(expected, disk.expected(), start));
  return {};
}

}  // namespace trousse::tools
