// SPDX-License-Identifier: Apache-2.0
#include "disks/tsk.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <tsk/libtsk.h>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "disks/libraries.hpp"

// Taken by the library instead of its own: it asks for what a disk says, 2 GB for a link whose
// inode claims such a target, and fills it. A folder or a link over the bound is then unreadable.
extern "C" void* tsk_malloc(std::size_t length);
extern "C" void* tsk_malloc(std::size_t length) {
  constexpr std::size_t most = std::size_t{64} << 20;
  void* made = length <= most ? std::calloc(1, length) : nullptr;
  if (made != nullptr) return made;
  tsk_error_reset();
  tsk_error_set_errno(TSK_ERR_AUX_MALLOC);
  tsk_error_set_errstr("tsk_malloc: %zu bytes", length);
  return nullptr;
}

namespace trousse::disks {
namespace {

using Image = Handle<TSK_IMG_INFO, tsk_img_close>;
using FileSystemHandle = Handle<TSK_FS_INFO, tsk_fs_close>;
using FileHandle = Handle<TSK_FS_FILE, tsk_fs_file_close>;
using FolderHandle = Handle<TSK_FS_DIR, tsk_fs_dir_close>;
using Pool = Handle<const TSK_POOL_INFO, tsk_pool_close>;

/// What TSK says of the call just made; must be taken before any other call.
std::string take_error() {
  const char* text = tsk_error_get();
  std::string said = text != nullptr ? printable(text) : std::string("The Sleuth Kit says nothing");
  tsk_error_reset();
  return said;
}

/// TSK_IMG_INFO with our Reader behind it: TSK passes the pointer back to the callbacks.
struct ReaderImage {
  TSK_IMG_INFO img;
  const Reader* reader;
};

ssize_t read_image(TSK_IMG_INFO* img, TSK_OFF_T offset, char* into, std::size_t length) {
  if (offset < 0) return -1;
  const auto* self = reinterpret_cast<const ReaderImage*>(img);
  const auto got = self->reader->read_at(static_cast<std::uint64_t>(offset),
                                         std::as_writable_bytes(std::span(into, length)));
  if (!got) {
    tsk_error_reset();
    tsk_error_set_errno(TSK_ERR_IMG_READ);
    tsk_error_set_errstr("%s", got.error().what.c_str());
    return -1;
  }
  return static_cast<ssize_t>(*got);
}

/// TSK leaves the memory of an external image to its own close function.
void close_image(TSK_IMG_INFO* img) { std::free(img); }
void describe_image(TSK_IMG_INFO*, FILE*) {}

/// From calloc, since the library looks into fields that it never set.
Result<Image> open_image(const Reader& reader) {
  if (reader.size() > static_cast<std::uint64_t>(std::numeric_limits<TSK_OFF_T>::max())) {
    return fail(Errc::unsupported, "larger than The Sleuth Kit can address");
  }
  auto* made = static_cast<ReaderImage*>(std::calloc(1, sizeof(ReaderImage)));
  if (made == nullptr) std::abort();
  made->reader = &reader;
  auto* image = tsk_img_open_external(made, static_cast<TSK_OFF_T>(reader.size()), 512, read_image,
                                      close_image, describe_image);
  if (image == nullptr) {
    std::free(made);
    return fail(Errc::malformed, take_error());
  }
  return Image(image);
}

TSK_FS_TYPE_ENUM type_of(FileSystem kind) {
  switch (kind) {
    case FileSystem::ntfs: return TSK_FS_TYPE_NTFS;
    case FileSystem::fat12:
    case FileSystem::fat16:
    case FileSystem::fat32: return TSK_FS_TYPE_FAT_DETECT;
    case FileSystem::exfat: return TSK_FS_TYPE_EXFAT;
    case FileSystem::ext2:
    case FileSystem::ext3:
    case FileSystem::ext4: return TSK_FS_TYPE_EXT_DETECT;
    default: return TSK_FS_TYPE_UNSUPP;
  }
}

std::optional<Utc> time_of(time_t seconds, std::uint32_t nanoseconds) {
  if (seconds == 0 && nanoseconds == 0) return std::nullopt;  // 0 is "not kept" to TSK
  return Utc{seconds, nanoseconds < 1'000'000'000 ? nanoseconds : 0};
}

FileKind kind_of(TSK_FS_META_TYPE_ENUM type) {
  switch (type) {
    case TSK_FS_META_TYPE_REG: return FileKind::regular;
    case TSK_FS_META_TYPE_DIR: return FileKind::directory;
    case TSK_FS_META_TYPE_LNK: return FileKind::link;
    default: return FileKind::other;
  }
}

/// A name is one component of a path, whatever bytes the disk holds.
std::string component(const char* text) {
  std::string name = valid_utf8(text);
  std::size_t at = 0;
  while ((at = name.find('/', at)) != std::string::npos) name.replace(at, 1, "\xef\xbf\xbd");
  return name;
}

std::vector<Run> runs_of(const TSK_FS_ATTR& attribute, std::uint64_t block) {
  std::vector<Run> runs;
  std::uint64_t skip = attribute.nrd.skiplen;
  for (const auto* run = attribute.nrd.run; run != nullptr; run = run->next) {
    if (run->len > std::numeric_limits<std::uint64_t>::max() / block ||
        run->addr > std::numeric_limits<std::uint64_t>::max() / block) {
      break;  // what follows is not covered, and so reads as lost
    }
    Run made{Run::Kind::data, run->addr * block, run->len * block};
    if ((run->flags & TSK_FS_ATTR_RUN_FLAG_SPARSE) != 0) made.kind = Run::Kind::hole;
    if ((run->flags & TSK_FS_ATTR_RUN_FLAG_FILLER) != 0) made.kind = Run::Kind::lost;
    const std::uint64_t cut = std::min(skip, made.length);
    skip -= cut;
    made.offset += cut;
    made.length -= cut;
    if (made.length > 0) runs.push_back(made);
  }
  return runs;
}

std::uint64_t positive(TSK_OFF_T value) {
  return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

}  // namespace

struct TskFileSystem::Inside {
  Image image;
  FileSystemHandle fs;  // closed before the image that it reads

  Result<FileHandle> file(std::uint64_t number) const {
    FileHandle handle(tsk_fs_file_open_meta(fs.get(), nullptr, number));
    if (!handle) return fail(Errc::missing, take_error());
    if (handle->meta == nullptr) return fail(Errc::missing, fmt::format("entry {}", number));
    return handle;
  }
};

TskFileSystem::TskFileSystem(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
TskFileSystem::~TskFileSystem() = default;

Result<std::unique_ptr<TskFileSystem>> TskFileSystem::open(const Reader& volume, FileSystem kind) {
  auto inside = std::make_unique<Inside>();
  inside->image = TRY(open_image(volume));
  inside->fs.reset(tsk_fs_open_img(inside->image.get(), 0, type_of(kind)));
  if (!inside->fs) return fail(Errc::malformed, take_error());
  return std::unique_ptr<TskFileSystem>(new TskFileSystem(std::move(inside)));
}

std::uint64_t TskFileSystem::root() const { return inside_->fs->root_inum; }

std::uint64_t TskFileSystem::block_size() const { return inside_->fs->block_size; }

Result<void> TskFileSystem::for_each_free(const std::function<void(std::uint64_t)>& hear) const {
  TSK_FS_INFO* fs = inside_->fs.get();
  const auto each = [](const TSK_FS_BLOCK* block, void* heard) {
    (*static_cast<const std::function<void(std::uint64_t)>*>(heard))(block->addr);
    return TSK_WALK_CONT;
  };
  // Addresses only: the content of what is free is what nobody wants to read.
  const auto wanted = static_cast<TSK_FS_BLOCK_WALK_FLAG_ENUM>(TSK_FS_BLOCK_WALK_FLAG_UNALLOC |
                                                               TSK_FS_BLOCK_WALK_FLAG_AONLY);
  void* const heard = const_cast<std::function<void(std::uint64_t)>*>(&hear);
  if (tsk_fs_block_walk(fs, fs->first_block, fs->last_block, wanted, each, heard) != 0) {
    return fail(Errc::unreadable, take_error());
  }
  return {};
}

Result<std::vector<TskName>> TskFileSystem::list(std::uint64_t folder) const {
  // The library makes a list of a block after the other, for as long as the entry claims to be.
  constexpr std::uint64_t most = std::uint64_t{64} << 20;
  {
    const FileHandle entry = TRY(inside_->file(folder));
    if (positive(entry->meta->size) > most) {
      return fail(Errc::unreadable, "a folder that claims more than 64 MiB of names");
    }
  }
  const FolderHandle handle(tsk_fs_dir_open_meta(inside_->fs.get(), folder));
  if (!handle) return fail(Errc::unreadable, take_error());
  std::vector<TskName> names;
  const std::size_t count = tsk_fs_dir_getsize(handle.get());
  for (std::size_t i = 0; i < count; ++i) {
    const TSK_FS_NAME* name = tsk_fs_dir_get_name(handle.get(), i);
    if (name == nullptr || name->name == nullptr) continue;
    const bool invented =
        name->type == TSK_FS_NAME_TYPE_VIRT || name->type == TSK_FS_NAME_TYPE_VIRT_DIR;
    std::string text = component(name->name);
    if (invented || text.empty() || text == "." || text == "..") continue;
    names.push_back({std::move(text), name->meta_addr,
                     (name->flags & TSK_FS_NAME_FLAG_UNALLOC) != 0,
                     name->type == TSK_FS_NAME_TYPE_DIR});
  }
  return names;
}

Result<TskEntry> TskFileSystem::entry(std::uint64_t number) const {
  const FileHandle handle = TRY(inside_->file(number));
  const TSK_FS_META& meta = *handle->meta;
  if (meta.type == TSK_FS_META_TYPE_VIRT || meta.type == TSK_FS_META_TYPE_VIRT_DIR) {
    return fail(Errc::missing, "not an entry of the disk");
  }
  TskEntry entry;
  entry.in_use = (meta.flags & TSK_FS_META_FLAG_ALLOC) != 0;
  entry.links = meta.nlink > 0 ? static_cast<std::uint32_t>(meta.nlink) : 0;
  entry.file.entry = number;
  entry.file.sequence = meta.seq;
  entry.file.kind = kind_of(meta.type);
  entry.file.deleted = !entry.in_use;
  entry.file.standard = {time_of(meta.crtime, meta.crtime_nano),
                         time_of(meta.mtime, meta.mtime_nano), time_of(meta.ctime, meta.ctime_nano),
                         time_of(meta.atime, meta.atime_nano)};
  if (entry.file.kind == FileKind::regular) {
    entry.file.streams.push_back({"", positive(meta.size), false, false, false, false});
  }
  return entry;
}

Result<TskContent> TskFileSystem::content(std::uint64_t number) const {
  const FileHandle handle = TRY(inside_->file(number));
  // Holes may make a file larger than its volume, but not without end: each block costs time.
  if (positive(handle->meta->size) / 4 > positive(inside_->image->size)) {
    return fail(Errc::unreadable, "it claims to be larger than its volume could hold");
  }
  const TSK_FS_ATTR* attribute = tsk_fs_file_attr_get(handle.get());
  if (attribute == nullptr) {
    std::string why = take_error();
    if (handle->meta->size == 0) return TskContent{};
    return fail(Errc::unreadable, std::move(why));
  }
  TskContent content;
  content.size = positive(attribute->size);
  content.initialised = content.size;
  if ((attribute->flags & TSK_FS_ATTR_RES) != 0) {
    const std::size_t length = std::min<std::uint64_t>(content.size, attribute->rd.buf_size);
    const auto bytes = std::as_bytes(std::span(attribute->rd.buf, length));
    content.resident.assign(bytes.begin(), bytes.end());
    content.is_resident = true;
    return content;
  }
  content.initialised = std::min(content.size, positive(attribute->nrd.initsize));
  content.runs = runs_of(*attribute, inside_->fs->block_size);
  return content;
}

std::string TskFileSystem::owner(std::uint64_t number) const {
  const auto handle = inside_->file(number);
  if (!handle) return {};
  char* text = nullptr;
  if (tsk_fs_file_get_owner_sid(handle->get(), &text) != 0 || text == nullptr) {
    tsk_error_reset();
    return {};
  }
  const Handle<char, std::free> owned(text);
  return printable(text);
}

Result<ApfsVolumes> apfs_volumes(const Reader& container) {
  const Image image = TRY(open_image(container));
  try {
    const Pool pool(tsk_pool_open_img_sing(image.get(), 0, TSK_POOL_TYPE_APFS));
    if (!pool) return fail(Errc::malformed, "APFS: " + take_error());
    ApfsVolumes found;
    for (const auto* volume = pool->vol_list; volume != nullptr; volume = volume->next) {
      ++found.count;
      if ((volume->flags & TSK_POOL_VOLUME_FLAG_ENCRYPTED) != 0) ++found.encrypted;
    }
    return found;
  } catch (const std::exception& thrown) {  // the APFS reader of TSK is C++ inside
    return fail(Errc::malformed, std::string("APFS: ") + thrown.what());
  }
}

std::string tsk_version() { return tsk_version_get_str(); }

}  // namespace trousse::disks
