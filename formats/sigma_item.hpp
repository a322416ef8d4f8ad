// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "formats/sigma_fields.hpp"
#include "formats/sigma_modifiers.hpp"
#include "formats/yaml.hpp"

namespace trousse::formats {

/// What the rules of a set share while they are read: the names of their fields, and what is left
/// of the room for all of them.
struct SigmaShared {
  SigmaFieldNames names;
  std::size_t values_left = 500'000;
  std::size_t bytes_left = std::size_t{64} << 20;  ///< of values and of compiled expressions
};

/// One record as a rule looks at it.
struct SigmaLook {
  const SigmaRecord& record;
  SigmaDialect dialect;
  std::atomic<std::uint64_t>& gave_up;  ///< counts regular expressions that came to no answer
};

/// One line of a selection: a field, modifiers, and one or several values; without a field, values
/// that are looked for in the whole record.
class SigmaItem {
 public:
  /// `key` is "Field|modifier|modifier", "" for keywords.
  /// Errors: malformed and unsupported, as the modifiers and values have it.
  static Result<SigmaItem> read(std::string_view key, const Yaml& value, SigmaShared& shared);
  /// The field is there and its text begins so; `start` is lower case.
  static SigmaItem beginning(SigmaFieldNames::Number field, std::string_view start);

  bool matches(const SigmaLook& look) const;
  unsigned cost() const { return cost_; }
  bool is_of(SigmaFieldNames::Number field) const { return field_ == field; }
  /// The numbers that it asks the field for, when it asks for plain numbers and nothing else.
  std::optional<std::vector<std::uint32_t>> plain_numbers() const;

 private:
  struct Null {};
  struct Presence {
    bool wanted;
  };
  struct Comparison {
    SigmaModifiers::Comparison how;
    double number;
    bool holds(double value) const;
  };
  struct OtherField {
    SigmaFieldNames::Number field;
    SigmaPattern::Reading reading;
    bool holds(std::string_view value, std::string_view other) const;
  };
  using Test = std::variant<RegularExpression, IpNetwork, Comparison, Presence, OtherField, Null>;
  /// One of all of these. The patterns stand apart and side by side: nearly all there is to ask.
  struct Group {
    std::vector<SigmaPattern> patterns;
    std::vector<Test> others;
    std::size_t size() const { return patterns.size() + others.size(); }
  };

  Result<void> add(const Yaml& value, const SigmaModifiers& modifiers, SigmaShared& shared);
  Result<Group> tests_of(const Yaml& value, const SigmaModifiers& modifiers,
                         SigmaShared& shared) const;
  void measure();

  template <class Ask>
  bool any_value(const SigmaLook& look, const Ask& ask) const;
  bool answers(const Group& group, const SigmaLook& look) const;
  bool answers(const Test& test, const SigmaLook& look) const;
  bool equals_other(const OtherField& test, const SigmaLook& look) const;

  std::optional<SigmaFieldNames::Number> field_;
  std::vector<Group> groups_;  // all of them
  bool negated_ = false;
  unsigned cost_ = 0;
};

}  // namespace trousse::formats
