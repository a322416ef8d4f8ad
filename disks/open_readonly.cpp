// SPDX-License-Identifier: Apache-2.0
#include "disks/open_readonly.hpp"

#include <algorithm>
#include <cstring>

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::disks {
namespace {

Error from_errno(int number, const std::string& path) {
  const std::string what = fmt::format("{}: {}", printable(path), std::strerror(number));
  switch (number) {
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
    case ENXIO: return {Errc::missing, what};
    case EACCES:
    case EPERM:
    case EISDIR:
    case ELOOP: return {Errc::refused, what};
    default: return {Errc::unreadable, what};
  }
}

}  // namespace

Result<std::unique_ptr<ReadOnlyFile>> ReadOnlyFile::open(const std::string& path) {
  // O_NONBLOCK: a pipe given by mistake must not hold us; it changes nothing for files and disks.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (descriptor < 0) return tl::unexpected(from_errno(errno, path));
  std::unique_ptr<ReadOnlyFile> file(new ReadOnlyFile(descriptor));
  if (auto measured = file->measure(); !measured) {
    Error error = std::move(measured).error();
    error.what = printable(path) + ": " + error.what;
    return tl::unexpected(std::move(error));
  }
  if (file->is_block_device_) {
    file->direct_ = ::open(path.c_str(), O_RDONLY | O_DIRECT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  }
  return file;
}

ReadOnlyFile::~ReadOnlyFile() {
  ::close(descriptor_);
  if (direct_ >= 0) ::close(direct_);
}

Result<void> ReadOnlyFile::measure() {
  struct stat facts {};
  if (::fstat(descriptor_, &facts) != 0) return fail(Errc::unreadable, std::strerror(errno));
  if (S_ISREG(facts.st_mode)) {
    size_ = static_cast<std::uint64_t>(facts.st_size);
    return {};
  }
  if (S_ISDIR(facts.st_mode)) return fail(Errc::refused, "is a folder");
  if (!S_ISBLK(facts.st_mode)) return fail(Errc::refused, "is neither a file nor a disk");

  is_block_device_ = true;
  if (::ioctl(descriptor_, BLKGETSIZE64, &size_) != 0) {
    return fail(Errc::unreadable, fmt::format("size: {}", std::strerror(errno)));
  }
  int sector = 0;
  if (::ioctl(descriptor_, BLKSSZGET, &sector) == 0 && sector >= 512 && sector <= 65536) {
    sector_size_ = static_cast<std::uint32_t>(sector);
  }
  int refuses = 0;
  kernel_refuses_writes_ = ::ioctl(descriptor_, BLKROGET, &refuses) == 0 && refuses != 0;
  return {};
}

// The kernel's cache reads whole pages: one bad sector fails the good ones beside it. Only a small
// piece is asked again so, since that is how a caller goes around what fails.
bool ReadOnlyFile::read_past_cache(std::uint64_t offset, std::span<std::byte> into) const {
  constexpr std::size_t page = 4096;
  alignas(page) std::byte buffer[page];
  const bool possible = direct_ >= 0 && into.size() <= page && into.size() % sector_size_ == 0 &&
                        offset % sector_size_ == 0;
  if (!possible) return false;
  const ssize_t got = ::pread(direct_, buffer, into.size(), static_cast<off_t>(offset));
  if (got != static_cast<ssize_t>(into.size())) return false;
  std::memcpy(into.data(), buffer, into.size());
  return true;
}

Result<std::size_t> ReadOnlyFile::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_) return std::size_t{0};
  const std::size_t wanted = std::min<std::uint64_t>(into.size(), size_ - offset);
  std::size_t done = 0;
  while (done < wanted) {
    const ssize_t got =
        ::pread(descriptor_, into.data() + done, wanted - done, static_cast<off_t>(offset + done));
    if (got > 0) {
      done += static_cast<std::size_t>(got);
    } else if (got == 0) {
      // Shorter than when it was opened: what is missing is not an end, it is a loss.
      return fail(Errc::unreadable, fmt::format("ends at byte {}", offset + done));
    } else if (errno != EINTR) {
      const int number = errno;
      if (number == EIO && read_past_cache(offset + done, into.subspan(done, wanted - done))) {
        return wanted;
      }
      // A device that went away answers so for each sector: going around it would take for ever.
      const Errc code = number == ENODEV || number == ENXIO || number == ENOMEDIUM
                            ? Errc::missing
                            : Errc::unreadable;
      return fail(code, fmt::format("byte {}: {}", offset + done, std::strerror(number)));
    }
  }
  return done;
}

}  // namespace trousse::disks
