// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/finding_counts.hpp"
#include "playbooks/engine.hpp"
#include "playbooks/tally.hpp"
#include "scanners/scan.hpp"

namespace trousse::playbooks {

/// What a collection or a scan told, over all the children that it took: one that was stopped, or
/// that died, is gone on with by the next, which tells of what is in the case already only counts.
class HeardStep {
 public:
  /// A child is about to work; `source` is what was told of its source, null when nothing was.
  /// True when it goes on with what the last one left: what was heard stays.
  bool begin(const StartStep& start, const FoundSource* source);
  /// False for what an earlier child told already, which is not kept twice.
  bool hear(const Event& event);
  /// A child has ended with this exit code (docs/command-line.md; -1: it died), and printed that.
  void end(std::string_view output, int code);

  const Tally& tally() const { return tally_; }
  /// Of findings that no child told here: the case holds them, encrypted, from an earlier start.
  const FindingCounts& earlier_kinds() const { return tally_.so_far().earlier_kinds; }
  /// Counts of the whole scan; all 0 until it has ended.
  const scanners::Scanned& scan() const { return scan_; }

 private:
  bool goes_on_with(const StartStep& start) const;
  void go_on();
  void forget_what_is_known();

  StartStep start_;
  bool unfinished_ = false;
  bool stopped_ = false;  ///< in its own order: all that it told is in closed parts
  Tally tally_;
  scanners::Scanned scan_;
  std::set<std::string> earlier_, now_;  ///< findings and notes told, as JSON
  FindingCounts earlier_kinds_, kinds_;  ///< of the same findings
};

}  // namespace trousse::playbooks
