// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/reader.hpp"
#include "core/time.hpp"
#include "evidence/journal.hpp"
#include "evidence/part.hpp"

/// What the journal says of the disk images of a case (docs/archive-format.md §10).
namespace trousse::evidence {

struct CaseBody;

constexpr std::string_view images_prefix = "images/";
constexpr std::string_view segment_ending = ".age";

enum class ImageFormat { e01, raw };

/// What decides the bytes of an image beside the medium, its bad sectors, and texts of a person.
struct ImagePlan {
  std::uint64_t number = 0;  ///< of the step that began it
  ImageFormat format = ImageFormat::e01;
  std::uint64_t size = 0;         ///< of the medium, bytes
  std::uint32_t sector_size = 0;  ///< logical, bytes
  std::uint64_t segment_size = 0;
  std::array<std::byte, 16> set_id{};
  Utc begun;
  std::string texts;  ///< hex SHA-256 of set_id and the texts
  bool only_used = false;
};

/// A segment, closed or (only among `closing`) about to be.
struct SegmentFacts {
  PartFacts file;  ///< name below images/: "002/disk.E01.age"; no CRC
  std::uint64_t plain_size = 0;
  Sha256 plain_sha256{};
  bool read_back = false;
};

struct ImageState {
  ImagePlan plan;
  std::string source;          ///< of the step that began it: facts as one line of JSON
  std::uint64_t step = 0;      ///< the last that worked on it
  std::vector<Gap> bad;        ///< as journalled with its segments
  bool map_is_whole = true;    ///< false: more bad ranges than a journal holds
  bool may_go_on = true;       ///< neither ended, nor given up, nor sealed
  bool imaged = false;         ///< to its last byte; `end` says what came of it
  Json end;                    ///< the fields of its `imaged` line
  std::uint64_t left_out = 0;  ///< bytes of free clusters that were not read
  std::vector<SegmentFacts> segments;
};

struct ImagesState {
  std::vector<ImageState> images;
  std::vector<SegmentFacts> closing;
  std::vector<PartFacts> segments;  ///< of all images, in the order they were closed
  std::size_t sealed = 0;           ///< how many of `segments` a seal has named: they may be gone

  /// What one more line says.
  void hear(const JournalLine& line);
  ImageState* find(std::uint64_t number);

 private:
  void hear_begin(const Json& fields);
  void hear_segment(const Json& fields);
  void hear_closing(const Json& fields);

  std::uint64_t last_step_ = 0;
  std::string last_source_;
};

ImagesState images_of(const JournalText& journal);

/// True for "NNN/disk.EXT.age": digits, and an extension of letters and digits.
bool is_segment_name(std::string_view name);

/// "disk.E01.age" or "disk.001.age"; segments count from 1. Errc::unsupported past the last.
Result<std::string> segment_file_name(ImageFormat format, unsigned segment);

std::string_view word_of(ImageFormat format);

/// Adds a line to the journal and to the state that is in memory.
Result<void> note_image(CaseBody& body, std::string_view event, const Json& fields);

/// The lines of a plan, of a closing segment and of a closed one.
Json plan_fields(const ImagePlan& plan, std::uint64_t step);
Json closing_fields(std::uint64_t image, const SegmentFacts& segment, const std::vector<Gap>& bad,
                    bool map_is_cut);
Json segment_fields(std::uint64_t image, std::uint64_t step, const SegmentFacts& segment);

/// At a start: drops what was being written, gives its line to a segment that was closed and not
/// journalled. Errors: not_whole when a segment that no seal has named is gone.
Result<void> adopt_segments(CaseBody& body);

}  // namespace trousse::evidence
