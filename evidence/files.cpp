// SPDX-License-Identifier: Apache-2.0
#include "evidence/files.hpp"

#include <algorithm>
#include <cstring>

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/descriptor.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

Errc code_of(int error, Errc when_absent) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return Errc::key_full;
    case ENOENT:
    case ENOTDIR: return when_absent;
    case EIO:
    case ENODEV:
    case ENXIO:
    case EROFS:  // what Linux makes of a file system whose medium misbehaves
    case ESTALE:
    case ENOTCONN: return Errc::key_removed;
    case EEXIST:
    case ENOTEMPTY: return Errc::exists;
    default: return Errc::refused;
  }
}

tl::unexpected<Error> trouble(int error, const char* doing, const fs::path& path,
                              Errc when_absent = Errc::key_removed) {
  return fail(code_of(error, when_absent),
              std::string(doing) + " " + path.filename().string() + ": " + std::strerror(error));
}

class DiskOutput final : public OutputFile {
 public:
  DiskOutput(Descriptor descriptor, fs::path path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Result<void> write(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t done = ::write(descriptor_.get(), bytes.data(), bytes.size());
      if (done < 0) {
        const int error = errno;
        if (error == EINTR) continue;
        return trouble(error, "write", path_);
      }
      bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
    return {};
  }

  Result<void> sync() override {
    if (::fsync(descriptor_.get()) != 0) return trouble(errno, "fsync", path_);
    // What is read back must come from the medium, not from memory. Advice: its failure is none.
    static_cast<void>(::posix_fadvise(descriptor_.get(), 0, 0, POSIX_FADV_DONTNEED));
    return {};
  }

  bool lock() { return ::flock(descriptor_.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK; }

 private:
  Descriptor descriptor_;
  fs::path path_;
};

class DiskReader final : public Reader {
 public:
  DiskReader(Descriptor descriptor, std::uint64_t size, fs::path path)
      : descriptor_(std::move(descriptor)), size_(size), path_(std::move(path)) {}

  std::uint64_t size() const override { return size_; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size_) return std::size_t{0};
    into =
        into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset)));
    std::size_t done = 0;
    while (done < into.size()) {
      const ssize_t got = ::pread(descriptor_.get(), into.data() + done, into.size() - done,
                                  static_cast<off_t>(offset + done));
      if (got < 0) {
        const int error = errno;
        if (error == EINTR) continue;
        return trouble(error, "read", path_, Errc::missing);
      }
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  Descriptor descriptor_;
  std::uint64_t size_;
  fs::path path_;
};

Result<std::unique_ptr<OutputFile>> open_output(const fs::path& path, int flags) {
  Descriptor descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600));
  if (descriptor.get() < 0) return trouble(errno, "create", path);
  return std::unique_ptr<OutputFile>(std::make_unique<DiskOutput>(std::move(descriptor), path));
}

Result<void> sync_folder(const fs::path& folder) {
  const fs::path named = folder.empty() ? fs::path(".") : folder;
  const Descriptor descriptor(::open(named.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) return trouble(errno, "open", named);
  // Some file systems (exFAT by FUSE) cannot sync a folder, and say EINVAL.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL) return trouble(errno, "fsync", named);
  return {};
}

class Disk final : public Files {
 public:
  Result<std::unique_ptr<OutputFile>> create(const fs::path& path) override {
    return open_output(path, O_EXCL | O_NOFOLLOW);
  }

  Result<std::unique_ptr<OutputFile>> append(const fs::path& path) override {
    auto out = open_output(path, O_APPEND | O_NOFOLLOW);
    if (!out) return out;
    // Two writers would break the journal's chain. Held until the file is closed.
    auto& opened = static_cast<DiskOutput&>(**out);
    if (!opened.lock()) return fail(Errc::refused, "another program is writing to this case");
    return out;
  }

  Result<void> publish(const fs::path& from, const fs::path& to) override {
    // Not renameat2(RENAME_NOREPLACE): exFAT does not have it. One writer at a time uses a case.
    struct stat unused {};
    if (::lstat(to.c_str(), &unused) == 0) return trouble(EEXIST, "rename to", to);
    if (::rename(from.c_str(), to.c_str()) != 0) return trouble(errno, "rename to", to);
    return sync_folder(to.parent_path());
  }

  Result<void> remove(const fs::path& path) override {
    if (::unlink(path.c_str()) != 0) return trouble(errno, "remove", path, Errc::missing);
    return {};
  }

  Result<void> cut(const fs::path& path, std::uint64_t size) override {
    if (::truncate(path.c_str(), static_cast<off_t>(size)) != 0) {
      return trouble(errno, "cut", path);
    }
    return {};
  }

  Result<void> make_folder(const fs::path& path) override {
    // Each folder is an entry of the one above, which is what must reach the medium.
    std::vector<fs::path> above;
    std::error_code ignored;
    for (fs::path at = path.parent_path();; at = at.parent_path()) {
      above.push_back(at);
      if (at.empty() || at == at.parent_path() || fs::exists(at, ignored)) break;
    }
    TRY(make_folders(path));
    for (const fs::path& folder : above) TRY(sync_folder(folder));
    const auto names = TRY(list(path));
    if (!names.empty()) return trouble(ENOTEMPTY, "use the folder", path);
    return {};
  }

  Result<void> make_folders(const fs::path& path) override {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) return trouble(error.value(), "make the folder", path);
    if (!fs::is_directory(path, error)) return trouble(EEXIST, "make the folder", path);
    return {};
  }

  Result<std::vector<std::string>> list(const fs::path& folder) override {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      names.push_back(entry->path().filename().string());
    }
    if (error) return trouble(error.value(), "list", folder, Errc::missing);
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<void> set_time(const fs::path& path, std::int64_t seconds,
                        std::uint32_t nanoseconds) override {
    struct timespec times[2] = {};
    times[0].tv_nsec = UTIME_OMIT;
    times[1].tv_sec = static_cast<time_t>(seconds);
    times[1].tv_nsec = static_cast<long>(nanoseconds);
    if (::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0) {
      return trouble(errno, "set the time of", path);
    }
    return {};
  }

  Result<std::unique_ptr<Reader>> read(const fs::path& path) override {
    Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0) return trouble(errno, "open", path, Errc::missing);
    struct stat facts {};
    if (::fstat(descriptor.get(), &facts) != 0) return trouble(errno, "stat", path);
    if (!S_ISREG(facts.st_mode)) return fail(Errc::usage, "not a regular file");
    return std::unique_ptr<Reader>(std::make_unique<DiskReader>(
        std::move(descriptor), static_cast<std::uint64_t>(facts.st_size), path));
  }

  Result<std::uint64_t> room(const fs::path& folder) override {
    struct statvfs facts {};
    if (::statvfs(folder.c_str(), &facts) != 0) return trouble(errno, "measure", folder);
    return std::uint64_t{facts.f_bavail} * facts.f_frsize;
  }
};

}  // namespace

Files& Files::disk() {
  static Disk disk;
  return disk;
}

Result<void> keep(Files& files, const fs::path& path, std::string_view content) {
  fs::path partial = path;
  partial += ".partial";
  {
    const auto out = TRY(files.create(partial));
    TRY(out->write(std::as_bytes(std::span(content))));
    TRY(out->sync());
  }
  return files.publish(partial, path);
}

Result<std::string> read_text(Files& files, const fs::path& path, std::uint64_t limit) {
  const auto in = TRY(files.read(path));
  const auto bytes = TRY(read_whole(*in, limit));
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

}  // namespace trousse::evidence
