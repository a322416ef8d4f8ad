// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/file.hpp"
#include "core/reader.hpp"

namespace trousse {

using Sha256 = std::array<std::byte, 32>;

/// Something asked of a volume: one line of a definition, or one rule of a collector.
struct Question {
  std::string id;      ///< of the definition: "WindowsEventLogs"
  std::string family;  ///< "event_logs": what limits and profiles speak of
  std::string asked;   ///< the pattern as asked: "/Windows/System32/winevt/Logs/*.evtx"
};

/// Where an artifact comes from.
struct Origin {
  std::string volume;  ///< letter in the archive, "C"
  File file;
  std::string stream;  ///< "" for the content itself
};

/// The bytes are in the case.
struct Taken {
  std::uint64_t size = 0;
  Sha256 sha256{};
  std::uint64_t start = 0;  ///< bytes left out at the front ($J without its leading hole)
  std::vector<Gap> gaps;    ///< ranges that could not be read, zero-filled in the copy
  std::string bag_path;     ///< "data/C/Windows/…"
  bool earlier = false;  ///< taken before an interruption: hash and gaps are in the case, not here
};

/// The bytes are not in the case, and why.
struct Absent {
  enum class Why {
    missing,  ///< nothing matches
    empty,    ///< it is there and holds nothing
    failed,   ///< it is there and could not be read
    skipped,  ///< a limit cut it, or the profile leaves it out
  };
  Why why = Why::missing;
  std::string detail;  ///< the error, or the limit's name and value
};

/// The answer to one question. A question may have many (one for each match), never none.
struct Artifact {
  Question question;
  std::optional<Origin> origin;  ///< empty when nothing matched
  std::variant<Taken, Absent> answer;
};

}  // namespace trousse
