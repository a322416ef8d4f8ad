// SPDX-License-Identifier: Apache-2.0
#include "disks/ewf.hpp"

#include <algorithm>
#include <limits>
#include <mutex>
#include <utility>

#include <fcntl.h>

#include <fmt/format.h>

// libewf's umbrella header is C without an include guard for C++ keywords of its own making.
#include <libewf.h>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "disks/little_endian.hpp"

namespace trousse::disks {
namespace {

void close_handle(libewf_handle_t* handle) {
  libewf_handle_close(handle, nullptr);
  libewf_handle_free(&handle, nullptr);
}
using EwfHandle = Handle<libewf_handle_t, close_handle>;

std::string take_text(libewf_error_t*& error) {
  char text[512] = {};
  if (error != nullptr) libewf_error_sprint(error, text, sizeof(text));
  libewf_error_free(&error);
  return printable(text);
}

/// The names that libewf found, freed with it.
class Segments {
 public:
  ~Segments() {
    if (names_ != nullptr) libewf_glob_free(names_, count_, nullptr);
  }
  Segments() = default;
  Segments(const Segments&) = delete;
  Segments& operator=(const Segments&) = delete;

  Result<void> find(const std::string& path) {
    libewf_error_t* error = nullptr;
    if (libewf_glob(path.c_str(), path.size(), LIBEWF_FORMAT_UNKNOWN, &names_, &count_, &error) !=
        1) {
      return fail(Errc::malformed, "EWF segments: " + take_text(error));
    }
    return {};
  }
  char* const* names() const { return names_; }
  int count() const { return count_; }

 private:
  char** names_ = nullptr;
  int count_ = 0;
};

class EwfSource final : public Source {
 public:
  EwfSource(EwfHandle handle, SourceInfo info) : handle_(std::move(handle)), info_(info) {}

  const SourceInfo& info() const override { return info_; }
  std::uint64_t size() const override { return info_.size; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= info_.size) return std::size_t{0};
    const std::size_t wanted = std::min<std::uint64_t>(into.size(), info_.size - offset);
    // One libewf handle keeps one current chunk: readers take turns.
    const std::lock_guard turn(turn_);
    std::size_t done = 0;
    while (done < wanted) {
      const std::size_t got = TRY(read_some(offset + done, into.subspan(done, wanted - done)));
      if (got == 0) return fail(Errc::unreadable, fmt::format("EWF ends at {}", offset + done));
      done += got;
    }
    if (damaged(offset, done)) {
      return fail(Errc::unreadable, fmt::format("EWF: checksum of the chunk at {}", offset));
    }
    return done;
  }

 private:
  Result<std::size_t> read_some(std::uint64_t offset, std::span<std::byte> into) const {
    libewf_error_t* error = nullptr;
    const ssize_t got = libewf_handle_read_random(handle_.get(), into.data(), into.size(),
                                                  static_cast<off64_t>(offset), &error);
    if (got < 0) return fail(Errc::unreadable, "EWF: " + take_text(error));
    return static_cast<std::size_t>(got);
  }

  /// libewf hands out a chunk whose checksum fails and only notes the sectors: without this look
  /// at its notes, damage of the image would pass for content of the disk.
  bool damaged(std::uint64_t offset, std::uint64_t length) const {
    std::uint32_t count = 0;
    if (libewf_handle_get_number_of_checksum_errors(handle_.get(), &count, nullptr) != 1) {
      return false;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      std::uint64_t first = 0;
      std::uint64_t sectors = 0;
      if (libewf_handle_get_checksum_error(handle_.get(), i, &first, &sectors, nullptr) != 1) {
        continue;
      }
      const std::uint64_t begin = first * info_.sector_size;
      const std::uint64_t end = begin + sectors * info_.sector_size;
      if (offset < end && begin < offset + length) return true;
    }
    return false;
  }

  EwfHandle handle_;
  SourceInfo info_;
  mutable std::mutex turn_;
};

Result<EwfHandle> open_handle(const Segments& segments) {
  libewf_error_t* error = nullptr;
  libewf_handle_t* raw = nullptr;
  if (libewf_handle_initialize(&raw, &error) != 1) {
    return fail(Errc::malformed, "EWF: " + take_text(error));
  }
  EwfHandle handle(raw);
  if (libewf_handle_open(raw, segments.names(), segments.count(), LIBEWF_OPEN_READ, &error) != 1) {
    return fail(Errc::malformed, "EWF: " + take_text(error));
  }
  return handle;
}

}  // namespace

bool is_ewf(std::span<const std::byte> first_bytes) {
  using namespace std::string_view_literals;
  return has_mark(first_bytes, 0, "EVF\x09\x0d\x0a\xff\x00"sv) ||
         has_mark(first_bytes, 0, "EVF2\x0d\x0a\x81\x00"sv) ||
         has_mark(first_bytes, 0, "LVF\x09\x0d\x0a\xff\x00"sv);
}

Result<std::unique_ptr<Source>> open_ewf(const std::string& path) {
  Segments segments;
  TRY(segments.find(path));
  EwfHandle handle = TRY(open_handle(segments));

  SourceInfo info;
  info.path = path;
  info.kind = SourceKind::ewf_image;
  info.read_only = true;
  for (int i = 0; i < segments.count(); ++i) info.segments.emplace_back(segments.names()[i]);

  libewf_error_t* error = nullptr;
  size64_t size = 0;
  if (libewf_handle_get_media_size(handle.get(), &size, &error) != 1) {
    return fail(Errc::malformed, "EWF size: " + take_text(error));
  }
  if (size == 0 || size > static_cast<size64_t>(std::numeric_limits<std::int64_t>::max())) {
    return fail(Errc::malformed, "EWF: impossible size");
  }
  info.size = size;
  std::uint32_t sector = 0;
  if (libewf_handle_get_bytes_per_sector(handle.get(), &sector, nullptr) == 1 &&
      (sector == 512 || sector == 4096)) {
    info.sector_size = sector;
  }
  return std::unique_ptr<Source>(std::make_unique<EwfSource>(std::move(handle), std::move(info)));
}

}  // namespace trousse::disks
