// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <nlohmann/json.hpp>

#include "core/result.hpp"
#include "evidence/case.hpp"
#include "words/report.hpp"

/// What a report tells of the disk images of a case.
namespace trousse::playbooks {

/// As the journal of a case has it, in the order in which they began.
std::vector<words::ImageTold> images_of(const evidence::Case& of);

/// As the record of an image in an opened bag has it, data/image-NNN.json.
words::ImageTold image_of(const nlohmann::ordered_json& record);

/// For a case that holds disk images and nothing else of a disk: puts the report of them into it,
/// anew when images came since the last one. Does nothing to any other case, nor to one with a step
/// that did not end. Errors: key_full, key_removed.
Result<void> report_images_alone(evidence::Case& into);

}  // namespace trousse::playbooks
