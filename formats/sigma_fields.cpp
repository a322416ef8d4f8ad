// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_fields.hpp"

namespace trousse::formats {
namespace {

std::string without_spaces(std::string_view name) {
  std::string out = folded_value(name);
  std::erase(out, ' ');
  return out;
}

// A hostile event may repeat a name a million times.
constexpr std::size_t most_values = 4096;

}  // namespace

SigmaFieldNames::SigmaFieldNames() {
  for (const SigmaAlias& alias : sigma_aliases()) {
    const Number from = number(alias.sigma);
    const Number to = number(alias.event);
    auto& table = dialects_[static_cast<std::size_t>(alias.dialect)];
    for (auto next = static_cast<Number>(table.size()); next <= from; ++next) table.push_back(next);
    table[from] = to;
  }
}

SigmaFieldNames::Number SigmaFieldNames::number(std::string_view name) {
  return numbers_.try_emplace(without_spaces(name), static_cast<Number>(numbers_.size()))
      .first->second;
}

SigmaFieldNames::Number SigmaFieldNames::find(std::string_view name) const {
  const auto found = numbers_.find(without_spaces(name));
  return found == numbers_.end() ? static_cast<Number>(count()) : found->second;
}

SigmaRecord::SigmaRecord(const LogRecord& record, const SigmaFieldNames& names)
    : names_(names),
      numbers_{std::to_string(record.event_id), std::to_string(record.level),
               std::to_string(record.number)},
      heads_(names.count() + 1, none) {
  values_.reserve(record.data.size() + 12);
  for (const auto& [name, value] : record.data) {
    if (values_.size() == most_values) break;
    add(name, value);
  }
  // What the event itself says goes before its envelope: event 104 of the log System tells by its
  // own field "Channel" which log was cleared.
  add("EventID", numbers_[0]);
  add_unless_named("Channel", record.channel);
  add_unless_named("EventLog", record.channel);
  add_unless_named("Provider_Name", record.provider);
  add_unless_named("Computer", record.computer);
  add_unless_named("ComputerName", record.computer);
  add_unless_named("Level", numbers_[1]);
  add_unless_named("EventRecordID", numbers_[2]);
  add_unless_named("Security_UserID", record.user);
  add_unless_named("UserID", record.user);
}

void SigmaRecord::add(std::string_view name, std::string_view value) {
  const auto index = static_cast<Index>(values_.size());
  Index& head = heads_[names_.find(name)];
  values_.push_back({value, head, {}, {}});
  head = index;
}

void SigmaRecord::add_unless_named(std::string_view name, std::string_view value) {
  const SigmaFieldNames::Number field = names_.find(name);
  if (field < names_.count() && heads_[field] != none) return;
  add(name, value);
}

void SigmaRecord::fold(const Value& value) {
  value.folded = folded_value(value.raw);
  value.text.emplace(value.folded);
}

}  // namespace trousse::formats
