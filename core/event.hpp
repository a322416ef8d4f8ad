// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "core/artifact.hpp"
#include "core/finding.hpp"
#include "core/result.hpp"

namespace trousse {

/// How far a step is. `total` is 0 while it is not known.
struct Progress {
  std::string step;        ///< "collect", "scan", "seal", …
  std::string now;         ///< what is being read, may come from the evidence
  std::uint64_t done = 0;  ///< bytes, or files where a step counts files
  std::uint64_t total = 0;
  std::uint64_t taken = 0;  ///< artifacts in the case so far
  std::uint64_t findings = 0;
};

/// A thing the reader should know that is not a finding: a rule that does not compile, a limit.
struct Note {
  std::string id;  ///< a row of `words/messages.def`
  std::string detail;
};

/// A decision that a person takes while a step waits (docs/command-line.md, "Questions").
struct Decision {
  std::string id;                    ///< "key_short": the sentences are in `words`
  std::vector<std::string> answers;  ///< "go_on", "seal", "stop"
  std::uint64_t free = 0;            ///< bytes left on the key
  std::uint64_t needed = 0;          ///< bytes for what comes next and for sealing
};

/// What a step tells a face while it works: a value, sent as one JSON object a line on --events FD.
using Event = std::variant<Progress, Artifact, Finding, Note, Error, Decision>;

/// Called on the thread of the step, must return soon.
using EventSink = std::function<void(const Event&)>;

}  // namespace trousse
