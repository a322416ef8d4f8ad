// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/reader.hpp"
#include "core/result.hpp"
#include "evidence/case.hpp"
#include "evidence/ewf_writer.hpp"
#include "evidence/images.hpp"

namespace trousse::evidence {

/// What image is wanted. `plan.number`, `set_id`, `begun` and `texts` are filled here.
struct ImageWish {
  ImagePlan plan;  ///< segment_size 0: 2000 MiB, or more when a raw image would have too many
  EwfMedium medium = EwfMedium::fixed;
  std::string examiner;
  std::string evidence_number;
  std::string notes;
  std::string model;  ///< of the medium
  std::string serial;
  RescueLimits limits;  ///< its sector is that of the plan
  bool read_back = false;
  bool anew = false;               ///< never go on with an image that was begun
  std::string facts = "{}";        ///< JSON object for the record: what is known of the medium
  std::string source;              ///< as given; only in the encrypted record
  std::vector<Gap> left_out = {};  ///< ranges that `from` gives as zeros without reading
};

/// How far it is; on the thread that called.
struct ImageProgress {
  std::uint64_t read = 0;
  unsigned segments = 0;  ///< closed, those of an earlier run that were compared too
  std::vector<Gap> bad;   ///< found since the last call
};

struct ImageWatcher {
  std::stop_token stop;
  std::function<void(const ImageProgress&)> progress;
  std::function<void(unsigned segment)> differs;  ///< a new image is begun
};

/// What came of it.
struct ImageTaken {
  ImageFacts facts;
  std::uint64_t number = 0;     ///< of its folder below images/
  unsigned segments_kept = 0;   ///< closed by an earlier run, and found to be the same
  unsigned differs_at = 0;      ///< segment of an earlier image that is no longer so; 0: none
  std::uint64_t encrypted = 0;  ///< bytes of all segments in the case
};

/// Takes the image of a medium within a step that is open (docs/archive-format.md §10): goes on
/// with one that the same source left unfinished, or begins one. Adds the record of the image to
/// the step, also when it is cancelled; the caller ends the step.
/// Errors: cancelled (what is closed is kept), usage (texts other than those the image was begun
/// with; impossible sizes), unsupported, key_full, key_removed, not_whole (read back, a segment is
/// not what was written), those of `from` but unreadable.
Result<ImageTaken> take_image(Case& into, Intake& step, const Reader& from, const ImageWish& wish,
                              const ImageWatcher& watcher);

}  // namespace trousse::evidence
