// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reading.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/text.hpp"
#include "playbooks/parse.hpp"

namespace trousse::playbooks {

using formats::Yaml;
using words::Id;

namespace {

constexpr std::size_t max_id = 32;

// "line 12: why" of the YAML reader, in two.
std::pair<std::size_t, std::string> place_and_reason(const std::string& what) {
  constexpr std::string_view mark = "line ";
  std::size_t line = 0;
  if (!what.starts_with(mark)) return {0, what};
  const char* end = what.data() + what.size();
  const auto read = std::from_chars(what.data() + mark.size(), end, line);
  const std::string_view rest(read.ptr, static_cast<std::size_t>(end - read.ptr));
  return {line, std::string(rest.starts_with(": ") ? rest.substr(2) : rest)};
}

std::string one_language(Reading& reading, const Yaml& map, std::string_view language) {
  const Yaml* value = map.find(language);
  if (value == nullptr) {
    reading.complain(map.line, Id::fault_language_missing, {std::string(language)});
    return {};
  }
  std::string text = value->kind == Yaml::Kind::scalar ? value->scalar : std::string();
  if (text.find_first_not_of(" \t\n") == std::string::npos) {
    reading.complain(value->key_line, Id::fault_text_empty, {std::string(language)});
    return {};
  }
  if (text.size() > max_text) {
    reading.complain(value->key_line, Id::fault_text_long, {std::to_string(max_text)});
    return {};
  }
  if (printable(text) != text) {
    reading.complain(value->key_line, Id::fault_text_unprintable);
    return {};
  }
  return text;
}

}  // namespace

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > max_id || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Yaml read_file_map(Reading& reading, std::string_view yaml, std::size_t max_bytes) {
  if (yaml.size() > max_bytes) {
    reading.complain(0, Id::fault_too_large, {std::to_string(max_bytes >> 10)});
    return {};
  }
  auto parsed = formats::parse_yaml(yaml);
  if (!parsed) {
    auto [line, why] = place_and_reason(parsed.error().what);
    reading.complain(line, Id::fault_yaml, {std::move(why)});
    return {};
  }
  if (parsed->size() != 1 || parsed->front().kind != Yaml::Kind::map) {
    reading.complain(parsed->size() > 1 ? (*parsed)[1].line : 1, Id::fault_not_one_map);
    return {};
  }
  return std::move(parsed->front());
}

void only_members(Reading& reading, const Yaml& map, Names names) {
  for (const auto& [name, value] : map.members) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      reading.complain(value.key_line, Id::fault_member_unknown, {name});
    }
  }
}

std::string required(Reading& reading, const Yaml& map, std::string_view name) {
  const Yaml* value = map.find(name);
  if (value == nullptr) {
    reading.complain(map.line, Id::fault_member_missing, {std::string(name)});
    return {};
  }
  if (value->kind != Yaml::Kind::scalar || value->scalar.empty()) {
    reading.complain(value->key_line, Id::fault_member_empty, {std::string(name)});
    return {};
  }
  if (value->scalar.size() > max_text || printable(value->scalar) != value->scalar) {
    reading.complain(value->key_line, Id::fault_text_unprintable);
    return {};
  }
  return value->scalar;
}

std::string required_id(Reading& reading, const Yaml& map, std::string_view name) {
  std::string id = required(reading, map, name);
  if (!id.empty() && !is_id(id)) {
    reading.complain(map.find(name)->key_line, Id::fault_id_form, {id});
    return {};
  }
  return id;
}

Text text_of(Reading& reading, const Yaml& map) {
  Text text;
  text.line = map.line;
  if (map.kind != Yaml::Kind::map) {
    reading.complain(map.line, Id::fault_not_a_text);
    return text;
  }
  text.fr = one_language(reading, map, "fr");
  text.en = one_language(reading, map, "en");
  return text;
}

Text required_text(Reading& reading, const Yaml& map, std::string_view name) {
  const Yaml* value = map.find(name);
  if (value == nullptr) {
    reading.complain(map.line, Id::fault_member_missing, {std::string(name)});
    return {};
  }
  constexpr std::string_view languages[] = {"fr", "en"};
  only_members(reading, *value, languages);
  return text_of(reading, *value);
}

std::span<const Yaml> list_of(Reading& reading, const Yaml& map, std::string_view name,
                              std::size_t most) {
  const Yaml* value = map.find(name);
  if (value == nullptr) {
    reading.complain(map.line, Id::fault_member_missing, {std::string(name)});
    return {};
  }
  if (value->kind != Yaml::Kind::list || value->items.empty()) {
    reading.complain(value->key_line, Id::fault_not_a_list, {std::string(name)});
    return {};
  }
  if (value->items.size() > most) {
    reading.complain(value->items[most].line, Id::fault_too_many,
                     {std::string(name), std::to_string(most)});
  }
  return std::span(value->items).first(std::min(value->items.size(), most));
}

std::size_t one_of(Reading& reading, const Yaml& value, std::string_view member, Names names) {
  const auto found = std::find(names.begin(), names.end(), value.scalar);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  reading.complain(value.key_line, Id::fault_value_unknown,
                   {std::string(member), printable(value.scalar, 60)});
  return 0;
}

unsigned read_version(Reading& reading, const Yaml& map) {
  const std::string text = required(reading, map, "version");
  unsigned version = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), version);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!text.empty() && (!whole || version == 0)) {
    reading.complain(map.find("version")->key_line, Id::fault_value_unknown, {"version", text});
  }
  return version;
}

std::string read_date(Reading& reading, const Yaml& map, std::string_view name) {
  std::string text = required(reading, map, name);
  constexpr std::string_view form = "dddd-dd-dd";
  bool fits = text.size() == form.size();
  for (std::size_t at = 0; fits && at < form.size(); ++at) {
    fits = form[at] == 'd' ? text[at] >= '0' && text[at] <= '9' : text[at] == form[at];
  }
  const auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; };
  fits = fits && number(5) >= 1 && number(5) <= 12 && number(8) >= 1 && number(8) <= 31;
  if (!text.empty() && !fits) {
    reading.complain(map.find(name)->key_line, Id::fault_value_unknown, {std::string(name), text});
    return {};
  }
  return text;
}

}  // namespace trousse::playbooks
