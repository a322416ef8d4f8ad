// SPDX-License-Identifier: Apache-2.0
#include "disks/ntfs_record.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "core/text.hpp"
#include "disks/little_endian.hpp"

namespace trousse::disks {
namespace {

using View = std::span<const std::byte>;

constexpr std::size_t stride = 512;  // of the update sequence, whatever the sector size

/// A size that the boot sector gives in clusters, or when negative as a power of two in bytes.
std::uint32_t block_size(std::uint8_t given, std::uint64_t cluster) {
  const auto number = static_cast<std::int8_t>(given);
  if (number >= 0) {
    const std::uint64_t bytes = std::uint64_t{given} * cluster;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, 1U << 31));
  }
  return -number < 31 ? 1U << -number : 0;
}

bool is_block(std::uint32_t size) {
  return size >= stride && size <= 65536 && std::has_single_bit(size);
}

/// A number of `length` bytes, sign-extended: mapping pairs hold signed distances.
std::int64_t signed_number(View bytes, std::size_t at, std::size_t length) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value |= std::uint64_t{u8(bytes, at + i)} << (8 * i);
  if (length > 0 && length < 8 && (u8(bytes, at + length - 1) & 0x80) != 0) {
    value |= ~std::uint64_t{0} << (8 * length);
  }
  return static_cast<std::int64_t>(value);
}

std::optional<NtfsAttribute> attribute_of(View bytes) {
  NtfsAttribute found;
  found.type = static_cast<NtfsType>(le32(bytes, 0));
  found.resident = u8(bytes, 8) == 0;
  found.flags = le16(bytes, 12);
  const std::size_t name_length = std::size_t{u8(bytes, 9)} * 2;
  found.name = piece(bytes, le16(bytes, 10), name_length);
  if (found.name.size() < name_length) return std::nullopt;
  if (found.resident) {
    const std::size_t length = le32(bytes, 16);
    found.content = piece(bytes, le16(bytes, 20), length);
    found.size = found.content.size();
    found.initialised = found.size;
    if (found.content.size() < length) return std::nullopt;
    return found;
  }
  if (bytes.size() < 64) return std::nullopt;
  found.first_vcn = le64(bytes, 16);
  found.last_vcn = le64(bytes, 24);
  const std::size_t runs = le16(bytes, 32);
  if (runs < 64 || runs > bytes.size()) return std::nullopt;
  found.runs = bytes.subspan(runs);
  const unsigned unit_shift = le16(bytes, 34);
  found.unit = unit_shift > 0 && unit_shift < 16 ? 1U << unit_shift : 0;
  if (found.first_vcn == 0) {
    found.size = le64(bytes, 48);
    found.initialised = std::min(le64(bytes, 56), found.size);
  }
  return found;
}

}  // namespace

Result<NtfsLayout> read_ntfs_boot(const Reader& volume) {
  std::array<std::byte, 512> boot{};
  if (TRY(volume.read_at(0, boot)) < boot.size() || !has_mark(boot, 3, "NTFS    ")) {
    return fail(Errc::malformed, "NTFS: no boot sector");
  }
  const std::uint32_t sector = le16(boot, 11);
  // 1 to 128 sectors, or for clusters over 64 KiB the negative of a power of two.
  const unsigned given = u8(boot, 13);
  const std::uint64_t per_cluster = given <= 128 ? given : given >= 225 ? 1ULL << (256 - given) : 0;
  NtfsLayout layout;
  if (sector < 256 || sector > 4096 || !std::has_single_bit(sector) ||
      !std::has_single_bit(per_cluster) || per_cluster * sector > (1 << 21)) {
    return fail(Errc::malformed, "NTFS: sector or cluster size");
  }
  layout.cluster = static_cast<std::uint32_t>(per_cluster * sector);
  layout.record = block_size(u8(boot, 64), layout.cluster);
  layout.index_block = block_size(u8(boot, 68), layout.cluster);
  if (!is_block(layout.record)) return fail(Errc::malformed, "NTFS: record size");
  if (!is_block(layout.index_block)) layout.index_block = 4096;
  const std::uint64_t clusters = volume.size() / layout.cluster;
  if (le64(boot, 48) > clusters && le64(boot, 56) > clusters) {
    return fail(Errc::malformed, "NTFS: $MFT lies past the end");
  }
  layout.table = std::min(le64(boot, 48), clusters) * layout.cluster;
  layout.mirror = std::min(le64(boot, 56), clusters) * layout.cluster;
  layout.size = volume.size();
  return layout;
}

bool undo_update_sequence(std::span<std::byte> record) {
  const std::size_t at = le16(record, 4);
  const std::size_t count = le16(record, 6);
  const std::size_t strides = record.size() / stride;
  if (count != strides + 1 || at + count * 2 > record.size() || at < 8) return false;
  bool whole = true;
  for (std::size_t i = 0; i < strides; ++i) {
    const std::size_t end = i * stride + stride - 2;
    if (le16(record, end) != le16(record, at)) whole = false;
    record[end] = record[at + 2 + i * 2];
    record[end + 1] = record[at + 3 + i * 2];
  }
  return whole;
}

std::optional<NtfsHeader> ntfs_header(View record) {
  if (!has_mark(record, 0, "FILE")) return std::nullopt;
  constexpr std::uint64_t entry_bits = (std::uint64_t{1} << 48) - 1;
  NtfsHeader header;
  header.sequence = le16(record, 16);
  header.in_use = (le16(record, 22) & 1) != 0;
  header.directory = (le16(record, 22) & 2) != 0;
  header.base = le64(record, 32) & entry_bits;
  header.base_sequence = le16(record, 38);
  return header;
}

bool append_attributes(View record, std::vector<NtfsAttribute>& into) {
  std::size_t at = le16(record, 20);
  const std::size_t end = std::min<std::size_t>(le32(record, 24), record.size());
  if (at < 42) return false;
  while (at + 4 <= end) {
    if (le32(record, at) == 0xffffffffU) return true;
    const std::size_t length = le32(record, at + 4);
    if (length < 24 || length > end - at) return false;
    const auto found = attribute_of(record.subspan(at, length));
    if (!found) return false;
    into.push_back(*found);
    at += length;
  }
  return false;
}

std::optional<NtfsName> ntfs_name(View content) {
  constexpr std::uint64_t entry_bits = (std::uint64_t{1} << 48) - 1;
  if (content.size() < 68) return std::nullopt;
  const auto text = piece(content, 66, std::size_t{u8(content, 64)} * 2);
  if (text.empty() || text.size() < std::size_t{u8(content, 64)} * 2) return std::nullopt;
  NtfsName found;
  found.parent = le64(content, 0) & entry_bits;
  found.parent_sequence = le16(content, 6);
  found.space = u8(content, 65);
  found.times = ntfs_times(content, 8);
  found.name = utf8_from_utf16le(text);
  std::size_t at = 0;
  while ((at = found.name.find('/', at)) != std::string::npos) {
    found.name.replace(at, 1, "\xef\xbf\xbd");
  }
  return found;
}

Times ntfs_times(View content, std::size_t at) {
  return {from_filetime(le64(content, at)), from_filetime(le64(content, at + 8)),
          from_filetime(le64(content, at + 16)), from_filetime(le64(content, at + 24))};
}

bool append_runs(const NtfsAttribute& extent, const NtfsLayout& layout, std::vector<Run>& into) {
  const std::uint64_t most = std::uint64_t{1} << 44;  // clusters; far over any volume
  std::uint64_t left = 0;
  if (extent.last_vcn + 1 > extent.first_vcn && extent.last_vcn < most) {
    left = extent.last_vcn + 1 - extent.first_vcn;
  }
  std::int64_t cluster = 0;
  std::size_t at = 0;
  while (left > 0) {
    const unsigned header = u8(extent.runs, at);
    const std::size_t length_bytes = header & 0xf;
    const std::size_t place_bytes = header >> 4;
    if (header == 0 || length_bytes == 0 || length_bytes > 8 || place_bytes > 8 ||
        at + 1 + length_bytes + place_bytes > extent.runs.size()) {
      break;
    }
    const std::int64_t length = signed_number(extent.runs, at + 1, length_bytes);
    if (length <= 0 || static_cast<std::uint64_t>(length) > left) break;
    Run run{Run::Kind::hole, 0, static_cast<std::uint64_t>(length) * layout.cluster};
    if (place_bytes > 0) {
      const std::int64_t step = signed_number(extent.runs, at + 1 + length_bytes, place_bytes);
      if (__builtin_add_overflow(cluster, step, &cluster)) break;
      const bool inside = cluster >= 0 && static_cast<std::uint64_t>(cluster) < most;
      run.kind = inside ? Run::Kind::data : Run::Kind::lost;
      run.offset = inside ? static_cast<std::uint64_t>(cluster) * layout.cluster : 0;
    }
    into.push_back(run);
    left -= static_cast<std::uint64_t>(length);
    at += 1 + length_bytes + place_bytes;
  }
  if (left > 0) into.push_back({Run::Kind::lost, 0, left * layout.cluster});
  return left == 0;
}

}  // namespace trousse::disks
