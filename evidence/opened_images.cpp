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

class ImageOpening {
 public:
  ImageOpening(Files& files, const fs::path& from, const std::vector<age::Opener>& openers,
               const fs::path& out, Verdict& verdict, const Watch& watch)
      : files_(files),
        from_(from),
        openers_(openers),
        out_(out),
        verdict_(verdict),
        watch_(watch) {}

  Result<OpenedImages> run(const ImagesState& images) {
    for (const PartFacts& segment : images.segments) total_ += segment.size;
    for (const ImageState& image : images.images) {
      for (const SegmentFacts& segment : image.segments) {
        // A name of another form could be any file; the verdict has said it.
        if (is_segment_name(segment.file.name)) TRY(open(segment));
      }
    }
    return std::move(opened_);
  }

 private:
  void add_fault(const SegmentFacts& segment, std::string detail) {
    verdict_.faults.push_back(
        {Fault::Kind::changed, std::string(images_prefix) + segment.file.name, std::move(detail)});
  }

  Result<void> open(const SegmentFacts& segment) {
    const auto sealed = files_.read(from_ / segment.file.name);
    if (sealed) return decrypt(segment, **sealed);
    if (sealed.error().code == Errc::missing) {
      verdict_.images_missing.push_back(std::string(images_prefix) + segment.file.name);
    } else {
      add_fault(segment, sealed.error().what);
    }
    return {};
  }

  Result<void> decrypt(const SegmentFacts& segment, const Reader& sealed) {
    const std::string plain = plain_name(segment.file.name);
    const fs::path path = out_ / plain;
    TRY(files_.make_folders(path.parent_path()));
    auto file = TRY(files_.create(path));
    PlainSegment writer(*file, watch_, done_, total_);
    const auto decrypted =
        age::decrypt(sealed, openers_, [&](auto bytes) { return writer.write(bytes); });
    if (writer.trouble_here()) return tl::unexpected(decrypted.error());
    done_ += segment.file.size;
    if (!decrypted || !writer.is(segment)) {
      file.reset();
      TRY(files_.remove(path));
      add_fault(segment,
                decrypted ? "its content is not what was acquired" : decrypted.error().what);
      return {};
    }
    TRY(file->sync());
    ++opened_.segments;
    opened_.sums += hex(segment.plain_sha256) + "  " + std::string(images_prefix) + plain + "\n";
    return {};
  }

  Files& files_;
  const fs::path& from_;
  const std::vector<age::Opener>& openers_;
  const fs::path& out_;
  Verdict& verdict_;
  const Watch& watch_;
  OpenedImages opened_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace

Result<OpenedImages> open_images(Files& files, const fs::path& from, const ImagesState& images,
                                 const std::vector<age::Opener>& openers, const fs::path& out,
                                 Verdict& verdict, const Watch& watch) {
  return ImageOpening(files, from, openers, out, verdict, watch).run(images);
}

}  // namespace trousse::evidence
