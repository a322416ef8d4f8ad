// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "evidence/archive.hpp"
#include "evidence/images.hpp"

namespace trousse::evidence {

/// What `open_images` wrote.
struct OpenedImages {
  std::uint64_t segments = 0;
  std::string sums;  ///< as sha256sum reads them: "<hash>  images/002/disk.E01"
};

/// Decrypts the segments that lie in `from` ("NNN/disk.E01.age") into `out` ("NNN/disk.E01"), each
/// compared with the hash that the journal has of its plain bytes. One that is not so is removed
/// and is a fault of the verdict; one that is not there is counted in it.
/// Errors: those of the place that is written to, cancelled.
Result<OpenedImages> open_images(Files& files, const std::filesystem::path& from,
                                 const ImagesState& images, const std::vector<age::Opener>& openers,
                                 const std::filesystem::path& out, Verdict& verdict,
                                 const Watch& watch);

}  // namespace trousse::evidence
