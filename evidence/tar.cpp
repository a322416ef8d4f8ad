// SPDX-License-Identifier: Apache-2.0
#include "evidence/tar.hpp"

#include <cerrno>

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "evidence/libraries.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {
namespace {

using Writing = Handle<archive, archive_write_free>;
using ReadingHandle = Handle<archive, archive_read_free>;
using Entry = Handle<archive_entry, archive_entry_free>;

/// libarchive turns names into UTF-8 by the thread's locale; in the C locale it would mark pax
/// names as BINARY. Ours are UTF-8 whatever the locale of the process.
class Utf8Names {
 public:
  Utf8Names() {
    static const locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (utf8 != nullptr) before_ = ::uselocale(utf8);
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;
  ~Utf8Names() {
    if (before_ != nullptr) ::uselocale(before_);
  }

 private:
  locale_t before_ = nullptr;
};

std::string words_of(archive* handle) {
  const char* text = archive_error_string(handle);
  return printable(text != nullptr ? text : "unknown");
}

class PaxWriter final : public TarWriter {
 public:
  explicit PaxWriter(age::Sink out) : out_(std::move(out)) {}

  Result<void> prepare() {
    const Utf8Names names;
    if (!handle_) return fail(Errc::refused, "no memory for tar");
    if (archive_write_set_format_pax(handle_.get()) != ARCHIVE_OK ||
        archive_write_set_bytes_per_block(handle_.get(), block) != ARCHIVE_OK ||
        archive_write_set_bytes_in_last_block(handle_.get(), 1) != ARCHIVE_OK ||
        archive_write_open(handle_.get(), this, nullptr, &PaxWriter::on_bytes, nullptr) !=
            ARCHIVE_OK) {
      return trouble();
    }
    return {};
  }

  Result<void> begin(const TarEntry& wanted) override {
    const Utf8Names names;
    const Entry entry(archive_entry_new());
    if (!entry) return fail(Errc::refused, "no memory for tar");
    archive_entry_set_pathname(entry.get(), wanted.path.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(wanted.size));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    if (wanted.modified) {
      archive_entry_set_mtime(entry.get(), static_cast<time_t>(wanted.modified->seconds),
                              static_cast<long>(wanted.modified->nanoseconds));
    }
    if (archive_write_header(handle_.get(), entry.get()) != ARCHIVE_OK) return trouble();
    return {};
  }

  Result<void> write(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const la_ssize_t done = archive_write_data(handle_.get(), bytes.data(), bytes.size());
      if (done <= 0) return trouble();
      bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
    return {};
  }

  Result<void> close() override {
    const Utf8Names names;
    if (archive_write_close(handle_.get()) != ARCHIVE_OK) return trouble();
    return {};
  }

 private:
  static constexpr int block = 1 << 20;

  static la_ssize_t on_bytes(archive* handle, void* self, const void* bytes, std::size_t count) {
    auto& writer = *static_cast<PaxWriter*>(self);
    auto done = writer.out_({static_cast<const std::byte*>(bytes), count});
    if (done) return static_cast<la_ssize_t>(count);
    writer.below_ = std::make_unique<Error>(done.error());
    archive_set_error(handle, EIO, "the stream below failed");
    return -1;
  }

  // What failed below is what the caller must see, not libarchive's word for it.
  tl::unexpected<Error> trouble() {
    if (below_) return tl::unexpected<Error>(*below_);
    return fail(Errc::refused, "tar: " + words_of(handle_.get()));
  }

  age::Sink out_;
  std::unique_ptr<Error> below_;
  // Last: archive_write_free may still call on_bytes.
  Writing handle_{archive_write_new()};
};

class PaxReader final : public TarReader {
 public:
  explicit PaxReader(Source in) : in_(std::move(in)) {}

  Result<void> prepare() {
    const Utf8Names names;
    if (!handle_) return fail(Errc::refused, "no memory for tar");
    if (archive_read_support_format_tar(handle_.get()) != ARCHIVE_OK ||
        archive_read_open(handle_.get(), this, nullptr, &PaxReader::on_read, nullptr) !=
            ARCHIVE_OK) {
      return trouble();
    }
    return {};
  }

  Result<std::optional<Next>> next() override {
    const Utf8Names names;
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(handle_.get(), &entry);
    if (code == ARCHIVE_EOF) {
      TRY(drain());
      return std::optional<Next>();
    }
    if (code != ARCHIVE_OK) return trouble();
    const char* path = archive_entry_pathname_utf8(entry);
    Next found;
    found.entry.path = path != nullptr ? path : "";
    found.entry.size =
        static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry)));
    if (archive_entry_mtime_is_set(entry) != 0) {
      found.entry.modified = Utc{archive_entry_mtime(entry),
                                 static_cast<std::uint32_t>(archive_entry_mtime_nsec(entry))};
    }
    found.irregular = archive_entry_filetype(entry) != AE_IFREG ||
                      archive_entry_hardlink(entry) != nullptr ||
                      archive_entry_sparse_count(entry) != 0 || path == nullptr;
    return std::optional<Next>(std::move(found));
  }

  Result<std::span<const std::byte>> read() override {
    const la_ssize_t got = archive_read_data(handle_.get(), buffer_.data(), buffer_.size());
    if (got < 0) return trouble();
    return std::span<const std::byte>(buffer_).first(static_cast<std::size_t>(got));
  }

 private:
  static la_ssize_t on_read(archive* handle, void* self, const void** bytes) {
    auto& reader = *static_cast<PaxReader*>(self);
    auto piece = reader.in_();
    if (piece) {
      *bytes = piece->data();
      return static_cast<la_ssize_t>(piece->size());
    }
    reader.below_ = std::make_unique<Error>(piece.error());
    archive_set_error(handle, EIO, "the stream below failed");
    return -1;
  }

  // libarchive stops at the end marker: what stands below it must still be read, or a damaged
  // last chunk would pass unseen.
  Result<void> drain() {
    while (true) {
      const auto rest = TRY(in_());
      if (rest.empty()) return {};
    }
  }

  tl::unexpected<Error> trouble() {
    if (below_) return tl::unexpected<Error>(*below_);
    return fail(Errc::not_whole, "tar: " + words_of(handle_.get()));
  }

  Source in_;
  std::unique_ptr<Error> below_;
  Bytes buffer_ = Bytes(std::size_t{1} << 18);
  ReadingHandle handle_{archive_read_new()};
};

}  // namespace

Result<std::unique_ptr<TarWriter>> TarWriter::start(age::Sink out) {
  auto writer = std::make_unique<PaxWriter>(std::move(out));
  TRY(writer->prepare());
  return std::unique_ptr<TarWriter>(std::move(writer));
}

Result<std::unique_ptr<TarReader>> TarReader::start(Source in) {
  auto reader = std::make_unique<PaxReader>(std::move(in));
  TRY(reader->prepare());
  return std::unique_ptr<TarReader>(std::move(reader));
}

// "libarchive 3.6.2": the version alone.
std::string libarchive_version() {
  const std::string whole = archive_version_string();
  return whole.substr(whole.find_last_of(' ') + 1);
}

}  // namespace trousse::evidence
