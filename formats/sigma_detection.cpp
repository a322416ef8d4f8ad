// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_detection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::formats {
namespace {

using Numbers = std::optional<std::set<std::uint32_t>>;

Numbers in_both(const Numbers& a, const Numbers& b) {
  if (!a || !b) return a ? a : b;
  std::set<std::uint32_t> both;
  std::set_intersection(a->begin(), a->end(), b->begin(), b->end(),
                        std::inserter(both, both.end()));
  return both;
}

Numbers in_either(const Numbers& a, const Numbers& b) {
  if (!a || !b) return std::nullopt;
  std::set<std::uint32_t> either = *a;
  either.insert(b->begin(), b->end());
  return either;
}

template <class Parts>
std::size_t total_cost(const Parts& parts) {
  std::size_t cost = 0;
  for (const auto& part : parts) cost += part.cost();
  return cost;
}

}  // namespace

// --- Reading ---

Result<SigmaDetection> SigmaDetection::read(const Yaml& detection, SigmaShared& shared) {
  if (detection.kind != Yaml::Kind::map) return fail(Errc::malformed, "no detection");
  const Yaml* condition = detection.find("condition");
  if (condition == nullptr) return fail(Errc::malformed, "no condition");
  if (detection.find("timeframe") != nullptr) {
    return fail(Errc::unsupported, "it looks at several events within a time ('timeframe')");
  }
  SigmaDetection made;
  std::vector<std::string> names;
  for (const auto& [name, value] : detection.members) {
    if (name == "condition") continue;
    auto selection = read_selection(value, shared);
    if (!selection) {
      return fail(selection.error().code,
                  fmt::format("selection '{}': {}", printable(name, 80), selection.error().what));
    }
    names.push_back(name);
    made.selections_.push_back(std::move(*selection));
  }
  TRY(made.read_condition(*condition, names));
  return made;
}

Result<SigmaDetection::Group> SigmaDetection::read_group(const Yaml& map, SigmaShared& shared) {
  if (map.members.empty()) return fail(Errc::malformed, "an empty map");
  Group group;
  for (const auto& [key, value] : map.members) {
    SigmaItem item = TRY(SigmaItem::read(key, value, shared));
    group.push_back(std::move(item));
  }
  std::stable_sort(group.begin(), group.end(),
                   [](const SigmaItem& a, const SigmaItem& b) { return a.cost() < b.cost(); });
  return group;
}

Result<SigmaDetection::Selection> SigmaDetection::read_selection(const Yaml& value,
                                                                 SigmaShared& shared) {
  Selection selection;
  if (value.kind == Yaml::Kind::map) {
    Group group = TRY(read_group(value, shared));
    selection.push_back(std::move(group));
    return selection;
  }
  // A list: maps of fields, and words for the whole record; one of them is enough.
  Yaml words;
  words.kind = Yaml::Kind::list;
  if (value.kind == Yaml::Kind::scalar) words.items.push_back(value);
  for (const Yaml& each : value.items) {
    if (each.kind == Yaml::Kind::map) {
      Group group = TRY(read_group(each, shared));
      selection.push_back(std::move(group));
    } else {
      words.items.push_back(each);
    }
  }
  if (!words.items.empty()) {
    SigmaItem item = TRY(SigmaItem::read("", words, shared));
    selection.emplace_back().push_back(std::move(item));
  }
  if (selection.empty()) return fail(Errc::malformed, "empty");
  std::stable_sort(selection.begin(), selection.end(),
                   [](const Group& a, const Group& b) { return total_cost(a) < total_cost(b); });
  return selection;
}

Result<void> SigmaDetection::read_condition(const Yaml& value,
                                            const std::vector<std::string>& names) {
  condition_.kind = SigmaCondition::Kind::any;
  if (value.kind == Yaml::Kind::scalar) {
    condition_ = TRY(read_sigma_condition(value.scalar, names));
  } else {
    for (const Yaml& each : value.items) {
      SigmaCondition part = TRY(read_sigma_condition(each.scalar, names));
      condition_.parts.push_back(std::move(part));
    }
    if (condition_.parts.empty()) return fail(Errc::malformed, "an empty condition");
  }
  put_cheap_parts_first(condition_);
  return {};
}

std::size_t SigmaDetection::put_cheap_parts_first(SigmaCondition& condition) const {
  std::size_t cost = 0;
  if (condition.kind == SigmaCondition::Kind::selection) {
    for (const Group& group : selections_[condition.selection]) cost += total_cost(group);
    return cost;
  }
  std::vector<std::pair<std::size_t, std::size_t>> order;  // cost, where it stood
  for (std::size_t i = 0; i < condition.parts.size(); ++i) {
    order.emplace_back(put_cheap_parts_first(condition.parts[i]), i);
    cost += order.back().first;
  }
  std::sort(order.begin(), order.end());
  std::vector<SigmaCondition> parts;
  for (const auto& [unused, i] : order) parts.push_back(std::move(condition.parts[i]));
  condition.parts = std::move(parts);
  return cost;
}

// --- Matching ---

bool SigmaDetection::holds(const SigmaCondition& condition, const SigmaLook& look) const {
  const auto part_holds = [&](const SigmaCondition& part) { return holds(part, look); };
  const auto& parts = condition.parts;
  switch (condition.kind) {
    case SigmaCondition::Kind::selection: {
      const Selection& selection = selections_[condition.selection];
      return std::any_of(selection.begin(), selection.end(), [&](const Group& group) {
        return std::all_of(group.begin(), group.end(),
                           [&](const SigmaItem& item) { return item.matches(look); });
      });
    }
    case SigmaCondition::Kind::all: return std::all_of(parts.begin(), parts.end(), part_holds);
    case SigmaCondition::Kind::any: return std::any_of(parts.begin(), parts.end(), part_holds);
    case SigmaCondition::Kind::negation: return !holds(parts[0], look);
  }
  return false;
}

// --- Which events at all ---

std::optional<std::set<std::uint32_t>> SigmaDetection::event_ids(
    SigmaFieldNames::Number event_id) const {
  return ids_of(condition_, event_id);
}

SigmaDetection::Ids SigmaDetection::ids_of(const SigmaCondition& condition,
                                           SigmaFieldNames::Number event_id) const {
  if (condition.kind == SigmaCondition::Kind::selection) {
    return ids_of(selections_[condition.selection], event_id);
  }
  if (condition.kind == SigmaCondition::Kind::negation) return std::nullopt;
  const bool all = condition.kind == SigmaCondition::Kind::all;
  Ids ids = ids_of(condition.parts[0], event_id);
  for (std::size_t i = 1; i < condition.parts.size(); ++i) {
    const Ids more = ids_of(condition.parts[i], event_id);
    ids = all ? in_both(ids, more) : in_either(ids, more);
  }
  return ids;
}

SigmaDetection::Ids SigmaDetection::ids_of(const Selection& selection,
                                           SigmaFieldNames::Number event_id) const {
  Ids either = std::set<std::uint32_t>{};
  for (const Group& group : selection) {
    Ids both;
    for (const SigmaItem& item : group) {
      const auto numbers = item.is_of(event_id) ? item.plain_numbers() : std::nullopt;
      if (!numbers) continue;
      both = in_both(both, std::set<std::uint32_t>(numbers->begin(), numbers->end()));
    }
    either = in_either(either, both);
  }
  return either;
}

}  // namespace trousse::formats
