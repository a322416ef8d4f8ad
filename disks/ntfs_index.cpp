// SPDX-License-Identifier: Apache-2.0
#include "disks/ntfs_index.hpp"

#include <algorithm>
#include <array>

#include "disks/little_endian.hpp"

namespace trousse::disks {
namespace {

using View = std::span<const std::byte>;
using Visit = std::function<bool(const NtfsName&, std::uint64_t, std::uint16_t)>;

constexpr std::array<std::byte, 8> i30 = {std::byte{'$'}, std::byte{0},   std::byte{'I'},
                                          std::byte{0},   std::byte{'3'}, std::byte{0},
                                          std::byte{'0'}, std::byte{0}};
constexpr std::uint64_t largest_index = 1ULL << 32;

/// The entries behind a node header (first entry, end of the entries); false when `visit` had
/// enough.
bool visit_node(View node, const Visit& visit) {
  constexpr std::uint64_t entry_bits = (std::uint64_t{1} << 48) - 1;
  constexpr unsigned last_entry = 2;
  std::size_t at = le32(node, 0);
  const std::size_t end = std::min<std::size_t>(le32(node, 4), node.size());
  while (at + 16 <= end) {
    const std::size_t length = le16(node, at + 8);
    if (length < 16 || length > end - at || (le16(node, at + 12) & last_entry) != 0) break;
    const auto name =
        ntfs_name(piece(node, at + 16, std::min<std::size_t>(le16(node, at + 10), length - 16)));
    if (name && !visit(*name, le64(node, at) & entry_bits, le16(node, at + 6))) return false;
    at += length;
  }
  return true;
}

}  // namespace

Result<void> for_each_index_entry(const NtfsTable& table, const NtfsEntry& folder,
                                  const Visit& visit) {
  const auto* root = folder.find(NtfsType::index_root, i30);
  if (root != nullptr && root->resident && root->content.size() > 16) {
    if (!visit_node(root->content.subspan(16), visit)) return {};
  }
  const auto* allocation = folder.find(NtfsType::index_allocation, i30);
  if (allocation == nullptr || allocation->resident) return {};

  std::size_t block = table.layout().index_block;
  if (root != nullptr && le32(root->content, 8) >= 512 && le32(root->content, 8) <= 65536) {
    block = le32(root->content, 8);
  }
  const std::uint64_t size = std::min(allocation->size, largest_index);
  const RunsReader reader(table.volume(), table.runs_of(folder, *allocation), size,
                          allocation->initialised);
  std::vector<std::byte> bytes(block);
  Result<void> trouble;
  for (std::uint64_t at = 0; at + block <= size; at += block) {
    const auto got = reader.read_at(at, bytes);
    if (!got) {
      trouble = tl::unexpected(got.error());
      continue;
    }
    if (!has_mark(bytes, 0, "INDX") || !undo_update_sequence(bytes)) continue;
    if (!visit_node(View(bytes).subspan(24), visit)) return {};
  }
  return trouble;
}

}  // namespace trousse::disks
