// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/definition.hpp"
#include "core/event.hpp"
#include "core/source.hpp"
#include "disks/volume.hpp"
#include "evidence/intake.hpp"

namespace trousse::collectors {

/// What stops a collection from eating the key. Every cut is an outcome `skipped` with the
/// limit's name and value.
struct Limits {
  std::uint64_t file = std::uint64_t{2} << 30;    ///< bytes of one file
  std::uint64_t family = std::uint64_t{4} << 30;  ///< bytes of one family on one volume
  std::uint64_t all = std::uint64_t{32} << 30;    ///< bytes in all
};

struct CollectOptions {
  Profile profile = Profile::medical;
  Limits limits;
  std::vector<Definition> definitions;  ///< what to ask, our catalogue included
  EventSink events;
  std::stop_token stop;
};

struct Collected {
  std::uint64_t questions = 0;
  std::uint64_t taken = 0;
  std::uint64_t bytes = 0;
  std::uint64_t missing = 0;
  std::uint64_t empty = 0;
  std::uint64_t failed = 0;
  std::uint64_t skipped = 0;
  std::uint64_t gaps = 0;  ///< files taken with unreadable ranges
};

/// A rule that no path can say (ransom notes, renamed hives, every small stream): one per file
/// `collectors/NAME.cpp`, listed in `registry.cpp` in the order they run.
struct Collector {
  std::string_view id;  ///< "windows.ransom_notes"
  std::string_view family;
  Profile profile;
  Result<void> (*run)(const disks::Volume& from, const struct CollectContext& context);
};

/// What a collector works with. `take` applies profile limits before it goes to the Intake.
struct CollectContext {
  const CollectOptions& options;
  evidence::Intake& intake;
  Collected& tally;
  std::map<std::string, std::uint64_t>& family_bytes;
};

/// Every collector of the product, in the order they run.
std::span<const Collector> all();

/// Takes one stream of one file, or notes why not: the limits, the profile's reading of them, the
/// $J hole, progress events and the tally are all here, so that every collector keeps them alike.
Result<void> take_stream(const CollectContext& context, const Question& question,
                         const disks::Volume& volume, const File& file, const std::string& stream);

/// Asks everything of one volume. Evidence-side trouble becomes outcomes; the error returned is
/// the key's side, or cancelled.
Result<void> collect_volume(const disks::Volume& volume, const CollectOptions& options,
                            evidence::Intake& intake, Collected& tally);

}  // namespace trousse::collectors
