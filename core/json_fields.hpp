// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/finding.hpp"
#include "core/result.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

/// How the JSON forms of our values are put together and taken apart.
namespace trousse::json_fields {

using Json = nlohmann::ordered_json;

inline std::string line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

template <class Enum>
struct Word {
  Enum value;
  std::string_view word;
};

/// How serious and how sure, as every JSON form of ours spells them.
inline constexpr Word<Severity> severities[] = {{Severity::informational, "informational"},
                                                {Severity::low, "low"},
                                                {Severity::medium, "medium"},
                                                {Severity::high, "high"},
                                                {Severity::critical, "critical"}};
inline constexpr Word<Certainty> certainties[] = {{Certainty::possible, "possible"},
                                                  {Certainty::probable, "probable"},
                                                  {Certainty::certain, "certain"}};

template <class Enum, std::size_t N>
std::string_view word_of(const Word<Enum> (&table)[N], Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.word;
  }
  return "";
}

template <class Enum, std::size_t N>
Enum value_of(const Word<Enum> (&table)[N], std::string_view word, Enum otherwise) {
  for (const auto& row : table) {
    if (row.word == word) return row.value;
  }
  return otherwise;
}

// Reading back: what is absent or of another type is the empty value, never an exception.
inline std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

inline std::uint64_t number_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

inline bool flag_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

inline const Json& member(const Json& object, const char* key) {
  static const Json nothing;
  const auto found = object.find(key);
  return found != object.end() ? *found : nothing;
}

inline void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = valid_utf8(text);
}

inline void put(Json& object, const char* key, const std::optional<Utc>& time) {
  if (time) object[key] = to_iso8601(*time);
}

inline std::optional<Utc> time_at(const Json& object, const char* key) {
  return from_iso8601(text_at(object, key));
}

inline Result<Json> parse(std::string_view text) {
  Json value = Json::parse(text, nullptr, false);
  if (!value.is_object()) return fail(Errc::malformed, "not a JSON object");
  return value;
}

}  // namespace trousse::json_fields
