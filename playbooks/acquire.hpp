// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "core/event.hpp"
#include "disks/medium_facts.hpp"
#include "disks/source.hpp"
#include "evidence/case.hpp"
#include "evidence/image_step.hpp"

namespace trousse::playbooks {

struct AcquireStep {
  evidence::ImageFormat format = evidence::ImageFormat::e01;
  std::uint64_t segment_size = 0;  ///< bytes; 0: 2000 MiB
  bool read_back = false;
  bool only_used = false;
  bool anew = false;
  std::string examiner;
  std::string evidence_number;
  std::string notes;
  std::uint32_t retries = 1;
  EventSink events;
  std::stop_token stop;
};

struct Acquired {
  evidence::ImageTaken image;
  disks::MediumFacts medium;
  std::uint64_t left_out = 0;  ///< bytes of free clusters that were not read
};

/// Takes the image of a whole source, whatever lies on it. A source that goes away ends the step
/// as cancelled, so that what is closed can be sealed. Errors: those of evidence::take_image;
/// unsupported (`only_used` and no NTFS volume).
Result<Acquired> acquire(const disks::Source& source, evidence::Case& into,
                         const AcquireStep& step);

}  // namespace trousse::playbooks
