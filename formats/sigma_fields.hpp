// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "formats/log_record.hpp"
#include "formats/sigma_logs.hpp"
#include "formats/sigma_pattern.hpp"

namespace trousse::formats {

/// Numbers for the field names of a set of rules. Names are the same when they differ in case or in
/// spaces alone ("strip all spaces", Sigma rules specification, "Field Usage").
class SigmaFieldNames {
 public:
  using Number = std::uint32_t;

  SigmaFieldNames();
  Number number(std::string_view name);
  std::size_t count() const { return numbers_.size(); }
  /// The number for a name as it stands in a record, or `count()`.
  Number find(std::string_view name) const;
  /// What answers `field` in the events of that dialect.
  Number in_dialect(Number field, SigmaDialect dialect) const {
    const auto& table = dialects_[static_cast<std::size_t>(dialect)];
    return field < table.size() ? table[field] : field;
  }

 private:
  std::unordered_map<std::string, Number> numbers_;
  std::array<std::vector<Number>, sigma_dialects> dialects_;
};

/// The values of one record by the numbers of the fields, lower-cased when first asked for. Made
/// for one thread; the record and the names outlive it.
class SigmaRecord {
 public:
  SigmaRecord(const LogRecord& record, const SigmaFieldNames& names);

  /// Walks the values of a field; `none` ends.
  using Index = std::uint32_t;
  static constexpr Index none = 0xFFFFFFFF;
  Index first(SigmaFieldNames::Number field, SigmaDialect dialect) const {
    return heads_[names_.in_dialect(field, dialect)];
  }
  Index next(Index value) const { return values_[value].next; }
  /// Every value of the record, whatever its name: 0 to `count() - 1`.
  Index count() const { return static_cast<Index>(values_.size()); }

  std::string_view raw(Index value) const { return values_[value].raw; }
  /// The value in lower case.
  const SigmaText& text(Index value) const {
    const Value& wanted = values_[value];
    if (!wanted.text) fold(wanted);
    return *wanted.text;
  }

 private:
  struct Value {
    std::string_view raw;
    Index next = none;
    mutable std::string folded;
    mutable std::optional<SigmaText> text;  // of `folded`, once it was asked for
  };
  static void fold(const Value& value);
  void add(std::string_view name, std::string_view value);
  void add_unless_named(std::string_view name, std::string_view value);

  const SigmaFieldNames& names_;
  std::array<std::string, 3> numbers_;
  std::vector<Value> values_;
  std::vector<Index> heads_;
};

}  // namespace trousse::formats
