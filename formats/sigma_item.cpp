// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_item.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::formats {
namespace {

using Kind = SigmaModifiers::Kind;

tl::unexpected<Error> bad_value(std::string_view value, std::string_view why) {
  return fail(Errc::malformed, fmt::format("the value '{}': {}", printable(value, 80), why));
}

Result<bool> truth_of(std::string_view value) {
  const std::string word = folded_value(value);
  if (word == "true" || word == "yes") return true;
  if (word == "false" || word == "no") return false;
  return bad_value(value, "'exists' takes true or false");
}

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace

// --- Reading ---

Result<SigmaItem> SigmaItem::read(std::string_view key, const Yaml& value, SigmaShared& shared) {
  const std::size_t bar = std::min(key.find('|'), key.size());
  const std::string_view name = key.substr(0, bar);
  const std::string_view list = key.substr(std::min(bar + 1, key.size()));
  SigmaModifiers modifiers = TRY(read_sigma_modifiers(list));
  SigmaItem item;
  item.negated_ = modifiers.negated;
  if (!name.empty()) {
    if (is_unread_sigma_field(name)) {
      return fail(Errc::unsupported,
                  fmt::format("it asks for the field '{}', which is not read from logs", name));
    }
    item.field_ = shared.names.number(name);
  } else if (!modifiers.negated &&
             (modifiers.kind == Kind::text || modifiers.kind == Kind::regular_expression)) {
    if (modifiers.reading.place == SigmaPattern::Place::whole) {
      modifiers.reading.place = SigmaPattern::Place::anywhere;
    }
  } else {
    return fail(Errc::malformed, "a modifier of fields where no field is named");
  }
  if (!modifiers.all) item.groups_.emplace_back();
  if (value.kind == Yaml::Kind::list) {
    if (value.items.empty()) return fail(Errc::malformed, "an empty list of values");
    for (const Yaml& each : value.items) TRY(item.add(each, modifiers, shared));
  } else {
    TRY(item.add(value, modifiers, shared));
  }
  item.measure();
  return item;
}

SigmaItem SigmaItem::beginning(SigmaFieldNames::Number field, std::string_view start) {
  SigmaItem item;
  item.field_ = field;
  item.groups_.emplace_back().patterns.emplace_back(
      start, SigmaPattern::Reading{SigmaPattern::Place::start, false, false});
  item.measure();
  return item;
}

Result<void> SigmaItem::add(const Yaml& value, const SigmaModifiers& modifiers,
                            SigmaShared& shared) {
  Group tests = TRY(tests_of(value, modifiers, shared));
  const std::size_t bytes = value.scalar.size() * tests.size();
  if (shared.values_left < tests.size() || shared.bytes_left < bytes) {
    return fail(Errc::unsupported, "the rules together have more values than there is room for");
  }
  shared.values_left -= tests.size();
  shared.bytes_left -= bytes;
  if (modifiers.all) {
    groups_.push_back(std::move(tests));
  } else {
    Group& one = groups_[0];
    std::move(tests.patterns.begin(), tests.patterns.end(), std::back_inserter(one.patterns));
    std::move(tests.others.begin(), tests.others.end(), std::back_inserter(one.others));
  }
  return {};
}

Result<SigmaItem::Group> SigmaItem::tests_of(const Yaml& value, const SigmaModifiers& modifiers,
                                             SigmaShared& shared) const {
  Group tests;
  if (value.kind == Yaml::Kind::null) {
    if (modifiers.kind != Kind::text || !field_) return bad_value("null", "where a text belongs");
    tests.others.emplace_back(Null{});
    return tests;
  }
  if (value.kind != Yaml::Kind::scalar) {
    return fail(Errc::malformed, fmt::format("line {}: a list or a map as a value", value.line));
  }
  const std::string& text = value.scalar;
  switch (modifiers.kind) {
    case Kind::text: {
      if (modifiers.encodings.empty()) {
        tests.patterns.emplace_back(text, modifiers.reading);
        return tests;
      }
      const auto plain = plain_sigma_text(text);
      if (!plain) return bad_value(text, "a wildcard cannot be encoded");
      for (const std::string& encoded : encoded_sigma_text(*plain, modifiers.encodings)) {
        tests.patterns.emplace_back(encoded, modifiers.reading);
      }
      return tests;
    }
    case Kind::regular_expression: {
      RegularExpression expression = TRY(RegularExpression::compile(text, modifiers.options));
      if (shared.bytes_left < expression.bytes()) {
        return fail(Errc::unsupported, "the regular expressions of all rules take too much room");
      }
      shared.bytes_left -= expression.bytes();
      tests.others.emplace_back(std::move(expression));
      return tests;
    }
    case Kind::network: {
      const auto network = IpNetwork::parse(text);
      if (!network) return bad_value(text, "no IP network");
      tests.others.emplace_back(*network);
      return tests;
    }
    case Kind::number: {
      const auto number = sigma_number(text);
      if (!number) return bad_value(text, "no number");
      tests.others.emplace_back(Comparison{modifiers.comparison, *number});
      return tests;
    }
    case Kind::exists: {
      const bool wanted = TRY(truth_of(text));
      tests.others.emplace_back(Presence{wanted});
      return tests;
    }
    case Kind::other_field: {
      const auto plain = plain_sigma_text(text);
      if (!plain || plain->empty() || is_unread_sigma_field(*plain)) {
        return bad_value(text, "no field that is read from logs");
      }
      tests.others.emplace_back(OtherField{shared.names.number(*plain), modifiers.reading});
      return tests;
    }
  }
  return tests;
}

// Orders what a rule asks: an end of a path before a search in a script block.
void SigmaItem::measure() {
  constexpr unsigned dear = 200;
  std::size_t cost = 0;
  for (const Group& group : groups_) {
    for (const SigmaPattern& pattern : group.patterns) cost += pattern.cost();
    for (const Test& test : group.others) {
      cost += std::holds_alternative<RegularExpression>(test) ? dear : 2U;
    }
  }
  if (!field_) cost *= 10;
  cost_ = static_cast<unsigned>(std::min<std::size_t>(cost, std::numeric_limits<int>::max()));
}

std::optional<std::vector<std::uint32_t>> SigmaItem::plain_numbers() const {
  if (negated_ || groups_.size() != 1 || !groups_[0].others.empty()) return std::nullopt;
  std::vector<std::uint32_t> numbers;
  for (const SigmaPattern& pattern : groups_[0].patterns) {
    const auto text = pattern.only_text();
    if (!text) return std::nullopt;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    numbers.push_back(number);
  }
  return numbers;
}

// --- Matching ---

bool SigmaItem::matches(const SigmaLook& look) const {
  if (negated_ && look.record.first(*field_, look.dialect) == SigmaRecord::none) return false;
  const bool holds = std::all_of(groups_.begin(), groups_.end(),
                                 [&](const Group& group) { return answers(group, look); });
  return holds != negated_;
}

template <class Ask>
bool SigmaItem::any_value(const SigmaLook& look, const Ask& ask) const {
  if (!field_) {
    for (SigmaRecord::Index i = 0; i < look.record.count(); ++i) {
      if (ask(i)) return true;
    }
    return false;
  }
  auto value = look.record.first(*field_, look.dialect);
  for (; value != SigmaRecord::none; value = look.record.next(value)) {
    if (ask(value)) return true;
  }
  return false;
}

bool SigmaItem::answers(const Group& group, const SigmaLook& look) const {
  const auto fits = [&](SigmaRecord::Index value) {
    const SigmaText& text = look.record.text(value);
    return std::any_of(group.patterns.begin(), group.patterns.end(),
                       [&](const SigmaPattern& pattern) {
                         return pattern.is_cased() ? pattern.matches(look.record.raw(value))
                                                   : pattern.matches(text);
                       });
  };
  if (!group.patterns.empty() && any_value(look, fits)) return true;
  return std::any_of(group.others.begin(), group.others.end(),
                     [&](const Test& test) { return answers(test, look); });
}

bool SigmaItem::answers(const Test& test, const SigmaLook& look) const {
  using Index = SigmaRecord::Index;
  const auto raw = [&](Index value) { return look.record.raw(value); };
  return std::visit(
      Overloaded{[&](const RegularExpression& expression) {
                   return any_value(look, [&](Index value) {
                     const auto answer = expression.search(raw(value));
                     if (answer == RegularExpression::Answer::gave_up) ++look.gave_up;
                     return answer == RegularExpression::Answer::yes;
                   });
                 },
                 [&](const IpNetwork& network) {
                   return any_value(look,
                                    [&](Index value) { return network.contains(raw(value)); });
                 },
                 [&](const Comparison& comparison) {
                   return any_value(look, [&](Index value) {
                     const auto number = sigma_number(raw(value));
                     return number && comparison.holds(*number);
                   });
                 },
                 [&](const Presence& presence) {
                   return any_value(look, [](Index) { return true; }) == presence.wanted;
                 },
                 [&](const OtherField& other) { return equals_other(other, look); },
                 // An event log writes null as an empty value.
                 [&](const Null&) {
                   return !any_value(look, [&](Index value) { return !raw(value).empty(); });
                 }},
      test);
}

bool SigmaItem::equals_other(const OtherField& test, const SigmaLook& look) const {
  const auto text = [&](SigmaRecord::Index value) {
    return test.reading.cased ? look.record.raw(value) : look.record.text(value).text();
  };
  return any_value(look, [&](SigmaRecord::Index value) {
    auto other = look.record.first(test.field, look.dialect);
    for (; other != SigmaRecord::none; other = look.record.next(other)) {
      if (test.holds(text(value), text(other))) return true;
    }
    return false;
  });
}

bool SigmaItem::OtherField::holds(std::string_view value, std::string_view other) const {
  switch (reading.place) {
    case SigmaPattern::Place::whole: return value == other;
    case SigmaPattern::Place::start: return value.starts_with(other);
    case SigmaPattern::Place::end: return value.ends_with(other);
    case SigmaPattern::Place::anywhere: return value.find(other) != std::string_view::npos;
  }
  return false;
}

bool SigmaItem::Comparison::holds(double value) const {
  switch (how) {
    case SigmaModifiers::Comparison::less: return value < number;
    case SigmaModifiers::Comparison::at_most: return value <= number;
    case SigmaModifiers::Comparison::more: return value > number;
    case SigmaModifiers::Comparison::at_least: return value >= number;
  }
  return false;
}

}  // namespace trousse::formats
