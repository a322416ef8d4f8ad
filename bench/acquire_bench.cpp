// SPDX-License-Identifier: Apache-2.0
// Images one file, as `trousse acquire` does: acquire_bench e01|raw SOURCE STEM [WORKERS].
// Writes STEM.E01, STEM.E02, … or STEM.raw, and prints the hashes.
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "core/descriptor.hpp"
#include "core/text.hpp"
#include "evidence/ewf_writer.hpp"

namespace {

using namespace trousse;

class FileReader final : public Reader {
 public:
  explicit FileReader(const char* path) : file_(::open(path, O_RDONLY | O_CLOEXEC)) {
    struct stat facts {};
    if (::fstat(file_.get(), &facts) == 0) size_ = static_cast<std::uint64_t>(facts.st_size);
    ::posix_fadvise(file_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  std::uint64_t size() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    const auto got = ::pread(file_.get(), into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0) return fail(Errc::unreadable, "pread");
    return static_cast<std::size_t>(got);
  }

 private:
  Descriptor file_;
  std::uint64_t size_ = 0;
};

class FileSink final : public evidence::SegmentSink {
 public:
  explicit FileSink(const std::string& path)
      : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {}
  Result<void> write(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const auto put = ::write(file_.get(), bytes.data(), bytes.size());
      if (put <= 0) return fail(Errc::key_full, "write");
      bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return {};
  }
  Result<void> finish() override { return {}; }

 private:
  Descriptor file_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) return 2;
  const bool raw = std::string(arguments[1]) == "raw";
  const std::string stem = arguments[3];
  const FileReader disk(arguments[2]);
  RescueMap map(disk.size());
  const evidence::OpenSegment open =
      [&](unsigned number) -> Result<std::unique_ptr<evidence::SegmentSink>> {
    const std::string extension = raw ? "raw" : TRY(evidence::ewf_extension(number));
    return std::make_unique<FileSink>(stem + "." + extension);
  };
  evidence::EwfSettings settings;
  if (count > 4) settings.workers = static_cast<unsigned>(std::strtoul(arguments[4], nullptr, 10));
  const auto facts = raw ? evidence::write_raw(disk, map, {}, {}, open)
                         : evidence::write_ewf(disk, map, {}, settings, {}, open);
  if (!facts) {
    fmt::print(stderr, "{}\n", facts.error().what);
    return 3;
  }
  fmt::print("{} bytes, {} segments, md5 {}, sha256 {}\n", facts->size, facts->segments,
             to_hex(facts->md5), to_hex(facts->sha256));
  return 0;
}
