// SPDX-License-Identifier: Apache-2.0
#include "formats/event_fields.hpp"

#include <algorithm>
#include <charconv>

namespace trousse::formats {
namespace {

constexpr std::size_t most_fields = 4096;

template <class Number>
Number number_in(std::string_view text) {
  Number value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// "2026-11-19T02:10:00Z" with any count of decimals, as forwarded events keep it in text.
std::optional<Utc> time_in(std::string_view text) {
  constexpr std::size_t seconds_end = 19;
  constexpr std::size_t decimals = 7;
  if (text.size() <= seconds_end || text.back() != 'Z') return std::nullopt;
  std::string whole(text.substr(0, seconds_end));
  std::string fraction;
  if (text[seconds_end] == '.') {
    fraction = text.substr(seconds_end + 1, text.size() - seconds_end - 2);
  }
  fraction.resize(decimals, '0');
  return from_iso8601(whole + "." + fraction + "Z");
}

}  // namespace

EventFields::Part EventFields::part_of(std::string_view element) {
  if (element == "System") return Part::system;
  if (element == "EventData" || element == "ProcessingErrorData") return Part::event_data;
  return element == "UserData" ? Part::user_data : Part::none;
}

bool EventFields::in_data() const {
  // <EventData><Data>, but <UserData><a name of the provider's><field>.
  return (part_ == Part::event_data && elements_.size() >= 3) ||
         (part_ == Part::user_data && elements_.size() >= 4);
}

EventFields::Field* EventFields::current() {
  if (open_.empty() || open_.back() >= fields_.size()) return nullptr;
  return &fields_[open_.back()];
}

/// The place of the new field, which is no place when there are too many.
std::size_t EventFields::add(std::string_view name) {
  if (fields_.size() >= most_fields) return most_fields;
  fields_.push_back({std::string(name), "", false});
  return fields_.size() - 1;
}

void EventFields::open(std::string_view element) {
  end_attribute();
  if (Field* outer = current(); outer != nullptr && outer->value.empty()) outer->is_left_out = true;
  elements_.emplace_back(element);
  if (elements_.size() == 1) is_event_ = element == "Event";
  if (elements_.size() == 2 && is_event_) part_ = part_of(element);
  text_.clear();
  if (in_data()) open_.push_back(add(element));
}

void EventFields::attribute(std::string_view name) {
  end_attribute();
  attribute_ = name;
  text_.clear();
}

void EventFields::end_attribute() {
  if (attribute_.empty()) return;
  if (part_ == Part::system) {
    system_attribute();
  } else if (Field* field = current(); field != nullptr) {
    if (part_ == Part::event_data && attribute_ == "Name") {
      if (!text_.empty()) field->name = text_;
    } else if (!attribute_.starts_with("xmlns")) {
      const std::size_t place = add(attribute_);
      if (place < fields_.size()) fields_[place].value = text_;
    }
  }
  attribute_.clear();
  text_.clear();
}

void EventFields::content() { end_attribute(); }

void EventFields::text(std::string_view part) {
  if (!attribute_.empty() || part_ == Part::system) {
    text_ += part;
  } else if (Field* field = current(); field != nullptr) {
    field->value += part;
  }
}

void EventFields::next_value() {
  if (!attribute_.empty() || current() == nullptr) {
    text(" ");
    return;
  }
  const std::string name = current()->name;  // a copy: adding moves the fields
  open_.back() = add(name);
}

void EventFields::nothing() {
  if (!attribute_.empty()) {
    attribute_.clear();
  } else if (Field* field = current(); field != nullptr && field->value.empty()) {
    field->is_left_out = true;
  }
}

void EventFields::close() {
  end_attribute();
  if (elements_.empty()) return;
  if (part_ == Part::system && elements_.size() == 3) system_element();
  if (in_data() && !open_.empty()) open_.pop_back();
  elements_.pop_back();
  text_.clear();
  if (elements_.size() < 2) part_ = Part::none;
}

void EventFields::system_attribute() {
  if (elements_.size() != 3) return;
  const std::string& element = elements_.back();
  if (element == "Provider" && attribute_ == "Name") record_.provider = text_;
  if (element == "TimeCreated" && attribute_ == "SystemTime") {
    if (const auto when = time_in(text_)) record_.when = when;
  }
  if (element == "Security" && attribute_ == "UserID") record_.user = text_;
}

void EventFields::system_element() {
  const std::string& element = elements_.back();
  if (element == "EventID") record_.event_id = number_in<std::uint32_t>(text_);
  if (element == "Level") record_.level = number_in<std::uint32_t>(text_);
  if (element == "Channel") record_.channel = text_;
  if (element == "Computer") record_.computer = text_;
  if (element == "EventRecordID" && !text_.empty())
    record_.number = number_in<std::uint64_t>(text_);
}

bool EventFields::finish() {
  for (Field& field : fields_) {
    if (!field.is_left_out)
      record_.data.emplace_back(std::move(field.name), std::move(field.value));
  }
  return is_event_ && elements_.empty();
}

}  // namespace trousse::formats
