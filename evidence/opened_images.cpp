// SPDX-License-Identifier: Apache-2.0
#include "evidence/opened_images.hpp"

#include "evidence/hash.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

/// One segment on its way out: trouble of the place written to is kept apart from damage.
class PlainSegment {
 public:
  PlainSegment(OutputFile& out, const Watch& watch, std::uint64_t before, std::uint64_t total)
      : out_(out), watch_(watch), before_(before), total_(total) {}

  Result<void> write(std::span<const std::byte> bytes) {
    hash_.add(bytes);
    size_ += bytes.size();
    auto written = out_.write(bytes);
    if (written && watch_ && !watch_(before_ + size_, total_)) {
      written = fail(Errc::cancelled, "opening was stopped");
    }
    trouble_here_ = !written;
    return written;
  }
  bool is(const SegmentFacts& expected) {
    return size_ == expected.plain_size && hash_.finish() == expected.plain_sha256;
  }
  bool trouble_here() const { return trouble_here_; }

 private:
  OutputFile& out_;
  const Watch& watch_;
  std::uint64_t before_;
  std::uint64_t total_;
  Sha256Stream hash_;
  std::uint64_t size_ = 0;
  bool trouble_here_ = false;
};

std::string plain_name(const std::string& name) {
  return name.substr(0, name.size() - segment_ending.size());
}

}  // namespace

Result<OpenedImages> open_images(Files& files, const fs::path& from, const ImagesState& images,
                                 const std::vector<age::Opener>& openers, const fs::path& out,
                                 Verdict& verdict, const Watch& watch) {
  OpenedImages opened;
  std::uint64_t total = 0;
  for (const PartFacts& segment : images.segments) total += segment.size;
  std::uint64_t done = 0;
  for (const ImageState& image : images.images) {
    for (const SegmentFacts& segment : image.segments) {
      if (!is_segment_name(segment.file.name)) continue;  // said by the verdict
      const std::string name = std::string(images_prefix) + segment.file.name;
      const auto sealed = files.read(from / segment.file.name);
      if (!sealed && sealed.error().code == Errc::missing) {
        verdict.images_missing.push_back(name);
        continue;
      }
      if (!sealed) {
        verdict.faults.push_back({Fault::Kind::changed, name, sealed.error().what});
        continue;
      }
      const std::string plain = plain_name(segment.file.name);
      const fs::path path = out / plain;
      TRY(files.make_folders(path.parent_path()));
      auto file = TRY(files.create(path));
      PlainSegment writer(*file, watch, done, total);
      const auto decrypted =
          age::decrypt(**sealed, openers, [&](auto bytes) { return writer.write(bytes); });
      if (writer.trouble_here()) return tl::unexpected(decrypted.error());
      done += segment.file.size;
      if (!decrypted || !writer.is(segment)) {
        file.reset();
        TRY(files.remove(path));
        verdict.faults.push_back(
            {Fault::Kind::changed, name,
             decrypted ? "its content is not what was acquired" : decrypted.error().what});
        continue;
      }
      TRY(file->sync());
      ++opened.segments;
      opened.sums += hex(segment.plain_sha256) + "  " + std::string(images_prefix) + plain + "\n";
    }
  }
  return opened;
}

}  // namespace trousse::evidence
