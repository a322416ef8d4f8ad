// SPDX-License-Identifier: Apache-2.0
#include "disks/ntfs_volume.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"
#include "disks/little_endian.hpp"
#include "disks/lznt1.hpp"
#include "disks/ntfs_folders.hpp"
#include "disks/ntfs_index.hpp"
#include "disks/ntfs_table.hpp"
#include "disks/tsk.hpp"
#include "disks/wof.hpp"

namespace trousse::disks {
namespace {

using View = std::span<const std::byte>;

constexpr const char* wof_stream = "WofCompressedData";
constexpr std::uint64_t bad_clusters = 8;  // entry of $BadClus

/// [MS-FSCC] 2.1.2.1: tag (4), length (2), reserved (2), data.
struct Reparse {
  std::uint32_t tag = 0;
  View data;
};

Reparse reparse_of(const NtfsEntry& entry) {
  const auto* found = entry.find(NtfsType::reparse_point);
  if (found == nullptr || !found->resident || found->content.size() < 8) return {};
  return {le32(found->content, 0), piece(found->content, 8, le16(found->content, 4))};
}

std::optional<WofFormat> wof_of(const NtfsEntry& entry) {
  constexpr std::uint32_t tag_wof = 0x80000017;
  const Reparse reparse = reparse_of(entry);
  return reparse.tag == tag_wof ? wof_format(reparse.data) : std::nullopt;
}

FileKind kind_of(const NtfsEntry& entry) {
  constexpr std::uint32_t tag_mount_point = 0xa0000003;
  constexpr std::uint32_t tag_symlink = 0xa000000c;
  const std::uint32_t tag = reparse_of(entry).tag;
  if (tag == tag_mount_point || tag == tag_symlink) return FileKind::link;
  return entry.header.directory ? FileKind::directory : FileKind::regular;
}

class NtfsVolume final : public Volume {
 public:
  NtfsVolume(const Reader& source, const VolumeInfo& info)
      : info_(info), bytes_(source, info.offset, info.size) {}

  Result<void> open_table() {
    table_ = TRY(NtfsTable::open(bytes_));
    folders_ = std::make_unique<NtfsFolders>(*table_);
    return {};
  }

  const VolumeInfo& info() const override { return info_; }
  Result<Walked> for_each_file(const std::function<Next(const File&)>& visit) const override;
  Result<File> find(const EvidencePath& path) const override;
  Result<File> file(std::uint64_t entry) const override;
  Result<std::unique_ptr<Reader>> open(const File& file, const std::string& stream) const override;
  Result<std::uint64_t> leading_hole(const File& file, const std::string& stream) const override;
  std::string owner(const File& file) const override;

 private:
  std::optional<File> file_of(const NtfsEntry& entry) const;
  void add_names(const NtfsEntry& entry, File& file) const;
  void add_streams(const NtfsEntry& entry, File& file) const;
  std::uint64_t first_cluster(const NtfsEntry& entry, const NtfsAttribute& data) const;
  bool is_only_hole(const NtfsEntry& entry, const NtfsAttribute& data) const;
  Result<const NtfsAttribute*> data_of(const NtfsEntry& entry, const std::string& stream) const;
  Result<std::unique_ptr<Reader>> open_data(const NtfsEntry& entry,
                                            const NtfsAttribute& data) const;
  Result<std::uint64_t> child(std::uint64_t folder, std::string_view name) const;

  VolumeInfo info_;
  SliceReader bytes_;
  std::unique_ptr<NtfsTable> table_;
  std::unique_ptr<NtfsFolders> folders_;
  mutable std::unique_ptr<TskFileSystem> owners_;
  mutable bool owners_tried_ = false;
};

void NtfsVolume::add_names(const NtfsEntry& entry, File& file) const {
  auto names = ntfs_names(entry);
  if (entry.number == ntfs_root) {
    file.path = EvidencePath("/");
    if (!names.empty()) file.name_times = names.front().times;
    return;
  }
  if (names.empty()) {
    file.path = EvidencePath(fmt::format("/$Orphan/entry {}", entry.number));
    file.orphan = true;
    return;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto [folder, orphan] = folders_->path(names[i].parent, names[i].parent_sequence);
    folder.append("/").append(names[i].name);
    if (i == 0) {
      file.path = EvidencePath(std::move(folder));
      file.orphan = orphan;
      file.name_times = names[i].times;
    } else {
      file.links.emplace_back(std::move(folder));
    }
  }
}

std::uint64_t NtfsVolume::first_cluster(const NtfsEntry& entry, const NtfsAttribute& data) const {
  for (const auto& run : table_->runs_of(entry, data)) {
    if (run.kind == Run::Kind::data) return run.offset / table_->layout().cluster;
  }
  return 0;
}

bool NtfsVolume::is_only_hole(const NtfsEntry& entry, const NtfsAttribute& data) const {
  if (data.resident) return false;
  const auto runs = table_->runs_of(entry, data);
  return std::all_of(runs.begin(), runs.end(),
                     [](const Run& run) { return run.kind == Run::Kind::hole; });
}

void NtfsVolume::add_streams(const NtfsEntry& entry, File& file) const {
  const bool wof = wof_of(entry).has_value();
  for (const auto& data : entry.attributes) {
    if (data.type != NtfsType::data || (!data.resident && data.first_vcn != 0)) continue;
    Stream stream;
    stream.name = utf8_from_utf16le(data.name);
    stream.size = data.size;
    stream.resident = data.resident;
    // What lies in the record is never compressed, whatever the folder's habit set in the flags.
    stream.compressed = data.is_compressed() && !data.resident;
    stream.sparse = data.is_sparse() && !data.resident;
    stream.encrypted = data.is_encrypted();
    const bool packed = wof && stream.name == wof_stream;
    if (file.first_cluster == 0 && !data.resident) file.first_cluster = first_cluster(entry, data);
    // $BadClus:$Bad is as long as the volume and holds nothing but what cannot be read.
    if (packed || file.stream(stream.name) != nullptr ||
        (entry.number == bad_clusters && is_only_hole(entry, data))) {
      continue;
    }
    if (wof && stream.name.empty()) {
      stream.compressed = true;
      stream.sparse = false;
    }
    const bool first = stream.name.empty();
    file.streams.insert(first ? file.streams.begin() : file.streams.end(), std::move(stream));
  }
}

/// Nothing for an entry that holds neither a name nor content: kept free by the file system.
std::optional<File> NtfsVolume::file_of(const NtfsEntry& entry) const {
  constexpr std::uint32_t attribute_directory = 0x10;
  File file;
  file.entry = entry.number;
  file.sequence = entry.header.sequence;
  file.deleted = !entry.header.in_use;
  file.kind = kind_of(entry);
  add_names(entry, file);
  add_streams(entry, file);
  const bool has_content = std::any_of(file.streams.begin(), file.streams.end(),
                                       [](const Stream& stream) { return stream.size > 0; });
  if (entry.find(NtfsType::file_name) == nullptr && !has_content) return std::nullopt;
  if (const auto* standard = entry.find(NtfsType::standard_information);
      standard != nullptr && standard->content.size() >= 36) {
    file.standard = ntfs_times(standard->content, 0);
    file.dos_attributes = le32(standard->content, 32);
  }
  if (entry.header.directory) file.dos_attributes |= attribute_directory;
  return file;
}

Result<Walked> NtfsVolume::for_each_file(const std::function<Next(const File&)>& visit) const {
  TRY(folders_->load_all());
  Walked walked;
  NtfsEntry entry;
  const auto damaged =
      table_->scan([&](std::uint64_t number, const NtfsHeader& header, View record) {
        if (header.base != 0) return true;
        table_->gather(number, header, record, entry);
        const auto file = file_of(entry);
        if (!entry.whole && header.in_use) ++walked.unreadable;
        if (!file) return true;
        ++walked.entries;
        return visit(*file) == Next::go_on;
      });
  if (!damaged) return tl::unexpected(damaged.error());
  walked.unreadable += *damaged;
  return walked;
}

Result<File> NtfsVolume::file(std::uint64_t number) const {
  const NtfsEntry entry = TRY(table_->entry(number));
  auto file = file_of(entry);
  if (!file) return fail(Errc::missing, fmt::format("entry {} holds nothing", number));
  return *std::move(file);
}

/// The entry of a name in a folder. An index may hold blocks it gave up: the entry must agree.
Result<std::uint64_t> NtfsVolume::child(std::uint64_t folder, std::string_view name) const {
  const NtfsEntry parent = TRY(table_->entry(folder));
  if (!parent.header.directory) return fail(Errc::missing, "a file stands where a folder should");
  std::optional<std::uint64_t> found;
  const auto searched = for_each_index_entry(
      *table_, parent, [&](const NtfsName& met, std::uint64_t number, std::uint16_t sequence) {
        if (!same_name(met.name, name)) return true;
        const auto entry = table_->entry(number);
        if (!entry || !entry->header.in_use || entry->header.sequence != sequence) return true;
        found = number;
        return false;
      });
  if (found) return *found;
  if (!searched) return tl::unexpected(searched.error());
  return fail(Errc::missing, printable(name) + ": no such name");
}

Result<File> NtfsVolume::find(const EvidencePath& path) const {
  std::uint64_t at = ntfs_root;
  std::string_view rest = path.text();
  while (!rest.empty()) {
    const auto slash = std::min(rest.find('/'), rest.size());
    const auto name = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (name.empty()) continue;
    at = TRY(child(at, name));
  }
  return file(at);
}

Result<const NtfsAttribute*> NtfsVolume::data_of(const NtfsEntry& entry,
                                                 const std::string& stream) const {
  for (const auto& data : entry.attributes) {
    if (data.type == NtfsType::data && (data.resident || data.first_vcn == 0) &&
        utf8_from_utf16le(data.name) == stream) {
      return &data;
    }
  }
  return fail(Errc::missing, "no stream " + printable(stream));
}

Result<std::unique_ptr<Reader>> NtfsVolume::open_data(const NtfsEntry& entry,
                                                      const NtfsAttribute& data) const {
  if (data.resident) {
    return std::unique_ptr<Reader>(std::make_unique<MemoryReader>(
        std::vector<std::byte>(data.content.begin(), data.content.end())));
  }
  const auto& layout = table_->layout();
  if (data.size > info_.size && !data.is_sparse() && !data.is_compressed()) {
    return fail(Errc::malformed, "a stream longer than the volume");
  }
  auto runs = table_->runs_of(entry, data);
  if (data.is_compressed() && data.unit > 0 &&
      std::uint64_t{data.unit} * layout.cluster <= (1 << 24) &&
      data.size < (std::uint64_t{1} << 60)) {
    return open_lznt1(bytes_, std::move(runs), data.size, data.initialised,
                      data.unit * layout.cluster);
  }
  return std::unique_ptr<Reader>(
      std::make_unique<RunsReader>(bytes_, std::move(runs), data.size, data.initialised));
}

Result<std::unique_ptr<Reader>> NtfsVolume::open(const File& file,
                                                 const std::string& stream) const {
  const NtfsEntry entry = TRY(table_->entry(file.entry));
  const auto* data = TRY(data_of(entry, stream));
  const auto wof = stream.empty() ? wof_of(entry) : std::nullopt;
  if (!wof) return open_data(entry, *data);
  const auto* packed = TRY(data_of(entry, wof_stream));
  auto compressed = TRY(open_data(entry, *packed));
  return open_wof(std::move(compressed), data->size, *wof);
}

Result<std::uint64_t> NtfsVolume::leading_hole(const File& file, const std::string& stream) const {
  const NtfsEntry entry = TRY(table_->entry(file.entry));
  const auto* data = TRY(data_of(entry, stream));
  if (data->resident || (stream.empty() && wof_of(entry))) return std::uint64_t{0};
  std::uint64_t hole = 0;
  for (const auto& run : table_->runs_of(entry, *data)) {
    if (run.kind != Run::Kind::hole || hole >= data->size) break;
    hole += std::min(run.length, data->size - hole);
  }
  return hole;
}

std::string NtfsVolume::owner(const File& file) const {
  if (!owners_tried_) {
    owners_tried_ = true;
    auto opened = TskFileSystem::open(bytes_, FileSystem::ntfs);
    if (opened) owners_ = *std::move(opened);
  }
  return owners_ ? owners_->owner(file.entry) : std::string();
}

}  // namespace

Result<std::unique_ptr<Volume>> open_ntfs(const Reader& source, const VolumeInfo& info) {
  auto volume = std::make_unique<NtfsVolume>(source, info);
  TRY(volume->open_table());
  return std::unique_ptr<Volume>(std::move(volume));
}

std::string ntfs_label(const Reader& volume) {
  constexpr std::uint64_t volume_entry = 3;
  const auto table = NtfsTable::open(volume);
  if (!table) return {};
  const auto entry = (*table)->entry(volume_entry);
  if (!entry) return {};
  const auto* name = entry->find(NtfsType::volume_name);
  return name != nullptr && name->resident ? utf8_from_utf16le(name->content) : std::string();
}

}  // namespace trousse::disks
