// SPDX-License-Identifier: Apache-2.0
#include "evidence/sealed_images.hpp"

#include <algorithm>

#include "evidence/hash.hpp"
#include "evidence/read_ahead.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

enum class Found { same, other, missing };

/// Compares files with what is listed of them, one after the other.
class SegmentCheck {
 public:
  SegmentCheck(Files& files, const fs::path& folder, const std::vector<PartFacts>& segments,
               const Watch& watch)
      : files_(files), folder_(folder), watch_(watch) {
    for (const PartFacts& segment : segments) total_ += segment.size;
  }

  Result<Found> check(const PartFacts& segment) {
    if (!is_segment_name(segment.name)) return Found::missing;  // it could name any file
    const auto file = files_.read(folder_ / segment.name);
    if (!file && file.error().code == Errc::missing) return Found::missing;
    if (!file) return tl::unexpected(file.error());
    if ((*file)->size() != segment.size) return Found::other;
    Sha256Stream hash;
    const auto size = TRY(read_ahead(**file, 0, segment.size, [&](auto piece) -> Result<void> {
      hash.add(piece);
      done_ += piece.size();
      if (watch_ && !watch_(done_, total_)) return fail(Errc::cancelled, "checking was stopped");
      return {};
    }));
    if (size != segment.size) return Found::other;
    return hash.finish() == segment.sha256 ? Found::same : Found::other;
  }

 private:
  Files& files_;
  const fs::path& folder_;
  const Watch& watch_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
};

bool are_in_case(const CaseBody& body) {
  const auto folders = body.files.list(body.images_folder());
  return !body.images.segments.empty() && folders.has_value();
}

std::vector<PartFacts> not_read_back(const CaseBody& body) {
  std::vector<PartFacts> all;
  for (const ImageState& image : body.images.images) {
    for (const SegmentFacts& segment : image.segments) {
      if (!segment.read_back) all.push_back(segment.file);
    }
  }
  return all;
}

// A small file is moved the way the folder will be: another file system is known before the case
// is signed, not after.
Result<void> try_place(CaseBody& body, const fs::path& beside) {
  TRY(body.files.make_folder(beside));
  fs::path probe = body.images_folder() / "probe";
  probe += partial_ending;
  if (body.files.read(probe)) TRY(body.files.remove(probe));
  {
    const auto out = TRY(body.files.create(probe));
    TRY(out->sync());
  }
  const auto moved = body.files.publish(probe, beside / "probe");
  if (moved) return body.files.remove(beside / "probe");
  static_cast<void>(body.files.remove(probe));
  return fail(moved.error().code,
              "the archive must be on the same file system as its case, whose images are moved "
              "beside it: " +
                  moved.error().what);
}

}  // namespace

fs::path images_beside(const fs::path& archive) {
  fs::path folder = archive.parent_path();
  const std::string name =
      archive.extension() == ".zip" ? archive.stem().string() : archive.filename().string();
  return folder / (name + "-images");
}

Result<void> ready_images(CaseBody& body, const SealOptions& options) {
  if (!are_in_case(body)) return {};
  TRY(try_place(body, images_beside(options.out)));
  const auto unread = not_read_back(body);
  const fs::path folder = body.images_folder();
  SegmentCheck check(body.files, folder, unread, options.watch);
  for (const PartFacts& segment : unread) {
    const Found found = TRY(check.check(segment));
    // Those of an earlier seal may lie beside the archive of that time.
    const bool went_before =
        found == Found::missing &&
        std::ranges::any_of(std::span(body.images.segments).first(body.images.sealed),
                            [&](const PartFacts& old) { return old.name == segment.name; });
    if (found == Found::same || went_before) continue;
    return fail(Errc::not_whole, "a segment is not as the journal says: " + segment.name);
  }
  return {};
}

Result<void> hand_out_images(CaseBody& body, const fs::path& archive) {
  if (!are_in_case(body)) return {};
  return body.files.publish(body.images_folder(), images_beside(archive) / "images");
}

Result<void> check_images(Files& files, const fs::path& folder,
                          const std::vector<PartFacts>& listed, Verdict& verdict,
                          const Watch& watch) {
  SegmentCheck check(files, folder, listed, watch);
  for (const PartFacts& segment : listed) {
    const std::string name = std::string(images_prefix) + segment.name;
    const auto found = check.check(segment);
    if (!found && found.error().code == Errc::cancelled) return tl::unexpected(found.error());
    if (!found) {
      verdict.faults.push_back({Fault::Kind::changed, name, found.error().what});
    } else if (*found == Found::missing) {
      verdict.images_missing.push_back(name);
    } else if (*found == Found::other) {
      verdict.faults.push_back({Fault::Kind::changed, name, "its SHA-256 does not hold"});
    }
  }
  verdict.whole = verdict.faults.empty();
  return {};
}

}  // namespace trousse::evidence
