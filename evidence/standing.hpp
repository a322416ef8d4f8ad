// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace trousse::evidence {

/// A step of a case as its journal tells it: counts and states, no name of a file.
struct StepStanding {
  std::uint64_t number = 0;
  std::string name;
  std::string source;  ///< its facts as one line of JSON, without paths
  std::string plan;
  std::string how;  ///< "done", "cancelled", "interrupted"; "" while it has not ended
  std::uint64_t parts = 0;
  /// The fields of its `end` line, or of the last cursor while it has not ended.
  nlohmann::ordered_json facts;
};

/// What dropping and mending the last start did.
struct Reopening {
  std::uint64_t partials_dropped = 0;
  std::uint64_t torn = 0;       ///< bytes of a torn last line of the journal
  std::uint64_t recovered = 0;  ///< parts that had their name and no line in the journal
};

/// A disk image of a case as its journal tells it.
struct ImageStanding {
  std::uint64_t number = 0;    ///< of its folder below images/
  std::string format;          ///< "e01" or "raw"
  std::string source;          ///< facts of the medium as one line of JSON, without paths
  std::uint64_t size = 0;      ///< of the medium, bytes
  std::uint64_t segments = 0;  ///< closed
  bool complete = false;       ///< false: it was stopped
  std::string md5, sha256;     ///< of the medium, hex; "" until it is complete
  std::uint64_t gaps = 0, unreadable = 0;  ///< ranges, and bytes in them, as far as it is
  bool only_used = false;
  std::uint64_t left_out = 0;  ///< bytes of free clusters that were not read
};

/// What a case holds, without any key.
struct Standing {
  std::vector<StepStanding> steps;  ///< in the order in which they began
  std::uint64_t parts = 0;          ///< closed
  std::uint64_t bytes = 0;          ///< of the closed parts
  bool step_is_unfinished = false;
  Reopening reopening;
};

}  // namespace trousse::evidence
