// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/image_step.hpp"

/// What is kept, encrypted, of an image beside its segments: data/image-NNN.json and .map.
namespace trousse::evidence {

struct ImageAccount {
  ImagePlan plan;
  EwfCase about;
  std::uint64_t step = 0;
  std::vector<SegmentFacts> segments;
  std::optional<ImageFacts> facts;  ///< nothing when it was stopped
  RescueMap map{0};
};

/// Adds both files to the step.
Result<void> add_image_record(Intake& step, const ImageAccount& account, const ImageWish& wish);

}  // namespace trousse::evidence
