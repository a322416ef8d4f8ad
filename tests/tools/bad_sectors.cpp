// SPDX-License-Identifier: Apache-2.0
// A disk that fails: loaded before a program (LD_PRELOAD), answers EIO to readings of one file that
// touch given ranges. TROUSSE_BAD_FILE is its path, TROUSSE_BAD_RANGES "OFFSET+LENGTH,…" in bytes.
// With TROUSSE_BAD_DEATH, the program dies there instead, as a reader does that a disk was made
// for. With TROUSSE_BAD_PAGE, as the cache of a kernel does: a page that holds a bad sector fails
// whole, unless it is read with O_DIRECT.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <dlfcn.h>

namespace {

struct BadFile {
  bool known = false;
  dev_t device{};
  ino_t inode{};
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  std::uint64_t page = 1;

  BadFile() {
    const char* path = std::getenv("TROUSSE_BAD_FILE");
    const char* text = std::getenv("TROUSSE_BAD_RANGES");
    struct stat facts {};
    if (path == nullptr || text == nullptr || ::stat(path, &facts) != 0) return;
    known = true;
    const char* bytes = std::getenv("TROUSSE_BAD_PAGE");
    if (bytes != nullptr) page = std::strtoull(bytes, nullptr, 10);
    device = facts.st_dev;
    inode = facts.st_ino;
    for (char* at = const_cast<char*>(text); *at != '\0';) {
      const std::uint64_t offset = std::strtoull(at, &at, 10);
      if (*at == '+') ++at;
      const std::uint64_t length = std::strtoull(at, &at, 10);
      ranges.emplace_back(offset, length);
      if (*at == ',') ++at;
    }
  }

  bool fails(int descriptor, std::uint64_t offset, std::uint64_t size) const {
    struct stat facts {};
    if (!known || ::fstat(descriptor, &facts) != 0) return false;
    if (facts.st_dev != device || facts.st_ino != inode) return false;
    const bool cached = (::fcntl(descriptor, F_GETFL) & O_DIRECT) == 0;
    const std::uint64_t unit = cached ? page : 1;
    size += offset % unit;
    offset -= offset % unit;
    size = (size + unit - 1) / unit * unit;
    return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
      return offset < range.first + range.second && range.first < offset + size;
    });
  }
};

const BadFile& bad_file() {
  static const BadFile file;
  return file;
}

using Pread = ssize_t (*)(int, void*, size_t, off_t);

ssize_t read_or_fail(const char* name, int descriptor, void* into, size_t size, off_t offset) {
  if (bad_file().fails(descriptor, static_cast<std::uint64_t>(offset), size)) {
    if (std::getenv("TROUSSE_BAD_DEATH") != nullptr) ::raise(SIGKILL);
    errno = EIO;
    return -1;
  }
  const auto real = reinterpret_cast<Pread>(::dlsym(RTLD_NEXT, name));
  return real(descriptor, into, size, offset);
}

}  // namespace

extern "C" {

ssize_t pread(int descriptor, void* into, size_t size, off_t offset) {
  return read_or_fail("pread", descriptor, into, size, offset);
}

ssize_t pread64(int descriptor, void* into, size_t size, off64_t offset) {
  return read_or_fail("pread64", descriptor, into, size, offset);
}
}
