// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "evidence/archive.hpp"
#include "evidence/case_body.hpp"

/// The images that go beside an archive (docs/archive-format.md §10).
namespace trousse::evidence {

/// "dir/x.zip" → "dir/x-images": below it lie images/NNN/….
std::filesystem::path images_beside(const std::filesystem::path& archive);

/// Before a case is sealed: the place beside the archive can take its images by renaming, and each
/// segment that was not read back yet is what the journal says.
/// Errors: exists, refused (another file system), not_whole, cancelled.
Result<void> ready_images(CaseBody& body, const SealOptions& options);

/// Moves the images of the case beside the archive, when they are still in the case.
Result<void> hand_out_images(CaseBody& body, const std::filesystem::path& archive);

/// Reads the segments found in `folder`, and adds to the verdict those that are missing and the
/// faults of those that are not as listed. Errors: cancelled; unreadable ones are faults.
Result<void> check_images(Files& files, const std::filesystem::path& folder,
                          const std::vector<PartFacts>& listed, Verdict& verdict,
                          const Watch& watch);

}  // namespace trousse::evidence
