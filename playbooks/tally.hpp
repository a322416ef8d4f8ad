// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "core/event.hpp"
#include "scanners/scan.hpp"
#include "words/report.hpp"

namespace trousse::playbooks {

/// Gathers what steps say into the facts of a report, in bounded memory: every count is exact, of
/// the findings the most serious are kept, of the troubles the first.
class Tally {
 public:
  static constexpr std::size_t most_findings = 2000;
  static constexpr std::size_t most_troubles = 500;
  static constexpr std::size_t most_notes = 200;

  void hear(const Event& event);
  void hear(const Artifact& artifact);
  void hear(const Finding& finding);
  void hear(const Note& note);
  /// What a scan came to: its counts go beside those heard before.
  void hear(const scanners::Scanned& scan);

  /// The facts so far, findings sorted: most serious first, then most certain, then by path.
  words::ReportFacts facts() const;
  words::ReportFacts& edit() { return facts_; }
  /// The same as they stand.
  const words::ReportFacts& so_far() const { return facts_; }

 private:
  words::ReportFacts facts_;
};

}  // namespace trousse::playbooks
