// SPDX-License-Identifier: Apache-2.0
#include "disks/tsk_volume.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"
#include "disks/tsk.hpp"

namespace trousse::disks {
namespace {

constexpr std::size_t deepest = 512;

bool is_fat(FileSystem kind) {
  return kind == FileSystem::fat12 || kind == FileSystem::fat16 || kind == FileSystem::fat32 ||
         kind == FileSystem::exfat;
}

/// A folder still to be listed.
struct Pending {
  std::uint64_t entry = 0;
  std::string path;
  std::size_t depth = 0;
  bool deleted = false;
};

class TskVolume final : public Volume {
 public:
  TskVolume(const Reader& source, const VolumeInfo& info)
      : info_(info), bytes_(source, info.offset, info.size) {}

  Result<void> open_file_system() {
    fs_ = TRY(TskFileSystem::open(bytes_, info_.file_system));
    return {};
  }

  const VolumeInfo& info() const override { return info_; }
  Result<Walked> for_each_file(const std::function<Next(const File&)>& visit) const override;
  Result<File> find(const EvidencePath& path) const override;
  Result<File> file(std::uint64_t entry) const override;
  Result<std::unique_ptr<Reader>> open(const File& file, const std::string& stream) const override;
  Result<std::uint64_t> leading_hole(const File& file, const std::string& stream) const override;
  std::string owner(const File&) const override { return {}; }

 private:
  class Walk;
  Result<File> root() const;
  void add_place(File& file) const;

  VolumeInfo info_;
  SliceReader bytes_;
  std::unique_ptr<TskFileSystem> fs_;
};

/// One walk over all folders: a stack, not a recursion, and each folder once.
class TskVolume::Walk {
 public:
  Walk(const TskVolume& volume, const std::function<Next(const File&)>& visit)
      : volume_(volume), visit_(visit) {}

  Result<Walked> run() {
    const File root = TRY(volume_.root());
    ++walked_.entries;
    seen_.insert(root.entry);
    pending_.push_back({root.entry, "", 0, false});
    if (visit_(root) == Next::stop) return walked_;
    while (!pending_.empty()) {
      const Pending folder = std::move(pending_.back());
      pending_.pop_back();
      if (list(folder) == Next::stop) break;
    }
    return walked_;
  }

 private:
  Next list(const Pending& folder) {
    const auto names = volume_.fs_->list(folder.entry);
    if (!names) {
      ++walked_.unreadable;
      return Next::go_on;
    }
    for (const auto& name : *names) {
      if (meet(folder, name) == Next::stop) return Next::stop;
    }
    return Next::go_on;
  }

  Next meet(const Pending& folder, const TskName& name) {
    const bool deleted = name.deleted || folder.deleted;
    if (deleted && name.entry == 0) return Next::go_on;  // only a name is left
    auto met = volume_.fs_->entry(name.entry);
    if (!met) {
      if (!deleted) ++walked_.unreadable;
      return Next::go_on;
    }
    // A deleted name whose entry is in use again speaks of another file's content.
    if (deleted && met->in_use && !is_fat(volume_.info_.file_system)) return Next::go_on;
    const bool may_come_again = deleted || met->links > 1 || met->file.kind == FileKind::directory;
    if (may_come_again && !seen_.insert(name.entry).second) return Next::go_on;

    File& file = met->file;
    file.deleted = deleted || file.deleted;
    file.path = EvidencePath(folder.path + "/" + name.name);
    volume_.add_place(file);
    ++walked_.entries;
    if (file.kind == FileKind::directory && folder.depth < deepest) {
      pending_.push_back({name.entry, file.path.text(), folder.depth + 1, file.deleted});
    }
    return visit_(file);
  }

  const TskVolume& volume_;
  const std::function<Next(const File&)>& visit_;
  Walked walked_;
  std::vector<Pending> pending_;
  std::unordered_set<std::uint64_t> seen_;
};

Result<Walked> TskVolume::for_each_file(const std::function<Next(const File&)>& visit) const {
  return Walk(*this, visit).run();
}

Result<File> TskVolume::root() const {
  auto entry = TRY(fs_->entry(fs_->root()));
  entry.file.path = EvidencePath("/");
  entry.file.kind = FileKind::directory;
  return std::move(entry.file);
}

void TskVolume::add_place(File& file) const {
  if (file.streams.empty() || file.streams.front().size == 0) return;
  const auto content = fs_->content(file.entry);
  if (!content) return;
  auto& stream = file.streams.front();
  stream.resident = content->is_resident;
  for (const auto& run : content->runs) {
    if (run.kind == Run::Kind::hole) stream.sparse = true;
    if (run.kind == Run::Kind::data && file.first_cluster == 0)
      file.first_cluster = run.offset / 512;
  }
}

Result<File> TskVolume::find(const EvidencePath& path) const {
  const bool no_case = is_fat(info_.file_system);
  File at = TRY(root());
  std::string_view rest = path.text();
  std::string real;
  while (!rest.empty()) {
    const auto slash = std::min(rest.find('/'), rest.size());
    const auto wanted = rest.substr(0, slash);
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    if (wanted.empty()) continue;
    const auto names = TRY(fs_->list(at.entry));
    const auto found = std::find_if(names.begin(), names.end(), [&](const TskName& name) {
      return !name.deleted && (no_case ? same_name(name.name, wanted) : name.name == wanted);
    });
    if (found == names.end()) return fail(Errc::missing, printable(wanted) + ": no such name");
    auto entry = TRY(fs_->entry(found->entry));
    real += "/" + found->name;
    at = std::move(entry.file);
    at.path = EvidencePath(real);
  }
  add_place(at);
  return at;
}

/// These file systems do not keep the way from an entry back to its names: it is searched for.
Result<File> TskVolume::file(std::uint64_t number) const {
  std::optional<File> found;
  TRY(for_each_file([&](const File& file) {
    if (file.entry != number) return Next::go_on;
    found = file;
    return Next::stop;
  }));
  if (!found) return fail(Errc::missing, fmt::format("no entry {}", number));
  return *std::move(found);
}

Result<std::unique_ptr<Reader>> TskVolume::open(const File& file, const std::string& stream) const {
  if (!stream.empty()) return fail(Errc::missing, "this file system has no named streams");
  auto content = TRY(fs_->content(file.entry));
  if (content.is_resident) {
    return std::unique_ptr<Reader>(std::make_unique<MemoryReader>(std::move(content.resident)));
  }
  return std::unique_ptr<Reader>(std::make_unique<RunsReader>(bytes_, std::move(content.runs),
                                                              content.size, content.initialised));
}

Result<std::uint64_t> TskVolume::leading_hole(const File& file, const std::string& stream) const {
  if (!stream.empty()) return fail(Errc::missing, "this file system has no named streams");
  const auto content = TRY(fs_->content(file.entry));
  std::uint64_t hole = 0;
  for (const auto& run : content.runs) {
    if (run.kind != Run::Kind::hole || hole >= content.size) break;
    hole += std::min(run.length, content.size - hole);
  }
  return hole;
}

}  // namespace

Result<std::unique_ptr<Volume>> open_with_tsk(const Reader& source, const VolumeInfo& info) {
  auto volume = std::make_unique<TskVolume>(source, info);
  TRY(volume->open_file_system());
  return std::unique_ptr<Volume>(std::move(volume));
}

}  // namespace trousse::disks
