// SPDX-License-Identifier: Apache-2.0
#include "evidence/ewf_segments.hpp"

#include "evidence/deflate.hpp"

namespace trousse::evidence {

namespace {

// What may follow the last group in a segment: data, digest, hash, done, the head of error2.
constexpr std::uint64_t room_for_the_end = 4096;

}  // namespace

EwfSegments::EwfSegments(const ewf::Geometry& geometry, const EwfCase& about,
                         const EwfSettings& settings, const OpenSegment& open)
    : geometry_(geometry), about_(about), settings_(settings), open_(open) {
  group_.reserve(group_size);
}

Result<void> EwfSegments::write(std::span<const std::byte> bytes) {
  position_ += bytes.size();
  return sink_->write(bytes);
}

Result<void> EwfSegments::section(std::string_view type, std::span<const std::byte> body) {
  TRY(write(ewf::descriptor(type, position_, body.size())));
  return write(body);
}

Result<void> EwfSegments::open_next() {
  if (number_ > 0) TRY(ewf_extension(number_ + 1));
  ++number_;
  sink_ = TRY(open_(number_));
  position_ = 0;
  TRY(write(ewf::file_header(static_cast<std::uint16_t>(number_))));
  const auto volume = ewf::volume(geometry_, about_, settings_.medium);
  if (number_ > 1) return section("data", volume);
  const auto header2 = ewf::header2(about_);
  TRY(section("header2", header2));  // twice, as EnCase does
  TRY(section("header2", header2));
  TRY(section("header", ewf::header(about_)));
  return section("volume", volume);
}

Result<void> EwfSegments::close(std::string_view last_section) {
  TRY(write(ewf::last_descriptor(last_section, position_)));
  return sink_->finish();
}

bool EwfSegments::fits(std::size_t more) const {
  const std::uint64_t after = position_ + ewf::descriptor_size + group_.size() + more +
                              2 * ewf::table_section_size(entries_.size() + 1) + room_for_the_end;
  return after <= settings_.segment_size;
}

Result<void> EwfSegments::flush_group() {
  if (entries_.empty()) return {};
  // Entries count from the section's descriptor, so that 31 bits are always enough.
  const std::uint64_t start = position_;
  TRY(section("sectors", group_));
  const auto table = ewf::table(entries_, start);
  TRY(section("table", table));
  TRY(section("table2", table));
  group_.clear();
  entries_.clear();
  return {};
}

Result<void> EwfSegments::add(std::span<const std::byte> chunk, Form form) {
  if (number_ == 0) TRY(open_next());
  const std::size_t size = chunk.size() + (form == Form::stored ? 4 : 0);
  if (!fits(size)) {
    TRY(flush_group());
    TRY(close("next"));
    TRY(open_next());
  } else if (group_.size() + size > group_size || entries_.size() == ewf::most_table_entries) {
    TRY(flush_group());
  }
  const auto offset = static_cast<std::uint32_t>(ewf::descriptor_size + group_.size());
  entries_.push_back(form == Form::compressed ? offset | ewf::compressed_flag : offset);
  group_.insert(group_.end(), chunk.begin(), chunk.end());
  if (form == Form::stored) {
    const std::uint32_t sum = adler32(chunk);
    for (unsigned i = 0; i < 4; ++i) group_.push_back(static_cast<std::byte>(sum >> (8 * i)));
  }
  return {};
}

Result<void> EwfSegments::finish(std::span<const std::byte> md5, std::span<const std::byte> sha1,
                                 std::span<const Gap> gaps) {
  if (number_ == 0) TRY(open_next());
  TRY(flush_group());
  if (number_ == 1) TRY(section("data", ewf::volume(geometry_, about_, settings_.medium)));
  if (!gaps.empty()) TRY(section("error2", ewf::error2(gaps, geometry_.bytes_per_sector)));
  if (!sha1.empty()) TRY(section("digest", ewf::digest(md5, sha1)));
  TRY(section("hash", ewf::hash(md5)));
  return close("done");
}

}  // namespace trousse::evidence
