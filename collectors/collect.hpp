// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "collectors/definition.hpp"
#include "core/event.hpp"
#include "disks/volume.hpp"
#include "evidence/intake.hpp"

namespace trousse::collectors {

/// What stops a collection from eating the key. Every cut is an outcome `skipped` with the
/// limit's name and value.
struct Limits {
  std::uint64_t file = std::uint64_t{2} << 30;    ///< bytes of one file, unless its definition says
  std::uint64_t family = std::uint64_t{4} << 30;  ///< bytes of one family on one volume, or of one
                                                  ///< file where its definition allows more
  std::uint64_t all = std::uint64_t{32} << 30;    ///< bytes in all
};

struct CollectOptions {
  Profile profile = Profile::medical;
  Limits limits;
  std::vector<Definition> definitions;  ///< what to ask, our catalogue included
  EventSink events;
  std::stop_token stop;
  bool leave_open = false;  ///< a person who stops means to go on later: nothing more is answered
  bool end_here = false;    ///< what closed parts do not hold is answered `skipped`, and ends it
};

/// Outcomes, counted. A collection with `taken == 0` is empty, and the face must say so.
struct Collected {
  std::uint64_t questions = 0;
  std::uint64_t taken = 0;
  std::uint64_t bytes = 0;
  std::uint64_t missing = 0;
  std::uint64_t empty = 0;
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0;
  std::uint64_t gaps = 0;  ///< files taken with unreadable ranges
};

/// Asks everything of one volume: each path of each definition that the profile and the volume's
/// system admit, and each collector's own question (collector.hpp). Every question gets an answer,
/// also when a person stops the run, and every match gets one; a definition left out whole (by the
/// profile, by the system) is one question, answered `skipped`. One walk of the file system finds
/// all matches; they are then read in the order of their first cluster, each once. A deleted file
/// is taken only while its content is in its MFT entry. Counts are added to `tally`; it also sends
/// Progress (counting matches), Artifact and Note events.
/// Evidence-side trouble becomes outcomes; the error returned is the key's side, or cancelled.
class VolumeCollection {
 public:
  virtual ~VolumeCollection() = default;
  /// What there is to read, those that closed parts hold included.
  virtual std::uint64_t matches() const = 0;
  /// Reads and answers, once; after a stop as well, which answers what is left where it shall.
  virtual Result<void> read() = 0;
};

/// The questions are put and the file system is walked. All that is given must outlive what is
/// returned.
Result<std::unique_ptr<VolumeCollection>> walk_volume(const disks::Volume& volume,
                                                      const CollectOptions& options,
                                                      evidence::Intake& intake, Collected& tally);

/// Both at once, of a single volume.
Result<void> collect_volume(const disks::Volume& volume, const CollectOptions& options,
                            evidence::Intake& intake, Collected& tally);

}  // namespace trousse::collectors
