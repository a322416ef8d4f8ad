// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"
#include "disks/block_device.hpp"
#include "disks/ewf.hpp"
#include "disks/open_readonly.hpp"
#include "disks/source.hpp"

namespace trousse::disks {
namespace {

namespace fs = std::filesystem;

/// A raw image or a block device, in one file or in many joined in order.
class RawSource final : public Source {
 public:
  RawSource(SourceInfo info, std::vector<std::unique_ptr<ReadOnlyFile>> files)
      : info_(std::move(info)), files_(std::move(files)) {
    for (const auto& file : files_) {
      starts_.push_back(info_.size);
      info_.size += file->size();
    }
  }
  const SourceInfo& info() const override { return info_; }
  std::uint64_t size() const override { return info_.size; }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= info_.size) return std::size_t{0};
    const std::size_t wanted = std::min<std::uint64_t>(into.size(), info_.size - offset);
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    auto segment = static_cast<std::size_t>(after - starts_.begin()) - 1;
    std::size_t done = 0;
    while (done < wanted) {
      const std::uint64_t inside = offset + done - starts_[segment];
      done += TRY(files_[segment]->read_at(inside, into.subspan(done, wanted - done)));
      ++segment;
    }
    return done;
  }

 private:
  SourceInfo info_;
  std::vector<std::unique_ptr<ReadOnlyFile>> files_;
  std::vector<std::uint64_t> starts_;
};

bool all_of(std::string_view text, bool (*wanted)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), wanted);
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The extension of the first file of a split image: "000", "001", "0001", "aa", "aaa".
bool begins_a_split(std::string_view extension) {
  if (extension.size() < 2 || extension.size() > 6) return false;
  const std::string_view zeros = extension.substr(0, extension.size() - 1);
  if (extension.size() >= 3 && all_of(zeros, [](char c) { return c == '0'; })) {
    return extension.back() == '0' || extension.back() == '1';
  }
  return all_of(extension, [](char c) { return c == 'a'; }) ||
         all_of(extension, [](char c) { return c == 'A'; });
}

/// What follows: "010" after "009", "ba" after "az"; nothing after "999" or "zz".
std::optional<std::string> next_extension(std::string text) {
  for (std::size_t i = text.size(); i-- > 0;) {
    const bool last = text[i] == '9' || text[i] == 'z' || text[i] == 'Z';
    if (!last) {
      ++text[i];
      return text;
    }
    text[i] = text[i] == '9' ? '0' : text[i] == 'z' ? 'a' : 'A';
  }
  return std::nullopt;
}

/// How many files beside `path` look like further segments of the same image.
std::size_t count_segments(const fs::path& path, const std::string& first) {
  std::error_code ignored;
  std::size_t count = 0;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (const auto& beside : fs::directory_iterator(folder, ignored)) {
    const std::string extension = beside.path().extension().string();
    if (beside.path().stem() != path.stem() || extension.size() != first.size() + 1) continue;
    const std::string rest = extension.substr(1);
    const bool same_kind = is_digit(first[0]) ? all_of(rest, is_digit) : all_of(rest, is_letter);
    if (same_kind && rest >= first) ++count;
  }
  return count;
}

Result<std::unique_ptr<Source>> open_split(const std::string& path, const std::string& first) {
  SourceInfo info;
  info.path = path;
  info.kind = SourceKind::split_raw_image;
  info.read_only = true;
  const std::string base = path.substr(0, path.size() - first.size());
  const std::size_t expected = count_segments(path, first);

  std::vector<std::unique_ptr<ReadOnlyFile>> files;
  std::optional<std::string> extension = first;
  while (extension) {
    auto file = ReadOnlyFile::open(base + *extension);
    if (!file && file.error().code == Errc::missing) break;
    if (!file) return tl::unexpected(std::move(file).error());
    if ((*file)->size() == 0) {
      return fail(Errc::malformed, printable(base + *extension) + ": an empty segment");
    }
    info.segments.push_back(base + *extension);
    files.push_back(std::move(*file));
    extension = next_extension(*extension);
  }
  if (files.size() < expected) {
    return fail(Errc::malformed,
                fmt::format("{}: segment missing in the middle", printable(base + *extension)));
  }
  // Splitters cut at a fixed size: a shorter file before the last one has lost its end.
  for (std::size_t i = 0; i + 1 < files.size(); ++i) {
    if (files[i]->size() != files[0]->size()) {
      return fail(Errc::malformed, printable(info.segments[i]) + ": not as long as the first");
    }
  }
  if (files.size() > 1 && files.back()->size() > files[0]->size()) {
    return fail(Errc::malformed, printable(info.segments.back()) + ": longer than the first");
  }
  return std::unique_ptr<Source>(std::make_unique<RawSource>(std::move(info), std::move(files)));
}

SourceInfo device_info(const std::string& path, const ReadOnlyFile& file) {
  SourceInfo info = block_device_facts(path);
  info.path = path;
  info.kind = SourceKind::block_device;
  info.sector_size = file.sector_size();
  info.read_only = file.kernel_refuses_writes();
  info.size = 0;  // counted again from the opened files
  return info;
}

}  // namespace

Result<std::unique_ptr<Source>> open_source(const std::string& path) {
  auto file = TRY(ReadOnlyFile::open(path));
  std::vector<std::unique_ptr<ReadOnlyFile>> files;
  if (file->is_block_device()) {
    if (file->size() == 0) return fail(Errc::malformed, printable(path) + ": no medium");
    SourceInfo info = device_info(path, *file);
    files.push_back(std::move(file));
    return std::unique_ptr<Source>(std::make_unique<RawSource>(std::move(info), std::move(files)));
  }
  if (file->size() == 0) return fail(Errc::malformed, printable(path) + ": an empty file");

  std::vector<std::byte> start(16);
  start.resize(TRY(file->read_at(0, start)));
  if (is_ewf(start)) return open_ewf(path);

  const std::string extension = fs::path(path).extension().string();
  if (extension.size() > 1 && begins_a_split(extension.substr(1)) &&
      count_segments(path, extension.substr(1)) > 1) {
    return open_split(path, extension.substr(1));
  }
  SourceInfo info;
  info.path = path;
  info.read_only = true;
  files.push_back(std::move(file));
  return std::unique_ptr<Source>(std::make_unique<RawSource>(std::move(info), std::move(files)));
}

}  // namespace trousse::disks
