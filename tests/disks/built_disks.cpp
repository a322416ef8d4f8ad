// SPDX-License-Identifier: Apache-2.0
#include "tests/disks/built_disks.hpp"

#include <algorithm>
#include <cstring>

namespace trousse::tests {

void put_le(Bytes& into, std::size_t at, std::uint64_t value, std::size_t length) {
  if (into.size() < at + length) into.resize(at + length);
  for (std::size_t i = 0; i < length; ++i) into[at + i] = static_cast<std::byte>(value >> (8 * i));
}

void put_text(Bytes& into, std::size_t at, std::string_view text) {
  if (into.size() < at + text.size()) into.resize(at + text.size());
  std::memcpy(into.data() + at, text.data(), text.size());
}

Bytes utf16(std::u16string_view text) {
  Bytes out;
  for (const char16_t unit : text) put_le(out, out.size(), unit, 2);
  return out;
}

namespace {

void put_bytes(Bytes& into, std::size_t at, const Bytes& bytes) {
  if (into.size() < at + bytes.size()) into.resize(at + bytes.size());
  std::copy(bytes.begin(), bytes.end(), into.begin() + static_cast<std::ptrdiff_t>(at));
}

/// Written apart from the room's own, bit by bit, so that one checks the other.
std::uint32_t crc32(const Bytes& bytes, std::size_t at, std::size_t length) {
  std::uint32_t sum = 0xffffffffU;
  for (std::size_t i = at; i < at + length; ++i) {
    sum ^= std::to_integer<std::uint32_t>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) sum = (sum & 1) != 0 ? (sum >> 1) ^ 0xedb88320U : sum >> 1;
  }
  return ~sum;
}

void write_gpt_header(Bytes& disk, std::size_t sector, std::uint64_t here, std::uint64_t other,
                      std::uint64_t table) {
  const std::size_t at = here * sector;
  const std::uint64_t last = disk.size() / sector - 1;
  put_text(disk, at, "EFI PART");
  put_le(disk, at + 8, 0x00010000, 4);
  put_le(disk, at + 12, 92, 4);
  put_le(disk, at + 24, here, 8);
  put_le(disk, at + 32, other, 8);
  put_le(disk, at + 40, 6, 8);
  put_le(disk, at + 48, last - 6, 8);
  put_le(disk, at + 72, table, 8);
  put_le(disk, at + 80, 16, 4);
  put_le(disk, at + 84, 128, 4);
  put_le(disk, at + 88, crc32(disk, table * sector, std::size_t{16} * 128), 4);
  put_le(disk, at + 16, 0, 4);
  put_le(disk, at + 16, crc32(disk, at, 92), 4);
}

}  // namespace

MemorySource::MemorySource(Bytes given) : bytes(std::move(given)) { facts.size = bytes.size(); }

Result<std::size_t> MemorySource::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= bytes.size()) return std::size_t{0};
  const std::size_t count = std::min<std::uint64_t>(into.size(), bytes.size() - offset);
  const auto met = bad.lower_bound(offset / 512);
  if (count > 0 && met != bad.end() && *met * 512 < offset + count) {
    return fail(Errc::unreadable, "bad sector");
  }
  std::memcpy(into.data(), bytes.data() + offset, count);
  return count;
}

void write_gpt(Bytes& disk, std::size_t sector, const std::vector<GptEntry>& entries) {
  const std::uint64_t last = disk.size() / sector - 1;
  const std::uint64_t table_sectors = (16 * 128 + sector - 1) / sector;
  write_mbr_entry(disk, 0, 0, 0xee, 1, static_cast<std::uint32_t>(last));
  for (const std::uint64_t table : {std::uint64_t{2}, last - table_sectors}) {
    std::size_t at = table * sector;
    for (const auto& entry : entries) {
      put_le(disk, at, 0xebd0a0a2b9e5, 8);
      put_le(disk, at + 8, 0x4433aabb, 8);
      put_le(disk, at + 16, 0x1122334455667788 + entry.first, 8);
      put_le(disk, at + 24, 0x99, 8);
      put_le(disk, at + 32, entry.first, 8);
      put_le(disk, at + 40, entry.last, 8);
      put_bytes(disk, at + 56, utf16(entry.name));
      at += 128;
    }
  }
  write_gpt_header(disk, sector, 1, last, 2);
  write_gpt_header(disk, sector, last, 1, last - table_sectors);
}

void write_mbr_entry(Bytes& disk, std::size_t at, std::size_t index, std::uint8_t type,
                     std::uint32_t start, std::uint32_t size) {
  const std::size_t entry = at + 446 + index * 16;
  put_le(disk, entry + 4, type, 1);
  put_le(disk, entry + 8, start, 4);
  put_le(disk, entry + 12, size, 4);
  put_le(disk, at + 510, 0xaa55, 2);
}

void write_ntfs_mark(Bytes& disk, std::size_t at) { put_text(disk, at + 3, "NTFS    "); }

BuiltNtfs::BuiltNtfs(std::size_t records) {
  const std::size_t table_clusters = (records * record_size + cluster - 1) / cluster;
  bytes.resize((4 + table_clusters) * cluster);
  write_ntfs_mark(bytes, 0);
  put_le(bytes, 11, 512, 2);
  put_le(bytes, 13, cluster / 512, 1);
  put_le(bytes, 48, 4, 8);     // $MFT
  put_le(bytes, 56, 1, 8);     // $MFTMirr
  put_le(bytes, 64, 0xf6, 1);  // 2^10 bytes a record
  put_le(bytes, 68, 0xf4, 1);
  put_le(bytes, 72, 0x1234, 8);
  put_le(bytes, 40, std::uint64_t{1} << 40, 8);
  const std::uint64_t size = table_clusters * cluster;
  put(0, 1, file,
      {name_attribute(5, 5, u"$MFT"),
       non_resident(0x80, u"", {{{table_clusters, 4}}, size, size})});
  put(5, 5, folder, {name_attribute(5, 5, u"."), index_root({})});
}

Bytes BuiltNtfs::resident(std::uint32_t type, std::u16string_view name, const Bytes& content,
                          std::uint16_t flags) {
  Bytes out(24);
  put_le(out, 0, type, 4);
  put_le(out, 9, name.size(), 1);
  put_le(out, 10, 24, 2);
  put_le(out, 12, flags, 2);
  put_bytes(out, 24, utf16(name));
  out.resize((out.size() + 7) / 8 * 8);
  put_le(out, 16, content.size(), 4);
  put_le(out, 20, out.size(), 2);
  put_bytes(out, out.size(), content);
  out.resize((out.size() + 7) / 8 * 8);
  put_le(out, 4, out.size(), 4);
  return out;
}

Bytes BuiltNtfs::non_resident(std::uint32_t type, std::u16string_view name,
                              const Content& content) {
  Bytes out(64);
  std::uint64_t clusters = 0;
  for (const auto& run : content.runs) clusters += run.clusters;
  put_le(out, 0, type, 4);
  put_le(out, 8, 1, 1);
  put_le(out, 9, name.size(), 1);
  put_le(out, 10, 64, 2);
  put_le(out, 12, content.flags, 2);
  put_le(out, 16, content.first_vcn, 8);
  put_le(out, 24, content.first_vcn + clusters - 1, 8);
  put_le(out, 34, content.unit_shift, 2);
  put_le(out, 40, clusters * cluster, 8);
  put_le(out, 48, content.size, 8);
  put_le(out, 56, content.initialised, 8);
  put_bytes(out, 64, utf16(name));
  out.resize((out.size() + 7) / 8 * 8);
  put_le(out, 32, out.size(), 2);
  std::int64_t before = 0;
  for (const auto& run : content.runs) {
    const std::size_t at = out.size();
    put_le(out, at, run.place < 0 ? 0x04 : 0x44, 1);
    put_le(out, at + 1, run.clusters, 4);
    if (run.place < 0) continue;
    put_le(out, at + 5, static_cast<std::uint64_t>(run.place - before), 4);
    before = run.place;
  }
  out.push_back(std::byte{0});
  out.resize((out.size() + 7) / 8 * 8);
  put_le(out, 4, out.size(), 4);
  return out;
}

Bytes BuiltNtfs::file_name(std::uint64_t parent, std::uint16_t parent_sequence,
                           std::u16string_view name, std::uint8_t space) {
  Bytes out(66);
  put_le(out, 0, parent, 6);
  put_le(out, 6, parent_sequence, 2);
  for (std::size_t i = 0; i < 4; ++i) put_le(out, 8 + 8 * i, 133000000000000000 + i, 8);
  put_le(out, 64, name.size(), 1);
  put_le(out, 65, space, 1);
  put_bytes(out, 66, utf16(name));
  return out;
}

Bytes BuiltNtfs::name_attribute(std::uint64_t parent, std::uint16_t parent_sequence,
                                std::u16string_view name, std::uint8_t space) {
  return resident(0x30, u"", file_name(parent, parent_sequence, name, space));
}

Bytes BuiltNtfs::index_root(const std::vector<Child>& children) {
  Bytes out(32);
  put_le(out, 0, 0x30, 4);
  put_le(out, 8, 4096, 4);
  put_le(out, 16, 16, 4);
  for (const auto& child : children) {
    const std::size_t at = out.size();
    put_le(out, at, child.entry, 6);
    put_le(out, at + 6, child.sequence, 2);
    put_le(out, at + 10, child.name.size(), 2);
    put_le(out, at + 12, 0, 4);
    put_bytes(out, at + 16, child.name);
    out.resize((out.size() + 7) / 8 * 8);
    put_le(out, at + 8, out.size() - at, 2);
  }
  const std::size_t last = out.size();
  put_le(out, last + 8, 16, 2);
  put_le(out, last + 12, 2, 4);
  put_le(out, 20, out.size() - 16, 4);
  return resident(0x90, u"$I30", out);
}

void BuiltNtfs::put(std::uint64_t number, std::uint16_t sequence, std::uint16_t flags,
                    const std::vector<Bytes>& attributes, std::uint64_t base) {
  Bytes record(56);
  put_text(record, 0, "FILE");
  put_le(record, 4, 48, 2);  // update sequence
  put_le(record, 6, record_size / 512 + 1, 2);
  put_le(record, 16, sequence, 2);
  put_le(record, 20, 56, 2);
  put_le(record, 22, flags, 2);
  put_le(record, 32, base, 6);
  put_le(record, 38, base == 0 ? 0U : 1U, 2);
  for (const auto& attribute : attributes) put_bytes(record, record.size(), attribute);
  put_le(record, record.size(), 0xffffffff, 4);
  put_le(record, 24, record.size(), 4);
  record.resize(record_size);
  put_le(record, 48, 0x7777, 2);
  for (std::size_t i = 0; i < record_size / 512; ++i) {
    put_le(record, 50 + 2 * i,
           static_cast<std::uint64_t>(record[i * 512 + 510]) |
               static_cast<std::uint64_t>(record[i * 512 + 511]) << 8,
           2);
    put_le(record, i * 512 + 510, 0x7777, 2);
  }
  put_bytes(bytes, record_at(number), record);
}

std::int64_t BuiltNtfs::store(const Bytes& content) {
  const std::size_t at = bytes.size();
  put_bytes(bytes, at, content);
  bytes.resize((bytes.size() + cluster - 1) / cluster * cluster);
  return static_cast<std::int64_t>(at / cluster);
}

VolumeInfo ntfs_info(const Bytes& volume) {
  VolumeInfo info;
  info.number = 1;
  info.size = volume.size();
  info.file_system = FileSystem::ntfs;
  return info;
}

}  // namespace trousse::tests
