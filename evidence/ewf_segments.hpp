// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "evidence/ewf_layout.hpp"
#include "evidence/ewf_writer.hpp"

namespace trousse::evidence {

/// Lays the chunks of an E01 out in segments. A section says its size before its content, and a
/// table comes after its chunks: so chunks are gathered, 16 MiB of them at most, and written as
/// one sectors section with its two tables. Nothing is ever gone back to.
class EwfSegments {
 public:
  static constexpr std::size_t group_size = 16U << 20;

  EwfSegments(const ewf::Geometry& geometry, const EwfCase& about, const EwfSettings& settings,
              const OpenSegment& open);

  enum class Form { stored, compressed };
  /// The next chunk as it is to lie in the image; a stored one gets its checksum here.
  Result<void> add(std::span<const std::byte> chunk, Form form);
  /// Writes what is left, the end sections, and closes the last segment. `sha1` may be empty.
  Result<void> finish(std::span<const std::byte> md5, std::span<const std::byte> sha1,
                      std::span<const Gap> gaps);
  unsigned count() const { return number_; }

 private:
  Result<void> open_next();
  Result<void> close(std::string_view last_section);
  Result<void> flush_group();
  Result<void> section(std::string_view type, std::span<const std::byte> body);
  Result<void> write(std::span<const std::byte> bytes);
  bool fits(std::size_t more) const;

  ewf::Geometry geometry_;
  const EwfCase& about_;
  EwfSettings settings_;
  const OpenSegment& open_;
  std::unique_ptr<SegmentSink> sink_;
  unsigned number_ = 0;
  std::uint64_t position_ = 0;  ///< in the segment
  std::vector<std::byte> group_;
  std::vector<std::uint32_t> entries_;
};

}  // namespace trousse::evidence
