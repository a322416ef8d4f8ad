// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "core/descriptor.hpp"
#include "core/handle.hpp"
#include "tests/tools/bytes.hpp"
#include "tests/tools/image.hpp"

namespace trousse::tools {
namespace {

constexpr std::uint64_t sector = 512;
constexpr std::uint64_t mebibyte = 1 << 20;
constexpr std::size_t table_entries = 128;
constexpr std::uint64_t table_sectors = table_entries * 128 / sector;

Result<void> put(int out, std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::pwrite(out, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (wrote <= 0) return fail(Errc::key_full, "cannot write the image");
    offset += static_cast<std::uint64_t>(wrote);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

/// Copies the stretches of a sparse file that hold something.
Result<void> copy_data(int from, int out, std::uint64_t offset) {
  std::string buffer(mebibyte, '\0');
  off_t at = 0;
  while ((at = ::lseek(from, at, SEEK_DATA)) >= 0) {
    const off_t end = ::lseek(from, at, SEEK_HOLE);
    while (at < end) {
      const auto want = std::min<std::size_t>(buffer.size(), static_cast<std::size_t>(end - at));
      const ssize_t got = ::pread(from, buffer.data(), want, at);
      if (got <= 0) return fail(Errc::unreadable, "cannot read a partition's content");
      TRY(put(out, offset + static_cast<std::uint64_t>(at),
              std::string_view(buffer).substr(0, static_cast<std::size_t>(got))));
      at += got;
    }
  }
  return {};
}

std::string protective_mbr(std::uint64_t sectors) {
  Bytes mbr;
  mbr.fill_to(446);
  mbr.u8(0).u8(0).u8(2).u8(0).u8(0xEE).u8(0xFF).u8(0xFF).u8(0xFF).u32(1).u32(sectors - 1);
  mbr.fill_to(510).u16(0xAA55);
  return mbr.take();
}

std::string table(const std::vector<Partition>& partitions) {
  Bytes out;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const Partition& one = partitions[i];
    const std::uint64_t first = partition_start(partitions, i) / sector;
    out.guid(one.type).guid(one.id).u64(first).u64(first + one.size / sector - 1);
    out.u64(one.attributes).utf16_field(one.name, 72);
  }
  out.fill_to(table_entries * 128);
  return out.take();
}

std::string header(const std::string& disk_id, std::uint64_t sectors, bool backup,
                   std::uint32_t table_crc) {
  const std::uint64_t last = sectors - 1;
  Bytes out;
  out.text("EFI PART").u32(0x00010000).u32(92).u32(0).u32(0);
  out.u64(backup ? last : 1).u64(backup ? 1 : last);
  out.u64(2 + table_sectors).u64(last - 1 - table_sectors).guid(disk_id);
  out.u64(backup ? last - table_sectors : 2).u32(table_entries).u32(128).u32(table_crc);
  out.put_u32(16, crc32(out.str()));
  out.fill_to(sector);
  return out.take();
}

}  // namespace

std::uint64_t partition_start(const std::vector<Partition>& partitions, std::size_t index) {
  std::uint64_t start = mebibyte;
  for (std::size_t i = 0; i < index; ++i) start += partitions[i].size;
  return start;
}

Result<void> write_gpt_image(const std::string& path, const std::string& disk_id,
                             const std::vector<Partition>& partitions) {
  const Descriptor out(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (out.get() < 0) return fail(Errc::exists, "cannot make " + path);
  const std::uint64_t size = partition_start(partitions, partitions.size()) + mebibyte;
  if (::ftruncate(out.get(), static_cast<off_t>(size)) != 0) return fail(Errc::key_full, path);
  const std::uint64_t sectors = size / sector;
  const std::string entries = table(partitions);
  TRY(put(out.get(), 0, protective_mbr(sectors)));
  TRY(put(out.get(), sector, header(disk_id, sectors, false, crc32(entries))));
  TRY(put(out.get(), 2 * sector, entries));
  TRY(put(out.get(), size - (1 + table_sectors) * sector, entries));
  TRY(put(out.get(), size - sector, header(disk_id, sectors, true, crc32(entries))));
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    if (partitions[i].content.empty()) continue;
    const Descriptor in(::open(partitions[i].content.c_str(), O_RDONLY | O_CLOEXEC));
    if (in.get() < 0) return fail(Errc::unreadable, partitions[i].content);
    TRY(copy_data(in.get(), out.get(), partition_start(partitions, i)));
  }
  return {};
}

}  // namespace trousse::tools
