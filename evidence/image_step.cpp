// SPDX-License-Identifier: Apache-2.0
#include "evidence/image_step.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

#include <fmt/format.h>

#include "core/text.hpp"
#include "evidence/case_body.hpp"
#include "evidence/hash.hpp"
#include "evidence/image_record.hpp"
#include "evidence/primitives.hpp"
#include "evidence/segment_writer.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t usual_segment = 2000 * mebibyte;
constexpr std::uint64_t most_raw_segments = 999;
// What a journal of 64 MiB can hold of one image without being filled by it.
constexpr std::size_t most_journalled_ranges = 100'000;

std::uint64_t segment_size_for(const ImagePlan& plan) {
  if (plan.segment_size > 0 || plan.format == ImageFormat::e01) {
    return plan.segment_size > 0 ? plan.segment_size : usual_segment;
  }
  const std::uint64_t least = plan.size / most_raw_segments + 1;
  return std::max(usual_segment, (least + mebibyte - 1) / mebibyte * mebibyte);
}

// SHA-256 of the identifier and of each text with its length: says whether the same were given,
// and nothing of what they are.
std::string mark_of(const ImageWish& wish, const std::array<std::byte, 16>& set_id) {
  Sha256Stream hash;
  hash.add(set_id);
  for (const std::string* text : {&wish.examiner, &wish.evidence_number, &wish.notes}) {
    std::array<std::byte, 8> length{};
    for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<std::byte>(text->size() >> (8 * i));
    hash.add(length);
    hash.add(std::as_bytes(std::span(*text)));
  }
  return hex(hash.finish());
}

// The same disk may be read-only at one start and not at the next: what it is, not how it is.
bool same_medium(const std::string& a, const std::string& b) {
  const auto one = parse_object(a);
  const auto other = parse_object(b);
  if (!one || !other) return false;
  for (const char* name : {"kind", "size", "model", "serial"}) {
    const auto left = one->find(name);
    const auto right = other->find(name);
    const bool both = left != one->end() && right != other->end();
    if ((left != one->end()) != (right != other->end()) || (both && *left != *right)) return false;
  }
  return true;
}

/// Bad ranges that the journal does not have yet: found by the thread that reads, written by the
/// one that closes segments.
class NewBad {
 public:
  NewBad(std::uint64_t size, const std::vector<Gap>& journalled)
      : known_(size), journalled_(journalled.size()) {
    for (const Gap& gap : journalled) known_.mark(gap.offset, gap.length, RescueState::bad);
  }

  /// What `map` learned up to `end`.
  std::vector<Gap> learn(const RescueMap& map, std::uint64_t end) {
    std::vector<Gap> found;
    for (std::uint64_t at = seen_; const auto range = map.next(at, RescueState::bad);) {
      if (range->offset >= end) break;
      const std::uint64_t stop = std::min(range->offset + range->length, end);
      for (std::uint64_t from = range->offset; from < stop;) {
        const RescueRange old = known_.range_at(from);
        const std::uint64_t next = std::min(old.offset + old.length, stop);
        if (old.state != RescueState::bad) found.push_back({from, next - from});
        from = next;
      }
      if (stop >= map.size()) break;
      at = stop;
    }
    seen_ = end;
    const std::lock_guard lock(mutex_);
    waiting_.insert(waiting_.end(), found.begin(), found.end());
    return found;
  }

  std::vector<Gap> take(bool& cut) {
    const std::lock_guard lock(mutex_);
    std::vector<Gap> taken = std::move(waiting_);
    waiting_.clear();
    const std::size_t room = most_journalled_ranges - std::min(most_journalled_ranges, journalled_);
    cut = taken.size() > room;
    if (cut) taken.resize(room);
    journalled_ += taken.size();
    return taken;
  }

 private:
  RescueMap known_;
  std::uint64_t seen_ = 0;
  std::size_t journalled_;
  std::mutex mutex_;
  std::vector<Gap> waiting_;
};

class ImageStep {
 public:
  ImageStep(CaseBody& body, Intake& step, const Reader& from, const ImageWish& wish,
            const ImageWatcher& watcher)
      : body_(body), step_(step), from_(from), wish_(wish), watcher_(watcher) {
    wish_.plan.size = from.size();
    wish_.plan.segment_size = segment_size_for(wish_.plan);
    wish_.limits.sector = wish_.plan.sector_size;
  }

  Result<ImageTaken> run() {
    if (!body_.step_is_open) return fail(Errc::usage, "no step is open");
    number_ = body_.state.steps;
    for (const BegunStep& begun : body_.state.unfinished) {
      if (begun.number == number_) source_ = begun.source;
    }
    if (const ImageState* earlier = earlier_image()) {
      TRY(check_same(earlier->plan));
      const ImageState before = *earlier;
      auto done = write(before.plan, before.segments, before.bad);
      if (done || !differs_) return done;
      const unsigned segment = compared_.load() + 1;
      TRY(note_image(body_, "differs", {{"image", before.plan.number}, {"segment", segment}}));
      TRY(add_image_record(step_, account_, wish_));
      if (watcher_.differs) watcher_.differs(segment);
      taken_ = {};
      taken_.differs_at = segment;
    }
    ImagePlan plan = wish_.plan;
    plan.number = number_;
    TRY(random_bytes(plan.set_id));
    plan.begun = now();
    plan.texts = mark_of(wish_, plan.set_id);
    return write(plan, {}, {});
  }

 private:
  const ImageState* earlier_image() {
    const ImageState* found = nullptr;
    for (const ImageState& image : body_.images.images) {
      const bool fits = image.may_go_on && image.map_is_whole && !image.segments.empty() &&
                        same_medium(image.source, source_);
      if (fits) found = &image;
    }
    return wish_.anew ? nullptr : found;
  }

  Result<void> check_same(const ImagePlan& before) const {
    const ImagePlan& asked = wish_.plan;
    const bool same =
        before.format == asked.format && before.size == asked.size &&
        before.sector_size == asked.sector_size && before.segment_size == asked.segment_size &&
        before.only_used == asked.only_used && before.texts == mark_of(wish_, before.set_id);
    if (same) return {};
    return fail(Errc::usage,
                "an image of this medium was begun with another format, segment size, extent, "
                "examiner, evidence number or notes: give the same, or --anew to begin another");
  }

  EwfCase about(const ImagePlan& plan) const {
    EwfCase about;
    about.case_number = body_.facts.id;
    about.evidence_number = wish_.evidence_number;
    about.examiner = wish_.examiner;
    about.notes = wish_.notes;
    if (plan.only_used) {
      about.notes += about.notes.empty() ? "" : " - ";
      about.notes +=
          "Not a full image: clusters that their file system calls free were not read, zeros here";
    }
    about.model = wish_.model;
    about.serial = wish_.serial;
    about.version = std::string(tool_name);
    about.operating_system = "Linux";
    about.acquired = plan.begun;
    about.system = plan.begun;
    about.set_id = plan.set_id;
    return about;
  }

  // A folder is made under another name and renamed, since that also syncs the one it is in.
  Result<void> need_folder(const fs::path& folder) {
    if (body_.files.list(folder)) return {};
    fs::path made = folder;
    made += ".new";
    TRY(body_.files.make_folder(made));
    return body_.files.publish(made, folder);
  }

  std::string folder_name(const ImagePlan& plan) const { return fmt::format("{:03}", plan.number); }

  Result<ImageTaken> write(const ImagePlan& plan, const std::vector<SegmentFacts>& closed,
                           const std::vector<Gap>& bad) {
    TRY(need_folder(body_.images_folder()));
    TRY(need_folder(body_.images_folder() / folder_name(plan)));
    TRY(note_begun(plan));
    account_.plan = plan;
    account_.about = about(plan);
    account_.step = number_;
    account_.map = RescueMap(plan.size);
    for (const Gap& gap : bad) account_.map.mark(gap.offset, gap.length, RescueState::bad);
    taken_.number = plan.number;
    compared_ = 0;
    segments_ = 0;
    const auto written = write_all(plan, closed, bad);
    account_.segments = body_.images.find(plan.number)->segments;
    if (differs_ && !written) return tl::unexpected(written.error());
    if (!written) {
      // What is known stays known; trouble with the key leaves no room to say it.
      const bool key_is_well = written.error().code != Errc::key_full &&
                               written.error().code != Errc::key_removed &&
                               written.error().code != Errc::not_whole;
      if (key_is_well) TRY(add_image_record(step_, account_, wish_));
      return tl::unexpected(written.error());
    }
    account_.facts = *written;
    TRY(note_imaged(plan, *written));
    TRY(add_image_record(step_, account_, wish_));
    taken_.facts = *written;
    taken_.segments_kept = static_cast<unsigned>(closed.size());
    for (const SegmentFacts& segment : account_.segments) taken_.encrypted += segment.file.size;
    return taken_;
  }

  Result<ImageFacts> write_all(const ImagePlan& plan, const std::vector<SegmentFacts>& closed,
                               const std::vector<Gap>& bad) {
    NewBad fresh(plan.size, bad);
    differs_ = false;
    const OpenSegment open = [&](unsigned segment) {
      return open_segment(plan, closed, fresh, segment);
    };
    ImageWatch watch;
    watch.stop = watcher_.stop;
    watch.progress = [&](std::uint64_t read) {
      ImageProgress progress{read, segments_, fresh.learn(account_.map, read)};
      if (watcher_.progress) watcher_.progress(progress);
    };
    auto facts =
        plan.format == ImageFormat::e01
            ? write_ewf(from_, account_.map, account_.about, ewf_settings(plan), wish_.limits, open,
                        watch)
            : write_raw(from_, account_.map, {plan.segment_size}, wish_.limits, open, watch);
    if (facts && facts->segments < closed.size()) {
      differs_ = true;
      return fail(Errc::not_whole, "the medium now gives fewer segments than are closed");
    }
    return facts;
  }

  EwfSettings ewf_settings(const ImagePlan& plan) const {
    EwfSettings settings;
    settings.sector_size = plan.sector_size;
    settings.segment_size = plan.segment_size;
    settings.medium = wish_.medium;
    return settings;
  }

  // On the thread that writes; the journal is this thread's until the image is done.
  Result<std::unique_ptr<SegmentSink>> open_segment(const ImagePlan& plan,
                                                    const std::vector<SegmentFacts>& closed,
                                                    NewBad& fresh, unsigned segment) {
    const ReadBack read_back = wish_.read_back ? ReadBack::yes : ReadBack::no;
    if (segment > 1 && segment - 1 <= closed.size()) ++compared_;
    if (segment > 1) ++segments_;
    if (segment <= closed.size()) {
      return compare_segment(body_, closed[segment - 1], read_back, differs_);
    }
    const std::string file = TRY(segment_file_name(plan.format, segment));
    SegmentLines lines;
    lines.closing = [this, &plan, &fresh](const SegmentFacts& facts) {
      bool cut = false;
      const auto bad = fresh.take(cut);
      return note_image(body_, "closing", closing_fields(plan.number, facts, bad, cut));
    };
    lines.closed = [this, &plan](const SegmentFacts& facts) {
      return note_image(body_, "segment", segment_fields(plan.number, number_, facts));
    };
    return write_segment(body_, folder_name(plan) + "/" + file, read_back, std::move(lines));
  }

  Result<void> note_begun(const ImagePlan& plan) {
    Json fields = plan_fields(plan, number_);
    if (plan.only_used) {
      std::uint64_t left_out = 0;
      for (const Gap& gap : wish_.left_out) left_out += gap.length;
      fields["left_out"] = left_out;
    }
    return note_image(body_, "image", fields);
  }

  Result<void> note_imaged(const ImagePlan& plan, const ImageFacts& facts) {
    std::uint64_t unreadable = 0;
    for (const Gap& gap : facts.gaps) unreadable += gap.length;
    Json fields;
    fields["number"] = number_;
    fields["image"] = plan.number;
    fields["segments"] = facts.segments;
    fields["bytes"] = facts.size;
    fields["md5"] = to_hex(facts.md5);
    fields["sha256"] = hex(facts.sha256);
    fields["gaps"] = facts.gaps.size();
    fields["unreadable"] = unreadable;
    fields["read_back"] = wish_.read_back;
    return note_image(body_, "imaged", fields);
  }

  CaseBody& body_;
  Intake& step_;
  const Reader& from_;
  ImageWish wish_;
  const ImageWatcher& watcher_;
  std::uint64_t number_ = 0;
  std::string source_;
  ImageAccount account_;
  ImageTaken taken_;
  bool differs_ = false;
  std::atomic<unsigned> compared_{0};
  std::atomic<unsigned> segments_{0};
};

}  // namespace

Result<ImageTaken> take_image(Case& into, Intake& step, const Reader& from, const ImageWish& wish,
                              const ImageWatcher& watcher) {
  return ImageStep(into.body(), step, from, wish, watcher).run();
}

}  // namespace trousse::evidence
