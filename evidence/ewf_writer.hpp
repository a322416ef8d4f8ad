// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/artifact.hpp"
#include "core/reader.hpp"
#include "core/rescue.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

/// The image of a whole medium, cut in segments that are written from their first byte to their
/// last: E01 in the form of EnCase 6 (libewf, "EWF specification"), or raw. Reading, hashing and
/// compressing go on at once; less than 64 MiB of memory for any medium.
namespace trousse::evidence {

/// Where one segment goes: a file, an encryptor. Used by one thread, not the caller's.
class SegmentSink {
 public:
  virtual ~SegmentSink() = default;  ///< without `finish` before it, the segment is to be dropped
  virtual Result<void> write(std::span<const std::byte> bytes) = 0;
  /// The segment is whole.
  virtual Result<void> finish() = 0;
};

/// Opens the segment of a number: 1, 2, … Called when the one before is finished.
using OpenSegment = std::function<Result<std::unique_ptr<SegmentSink>>(unsigned number)>;

/// What an E01 says of itself. Any UTF-8; control characters become spaces, since tabs and line
/// ends are the format's own. All but `acquired` and `system` may be empty.
struct EwfCase {
  std::string case_number;
  std::string evidence_number;
  std::string description;
  std::string examiner;
  std::string notes;
  std::string model;  ///< of the medium
  std::string serial;
  std::string version;                 ///< of this program
  std::string operating_system;        ///< that this program ran under
  Utc acquired;                        ///< as confirmed by a person
  Utc system;                          ///< as the machine's clock says
  std::array<std::byte, 16> set_id{};  ///< the same in each segment of one image
};

enum class EwfMedium { removable, fixed };
enum class EwfSha1 { leave_out, add };

struct EwfSettings {
  std::uint32_t sector_size = 512;           ///< bytes, of the medium
  std::uint32_t chunk_size = 32U << 10;      ///< bytes, a multiple of a sector, at most 1 MiB
  std::uint64_t segment_size = 2000U << 20;  ///< bytes at most, 4 MiB or more. The last one may be
                                             ///< longer by its list of bad sectors.
  EwfMedium medium = EwfMedium::fixed;
  EwfSha1 sha1 = EwfSha1::leave_out;
  unsigned workers = 0;  ///< threads that compress; 0: one for each core
};

struct RawSettings {
  std::uint64_t segment_size = 0;  ///< bytes in each segment but the last; 0: one segment for all
};

struct ImageWatch {
  std::stop_token stop;
  std::function<void(std::uint64_t bytes)> progress;  ///< read so far; on the caller's thread
};

/// What was written.
struct ImageFacts {
  std::uint64_t size = 0;  ///< bytes of the medium
  unsigned segments = 0;
  std::array<std::byte, 16> md5{};  ///< the hashes are over the medium, unreadable bytes as zeros
  std::optional<std::array<std::byte, 20>> sha1;
  Sha256 sha256{};
  std::vector<Gap> gaps;  ///< what could not be read, in bytes
};

/// Writes `from` as E01. `map` holds what is known of the medium (nothing, or the map of an
/// earlier run, whose bad sectors are then not read again) and learns what is bad; its size is the
/// medium's. The same medium, map, case and settings give the same bytes: a run that was stopped
/// is gone on with by writing again and comparing the segments that are there.
/// Errors: unsupported (a medium that is not whole sectors; too many sectors or segments), usage
/// (impossible settings), cancelled, those of the sinks, and all but unreadable of the medium.
Result<ImageFacts> write_ewf(const Reader& from, RescueMap& map, const EwfCase& about,
                             const EwfSettings& settings, const RescueLimits& limits,
                             const OpenSegment& open, const ImageWatch& watch = {});

/// Writes `from` as it is, unreadable bytes as zeros. An empty medium is one empty segment.
Result<ImageFacts> write_raw(const Reader& from, RescueMap& map, const RawSettings& settings,
                             const RescueLimits& limits, const OpenSegment& open,
                             const ImageWatch& watch = {});

/// The end of a segment's name: "E01" to "E99", "EAA" to "EZZ", "FAA" to "ZZZ" (EWF specification,
/// "Segment file
/// extensions"). Errc::unsupported for 0 and past the last, 14 971.
Result<std::string> ewf_extension(unsigned segment);

}  // namespace trousse::evidence
