// SPDX-License-Identifier: Apache-2.0
#include "evidence/segment_writer.hpp"

#include "evidence/write_behind.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

Result<void> check_written(Files& files, const fs::path& path, const PartFacts& file) {
  const PartFacts found = TRY(measure_part(files, path));
  if (found.size == file.size && found.sha256 == file.sha256) return {};
  return fail(Errc::not_whole, "read back, a segment is not what was written: " + file.name);
}

class SegmentWriter final : public SegmentSink {
 public:
  SegmentWriter(CaseBody& body, const std::string& name, ReadBack read_back, SegmentLines lines)
      : files_(body.files),
        final_path_(body.images_folder() / name),
        partial_path_(final_path_),
        read_back_(read_back),
        lines_(std::move(lines)) {
    partial_path_ += partial_ending;
    facts_.file.name = name;
  }

  ~SegmentWriter() override {
    const bool is_mine = file_ != nullptr || synced_;
    file_.reset();
    if (is_mine && !published_) static_cast<void>(files_.remove(partial_path_));
  }

  Result<void> start(std::span<const age::Recipient> recipients) {
    file_ = std::make_unique<WriteBehind>(TRY(files_.create(partial_path_)));
    age_ = TRY(age::Encryptor::start(
        recipients, [this](std::span<const std::byte> bytes) { return file_->write(bytes); }));
    return {};
  }

  Result<void> write(std::span<const std::byte> bytes) override {
    plain_hash_.add(bytes);
    facts_.plain_size += bytes.size();
    return age_->write(bytes);
  }

  Result<void> finish() override {
    TRY(age_->close());
    const auto written = TRY(file_->finish());
    synced_ = true;
    file_.reset();
    facts_.file.size = written.size;
    facts_.file.sha256 = written.sha256;
    facts_.plain_sha256 = plain_hash_.finish();
    if (read_back_ == ReadBack::yes) {
      TRY(check_written(files_, partial_path_, facts_.file));
      facts_.read_back = true;
    }
    TRY(lines_.closing(facts_));
    TRY(files_.publish(partial_path_, final_path_));
    published_ = true;
    return lines_.closed(facts_);
  }

 private:
  Files& files_;
  fs::path final_path_;
  fs::path partial_path_;
  ReadBack read_back_;
  SegmentLines lines_;
  std::unique_ptr<WriteBehind> file_;
  std::unique_ptr<age::Encryptor> age_;
  Sha256Stream plain_hash_;
  SegmentFacts facts_;
  bool synced_ = false;
  bool published_ = false;
};

class SegmentComparer final : public SegmentSink {
 public:
  SegmentComparer(CaseBody& body, const SegmentFacts& closed, ReadBack read_back, bool& differs)
      : body_(body), closed_(closed), read_back_(read_back), differs_(differs) {}

  Result<void> write(std::span<const std::byte> bytes) override {
    hash_.add(bytes);
    size_ += bytes.size();
    // Longer than the closed one: no use to go on to the end.
    return size_ <= closed_.plain_size ? Result<void>() : another();
  }

  Result<void> finish() override {
    if (size_ != closed_.plain_size || hash_.finish() != closed_.plain_sha256) return another();
    if (read_back_ == ReadBack::no) return {};
    return check_written(body_.files, body_.images_folder() / closed_.file.name, closed_.file);
  }

 private:
  Result<void> another() {
    differs_ = true;
    return fail(Errc::not_whole, "the medium no longer gives this segment: " + closed_.file.name);
  }

  CaseBody& body_;
  SegmentFacts closed_;
  ReadBack read_back_;
  bool& differs_;
  Sha256Stream hash_;
  std::uint64_t size_ = 0;
};

}  // namespace

Result<std::unique_ptr<SegmentSink>> write_segment(CaseBody& body, const std::string& name,
                                                   ReadBack read_back, SegmentLines lines) {
  auto writer = std::make_unique<SegmentWriter>(body, name, read_back, std::move(lines));
  const auto everyone = body.everyone();
  TRY(writer->start(everyone));
  return std::unique_ptr<SegmentSink>(std::move(writer));
}

std::unique_ptr<SegmentSink> compare_segment(CaseBody& body, const SegmentFacts& closed,
                                             ReadBack read_back, bool& differs) {
  return std::make_unique<SegmentComparer>(body, closed, read_back, differs);
}

}  // namespace trousse::evidence
