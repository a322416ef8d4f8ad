// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collect.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::tests {

/// A collection over a disk in memory, and what the Intake was told.
struct Collecting {
  Ledger ledger;
  collectors::Collected tally;
  collectors::CollectOptions options;

  explicit Collecting(std::string_view yaml = {},
                      collectors::Profile profile = collectors::Profile::medical) {
    collectors::Definitions all;
    load_definitions(yaml, "test.yaml", all);
    REQUIRE(all.errors.empty());
    options.definitions = all.loaded;
    options.profile = profile;
  }

  Result<void> run(const disks::Volume& disk) {
    return collect_volume(disk, options, ledger, tally);
  }

  /// The lines told that hold a word, in order.
  std::vector<std::string> told(std::string_view word) const {
    std::vector<std::string> out;
    std::copy_if(ledger.lines.begin(), ledger.lines.end(), std::back_inserter(out),
                 [&](const auto& line) { return line.find(word) != std::string::npos; });
    return out;
  }
};

using Lines = std::vector<std::string>;
using Files = std::map<std::string, std::string>;

}  // namespace trousse::tests
