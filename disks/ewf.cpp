// SPDX-License-Identifier: Apache-2.0
#include "disks/ewf.hpp"

#include <algorithm>
#include <limits>
#include <mutex>
#include <unordered_set>
#include <utility>

#include <fcntl.h>

#include <fmt/format.h>
#include <libewf.h>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "disks/libraries.hpp"
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
  EwfSource(EwfHandle handle, SourceInfo info, std::uint32_t chunk)
      : handle_(std::move(handle)), info_(std::move(info)), chunk_(chunk) {}

  const SourceInfo& info() const override { return info_; }
  std::uint64_t size() const override { return info_.size; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= info_.size) return std::size_t{0};
    const std::size_t wanted = std::min<std::uint64_t>(into.size(), info_.size - offset);
    // One libewf handle keeps one current chunk: readers take turns.
    const std::lock_guard turn(turn_);
    std::size_t done = 0;
    while (done < wanted) {
      const std::uint64_t at = offset + done;
      const std::size_t length = std::min<std::uint64_t>(chunk_ - at % chunk_, wanted - done);
      TRY(read_chunk(at, into.subspan(done, length)));
      done += length;
    }
    return done;
  }

 private:
  /// A stretch inside one chunk. What failed once is not asked again: libewf loses the chunk's
  /// buffer each time (seen with 20140813), and its answer does not change.
  Result<void> read_chunk(std::uint64_t offset, std::span<std::byte> into) const {
    const std::uint64_t chunk = offset / chunk_;
    if (bad_chunks_.contains(chunk)) {
      return fail(Errc::unreadable, fmt::format("EWF: the chunk at byte {}", chunk * chunk_));
    }
    libewf_error_t* error = nullptr;
    const ssize_t got = libewf_handle_read_random(handle_.get(), into.data(), into.size(),
                                                  static_cast<off64_t>(offset), &error);
    if (got < 0 || static_cast<std::size_t>(got) < into.size()) {
      std::string why = take_text(error);
      bad_chunks_.insert(chunk);
      return fail(Errc::unreadable, fmt::format("EWF: byte {}: {}", offset, why));
    }
    // libewf hands out a chunk whose checksum fails and only counts it: without this look at its
    // count, damage of the image would pass for content of the disk.
    std::uint32_t count = 0;
    libewf_handle_get_number_of_checksum_errors(handle_.get(), &count, nullptr);
    if (count != checksum_errors_) {
      checksum_errors_ = count;
      bad_chunks_.insert(chunk);
      return fail(Errc::unreadable, fmt::format("EWF: checksum of the chunk of byte {}", offset));
    }
    return {};
  }

  EwfHandle handle_;
  SourceInfo info_;
  std::uint32_t chunk_;
  mutable std::mutex turn_;
  mutable std::uint32_t checksum_errors_ = 0;
  mutable std::unordered_set<std::uint64_t> bad_chunks_;
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
  size32_t chunk = 0;
  if (libewf_handle_get_chunk_size(handle.get(), &chunk, &error) != 1) {
    return fail(Errc::malformed, "EWF chunk size: " + take_text(error));
  }
  if (chunk < 512 || chunk > (1U << 30)) return fail(Errc::malformed, "EWF: impossible chunk size");
  return std::unique_ptr<Source>(
      std::make_unique<EwfSource>(std::move(handle), std::move(info), chunk));
}

std::string ewf_version() { return libewf_get_version(); }

}  // namespace trousse::disks
