// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_modifiers.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text.hpp"

namespace trousse::formats {
namespace {

using Kind = SigmaModifiers::Kind;
using Comparison = SigmaModifiers::Comparison;
using Place = SigmaPattern::Place;

// Three times base64offset makes 27 texts of a value.
constexpr std::size_t most_encodings = 3;

template <class T>
struct NamedModifier {
  std::string_view name;
  T means;
};

constexpr NamedModifier<Place> place_modifiers[] = {
    {"contains", Place::anywhere}, {"startswith", Place::start}, {"endswith", Place::end}};
constexpr NamedModifier<Kind> kind_modifiers[] = {{"re", Kind::regular_expression},
                                                  {"cidr", Kind::network},
                                                  {"exists", Kind::exists},
                                                  {"fieldref", Kind::other_field}};
constexpr NamedModifier<Comparison> comparison_modifiers[] = {{"lt", Comparison::less},
                                                              {"lte", Comparison::at_most},
                                                              {"gt", Comparison::more},
                                                              {"gte", Comparison::at_least}};
constexpr NamedModifier<SigmaEncoding> encoding_modifiers[] = {
    {"wide", SigmaEncoding::utf16le},    {"utf16le", SigmaEncoding::utf16le},
    {"utf16be", SigmaEncoding::utf16be}, {"utf16", SigmaEncoding::utf16},
    {"base64", SigmaEncoding::base64},   {"base64offset", SigmaEncoding::base64offset}};
constexpr NamedModifier<bool SigmaModifiers::*> switch_modifiers[] = {
    {"all", &SigmaModifiers::all}, {"neq", &SigmaModifiers::negated}};
constexpr NamedModifier<bool SigmaPattern::Reading::*> reading_modifiers[] = {
    {"cased", &SigmaPattern::Reading::cased}, {"windash", &SigmaPattern::Reading::windash}};
constexpr NamedModifier<bool RegularExpression::Options::*> option_modifiers[] = {
    {"i", &RegularExpression::Options::ignore_case},
    {"m", &RegularExpression::Options::lines},
    {"s", &RegularExpression::Options::dot_all}};

template <class T, std::size_t size>
const T* meaning(const NamedModifier<T> (&table)[size], std::string_view name) {
  for (const NamedModifier<T>& known : table) {
    if (known.name == name) return &known.means;
  }
  return nullptr;
}

bool take_modifier(SigmaModifiers& all, std::string_view name) {
  if (const auto* place = meaning(place_modifiers, name)) {
    if (all.reading.place != Place::whole) return false;
    all.reading.place = *place;
  } else if (const auto* kind = meaning(kind_modifiers, name)) {
    if (all.kind != Kind::text) return false;
    all.kind = *kind;
  } else if (const auto* comparison = meaning(comparison_modifiers, name)) {
    if (all.kind != Kind::text) return false;
    all.kind = Kind::number;
    all.comparison = *comparison;
  } else if (const auto* encoding = meaning(encoding_modifiers, name)) {
    if (all.encodings.size() == most_encodings) return false;
    all.encodings.push_back(*encoding);
  } else if (const auto* flag = meaning(switch_modifiers, name)) {
    all.*(*flag) = true;
  } else if (const auto* way = meaning(reading_modifiers, name)) {
    all.reading.*(*way) = true;
  } else if (const auto* option = meaning(option_modifiers, name)) {
    if (all.kind != Kind::regular_expression) return false;
    all.options.*(*option) = true;
  } else {
    return false;
  }
  return true;
}

tl::unexpected<Error> refuse_modifier(std::string_view name) {
  constexpr std::array<std::string_view, 6> times{"minute", "hour", "day", "week", "month", "year"};
  if (name == "expand") {
    return fail(Errc::unsupported,
                "it asks for values of one's own network ('expand'), which nobody gives here");
  }
  if (std::find(times.begin(), times.end(), name) != times.end()) {
    return fail(Errc::unsupported,
                fmt::format("the modifier '{}' of times is not supported", name));
  }
  return fail(Errc::unsupported,
              fmt::format("the modifier '{}' is not known, or not there", printable(name, 80)));
}

/// Text alone has a place, a way of reading and encodings; a field that is compared with another
/// one has the first two.
bool go_together(const SigmaModifiers& all) {
  const bool is_text = all.kind == Kind::text;
  const bool has_text = is_text || all.kind == Kind::other_field;
  if (!has_text && (all.reading.place != Place::whole || all.reading.cased)) return false;
  if (!is_text && (all.reading.windash || !all.encodings.empty())) return false;
  return all.kind != Kind::exists || !(all.all || all.negated);
}

/// A record holds text: UTF-16 can only stand in it as Base64.
bool ends_as_text(const std::vector<SigmaEncoding>& encodings) {
  return encodings.empty() || encodings.back() == SigmaEncoding::base64 ||
         encodings.back() == SigmaEncoding::base64offset;
}

}  // namespace

Result<SigmaModifiers> read_sigma_modifiers(std::string_view list) {
  SigmaModifiers all;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('|'), list.size());
    const std::string_view name = list.substr(0, end);
    if (!take_modifier(all, name)) return refuse_modifier(name);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  if (!go_together(all)) return fail(Errc::malformed, "modifiers that do not go together");
  if (!ends_as_text(all.encodings)) {
    return fail(Errc::unsupported, "'wide' and 'utf16' without a 'base64' behind them");
  }
  return all;
}

}  // namespace trousse::formats
