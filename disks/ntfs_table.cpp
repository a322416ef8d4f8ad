// SPDX-License-Identifier: Apache-2.0
#include "disks/ntfs_table.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "disks/little_endian.hpp"

namespace trousse::disks {
namespace {

using View = std::span<const std::byte>;

constexpr std::uint64_t entry_bits = (std::uint64_t{1} << 48) - 1;
constexpr std::uint64_t largest_list = 1 << 20;  // NTFS itself allows 256 KiB
constexpr std::size_t most_records = 16384;      // that may continue one entry
constexpr std::size_t scan_step = 1 << 20;

bool same_bytes(View a, View b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
}

/// The records that an $ATTRIBUTE_LIST names, each once, in the order of the list.
std::vector<std::uint64_t> listed_records(View list, std::uint64_t base) {
  std::vector<std::uint64_t> numbers;
  std::unordered_set<std::uint64_t> seen;
  std::size_t at = 0;
  while (at + 26 <= list.size() && numbers.size() < most_records) {
    const std::size_t length = le16(list, at + 4);
    if (length < 26 || length > list.size() - at) break;
    const std::uint64_t number = le64(list, at + 16) & entry_bits;
    if (number != base && seen.insert(number).second) numbers.push_back(number);
    at += length;
  }
  return numbers;
}

bool is_zero(View bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{0}; });
}

}  // namespace

const NtfsAttribute* NtfsEntry::find(NtfsType type, View name) const {
  for (const auto& attribute : attributes) {
    if (attribute.type == type && (attribute.resident || attribute.first_vcn == 0) &&
        same_bytes(attribute.name, name)) {
      return &attribute;
    }
  }
  return nullptr;
}

Result<std::unique_ptr<NtfsTable>> NtfsTable::open(const Reader& volume) {
  const NtfsLayout layout = TRY(read_ntfs_boot(volume));
  std::unique_ptr<NtfsTable> table(new NtfsTable(volume, layout));
  TRY(table->map_itself());
  return table;
}

Result<std::vector<std::byte>> NtfsTable::first_record() const {
  std::string why;
  for (const std::uint64_t place : {layout_.table, layout_.mirror}) {
    std::vector<std::byte> bytes(layout_.record);
    const auto got = volume_.read_at(place, bytes);
    if (!got) {
      why = got.error().what;
    } else if (*got == bytes.size() && has_mark(bytes, 0, "FILE") && undo_update_sequence(bytes)) {
      return bytes;
    }
  }
  return fail(Errc::malformed, "NTFS: neither $MFT nor $MFTMirr can be read " + why);
}

/// $MFT describes itself: its first extent stands in record 0, the others in records that the
/// extents known so far must hold. So the map grows record by record.
Result<void> NtfsTable::map_itself() {
  const auto bytes = TRY(first_record());
  NtfsEntry self;
  if (!append_attributes(bytes, self.attributes)) self.whole = false;
  const auto* data = self.find(NtfsType::data);
  if (data == nullptr || data->resident) return fail(Errc::malformed, "NTFS: $MFT has no runs");
  const std::uint64_t size = std::min(data->size, layout_.size);
  const NtfsAttribute first = *data;
  const auto remap = [&] {
    table_ = std::make_unique<RunsReader>(volume_, runs_of(self, first), size, first.initialised);
  };
  remap();
  const auto* list = self.find(NtfsType::attribute_list);
  if (list == nullptr) return {};
  const auto listed = list_of(*list, self);
  for (const std::uint64_t number : listed_records(listed, 0)) {
    auto more = record(number);
    if (!more) break;  // what it maps reads as lost, and is counted by the walk
    self.owned.push_back(*std::move(more));
    append_attributes(self.owned.back(), self.attributes);
    remap();
  }
  return {};
}

Result<std::vector<std::byte>> NtfsTable::record(std::uint64_t number) const {
  if (number >= count()) return fail(Errc::missing, fmt::format("no entry {}", number));
  std::vector<std::byte> bytes(layout_.record);
  TRY(table_->read_at(number * layout_.record, bytes));
  if (is_zero(bytes)) return fail(Errc::missing, fmt::format("entry {} was never used", number));
  if (!has_mark(bytes, 0, "FILE") || !undo_update_sequence(bytes)) {
    return fail(Errc::malformed, fmt::format("entry {} is damaged", number));
  }
  return bytes;
}

std::vector<std::byte> NtfsTable::list_of(const NtfsAttribute& list, NtfsEntry& into) const {
  if (list.resident) return {list.content.begin(), list.content.end()};
  if (list.size > largest_list) {
    into.whole = false;
    return {};
  }
  std::vector<Run> runs;
  append_runs(list, layout_, runs);
  std::vector<std::byte> bytes(list.size);
  const RunsReader reader(volume_, std::move(runs), list.size, list.initialised);
  if (!reader.read_at(0, bytes)) {
    into.whole = false;
    return {};
  }
  return bytes;
}

void NtfsTable::gather(std::uint64_t number, const NtfsHeader& header, View bytes,
                       NtfsEntry& into) const {
  into.number = number;
  into.header = header;
  into.attributes.clear();
  into.owned.clear();
  into.whole = append_attributes(bytes, into.attributes);
  const auto* list = into.find(NtfsType::attribute_list);
  if (list == nullptr) return;
  const auto listed = list_of(*list, into);
  for (const std::uint64_t more : listed_records(listed, number)) {
    auto continued = record(more);
    const auto found = continued ? ntfs_header(*continued) : std::nullopt;
    // The record may belong to another entry by now, when this one is free.
    if (!found || found->base != number ||
        (found->base_sequence != header.sequence && header.in_use)) {
      into.whole = false;
      continue;
    }
    into.owned.push_back(*std::move(continued));
    if (!append_attributes(into.owned.back(), into.attributes)) into.whole = false;
  }
}

Result<NtfsEntry> NtfsTable::entry(std::uint64_t number) const {
  auto bytes = TRY(record(number));
  const auto header = ntfs_header(bytes);
  if (!header || header->base != 0) {
    return fail(Errc::malformed, fmt::format("entry {} only continues another", number));
  }
  NtfsEntry made;
  std::vector<std::byte> kept = std::move(bytes);
  gather(number, *header, kept, made);
  made.owned.push_back(std::move(kept));  // moving a vector does not move its bytes
  return made;
}

Result<std::uint64_t> NtfsTable::scan(
    const std::function<bool(std::uint64_t, const NtfsHeader&, View)>& visit) const {
  std::uint64_t damaged = 0;
  std::vector<std::byte> chunk(scan_step);
  const std::uint64_t per_chunk = scan_step / layout_.record;
  for (std::uint64_t number = 0; number < count(); number += per_chunk) {
    const std::uint64_t here = std::min(per_chunk, count() - number);
    const auto wanted = std::span(chunk).first(here * layout_.record);
    std::vector<Gap> gaps;
    const std::uint64_t start = number * layout_.record;
    const auto got = read_with_gaps(*table_, start, wanted, gaps, layout_.record);
    if (!got) return tl::unexpected(got.error());
    for (const auto& gap : gaps) damaged += (gap.length + layout_.record - 1) / layout_.record;
    for (std::uint64_t i = 0; i < here; ++i) {
      const auto bytes = wanted.subspan(i * layout_.record, layout_.record);
      if (!has_mark(bytes, 0, "FILE")) {
        if (!is_zero(bytes)) ++damaged;
        continue;
      }
      const auto header = ntfs_header(bytes);
      if (!undo_update_sequence(bytes)) {
        ++damaged;
        continue;
      }
      if (!visit(number + i, *header, bytes)) return damaged;
    }
  }
  return damaged;
}

std::vector<Run> NtfsTable::runs_of(const NtfsEntry& entry, const NtfsAttribute& first) const {
  std::vector<const NtfsAttribute*> extents;
  for (const auto& attribute : entry.attributes) {
    if (!attribute.resident && attribute.type == first.type &&
        same_bytes(attribute.name, first.name)) {
      extents.push_back(&attribute);
    }
  }
  std::stable_sort(extents.begin(), extents.end(),
                   [](const auto* a, const auto* b) { return a->first_vcn < b->first_vcn; });
  std::vector<Run> runs;
  std::uint64_t next = 0;
  for (const auto* extent : extents) {
    if (extent->first_vcn < next || extent->last_vcn >= (std::uint64_t{1} << 44)) continue;
    if (extent->first_vcn > next) {
      runs.push_back({Run::Kind::lost, 0, (extent->first_vcn - next) * layout_.cluster});
    }
    append_runs(*extent, layout_, runs);
    next = extent->last_vcn + 1;
  }
  return runs;
}

}  // namespace trousse::disks
