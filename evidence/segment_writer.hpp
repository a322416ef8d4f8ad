// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "evidence/case_body.hpp"
#include "evidence/ewf_writer.hpp"
#include "evidence/hash.hpp"
#include "evidence/images.hpp"

/// Where the segments of an image go: each straight into age, hashed before and after.
namespace trousse::evidence {

enum class ReadBack { no, yes };

/// What is told of a segment while it is closed; an error stops the image.
struct SegmentLines {
  std::function<Result<void>(const SegmentFacts&)> closing;  ///< synced, not yet named
  std::function<Result<void>(const SegmentFacts&)> closed;   ///< named, the folder synced
};

/// Writes `name` (below images/) under a `.partial` name; what goes away before `finish` is
/// removed. With ReadBack::yes the encrypted file is read from the medium before it gets its name:
/// Errc::not_whole when it is not what was written.
Result<std::unique_ptr<SegmentSink>> write_segment(CaseBody& body, const std::string& name,
                                                   ReadBack read_back, SegmentLines lines);

/// Writes nothing: compares what comes with a segment that is closed. `finish` is
/// Errc::not_whole and `differs` is set when it is another.
std::unique_ptr<SegmentSink> compare_segment(CaseBody& body, const SegmentFacts& closed,
                                             ReadBack read_back, bool& differs);

}  // namespace trousse::evidence
