// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "formats/sigma_condition.hpp"
#include "formats/sigma_item.hpp"
#include "formats/yaml.hpp"

namespace trousse::formats {

/// The `detection` of a Sigma rule: selections, and the condition over them.
class SigmaDetection {
 public:
  /// Errors: malformed and unsupported, naming the selection or the condition.
  static Result<SigmaDetection> read(const Yaml& detection, SigmaShared& shared);

  bool matches(const SigmaLook& look) const { return holds(condition_, look); }
  /// The event numbers that it can match, when it names them; nothing: any.
  std::optional<std::set<std::uint32_t>> event_ids(SigmaFieldNames::Number event_id) const;

 private:
  using Group = std::vector<SigmaItem>;  // all of them
  using Selection = std::vector<Group>;  // one of them
  using Ids = std::optional<std::set<std::uint32_t>>;

  static Result<Group> read_group(const Yaml& map, SigmaShared& shared);
  static Result<Selection> read_selection(const Yaml& value, SigmaShared& shared);
  Result<void> read_condition(const Yaml& value, const std::vector<std::string>& names);

  std::size_t put_cheap_parts_first(SigmaCondition& condition) const;
  bool holds(const SigmaCondition& condition, const SigmaLook& look) const;
  Ids ids_of(const SigmaCondition& condition, SigmaFieldNames::Number event_id) const;
  Ids ids_of(const Selection& selection, SigmaFieldNames::Number event_id) const;

  std::vector<Selection> selections_;
  SigmaCondition condition_;
};

}  // namespace trousse::formats
