// SPDX-License-Identifier: Apache-2.0
#include "collectors/definition.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include <fmt/format.h>

#include "collectors/definition_files.hpp"
#include "collectors/expand.hpp"
#include "collectors/glob.hpp"
#include "core/embedded.hpp"
#include "formats/yaml.hpp"

namespace trousse::collectors {

std::span<const EmbeddedFile> catalogue_files();  // made by embed_files (CMakeLists.txt)

namespace {

using formats::Yaml;

constexpr std::array profile_names{std::string_view("medical"), std::string_view("triage"),
                                   std::string_view("full")};

/// One document being read, and where to say what is wrong with it.
struct Reading {
  const Yaml& document;
  std::string_view origin;
  Definitions& into;
  Definition made;

  void complain(std::size_t line, std::string_view why) const {
    into.errors.push_back(fmt::format("{}: line {}: {}", origin, line, why));
  }
  void leave_out(std::string why) const {
    for (const Unsupported& other : into.unsupported) {
      if (other.name == made.name && other.why == why) return;
    }
    into.unsupported.push_back({made.name, std::move(why)});
  }
};

// "64 KiB", "10 MiB", "2 GiB", "4096".
std::optional<std::uint64_t> size_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc()) return std::nullopt;
  std::string_view unit(read.ptr, static_cast<std::size_t>(text.data() + text.size() - read.ptr));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  unsigned shift = 0;
  if (unit == "KiB") shift = 10;
  if (unit == "MiB") shift = 20;
  if (unit == "GiB") shift = 30;
  if ((shift == 0 && !unit.empty()) || number > (UINT64_MAX >> shift)) return std::nullopt;
  return number << shift;
}

void read_max_size(Reading& reading, const Yaml& value) {
  const auto size = size_of(value.scalar);
  if (!size) return reading.complain(value.line, fmt::format("not a size: {}", value.scalar));
  reading.made.max_size = *size;
}

void read_profile(Reading& reading, const Yaml& value) {
  const auto profile = profile_of(value.scalar);
  if (!profile) return reading.complain(value.line, fmt::format("no profile: {}", value.scalar));
  reading.made.profile = *profile;
}

void read_regf(Reading& reading, const Yaml& value) {
  if (value.scalar != "true" && value.scalar != "false") {
    return reading.complain(value.line, fmt::format("neither true nor false: {}", value.scalar));
  }
  reading.made.regf = value.scalar == "true";
}

void read_own_members(Reading& reading) {
  reading.made.family = "other";
  const Yaml* own = reading.document.find("trousse");
  if (own == nullptr) return;
  if (own->kind != Yaml::Kind::map) return reading.complain(own->line, "trousse: not a map");
  reading.made.streams = own->texts("streams");
  for (const auto& [key, value] : own->members) {
    if (key == "family" && !value.scalar.empty()) {
      reading.made.family = value.scalar;
    } else if (key == "profile") {
      read_profile(reading, value);
    } else if (key == "max_size") {
      read_max_size(reading, value);
    } else if (key == "regf") {
      read_regf(reading, value);
    } else if (key != "streams") {
      reading.complain(value.line, fmt::format("trousse: unknown member {}", key));
    }
  }
}

Result<void> understood(const std::string& path) {
  const auto places = TRY(expand(path, {}));
  GlobSet trial(GlobSet::Letters::folded);
  return trial.add(path, 0);
}

void read_paths(Reading& reading, const Yaml& source, const std::vector<std::string>& systems) {
  const Yaml* attributes = source.find("attributes");
  const Yaml* paths = attributes == nullptr ? nullptr : attributes->find("paths");
  if (paths == nullptr || attributes->texts("paths").empty()) {
    return reading.complain(source.line, "a source without paths");
  }
  const bool keeps_backslash = attributes->text("separator", "\\") == "/";
  for (std::string text : attributes->texts("paths")) {
    if (!keeps_backslash) std::replace(text.begin(), text.end(), '\\', '/');
    while (text.size() > 1 && text.ends_with('/')) text.pop_back();
    if (const auto known = understood(text); !known) {
      reading.leave_out(known.error().what);
      continue;
    }
    auto& all = reading.made.paths;
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&](const DefinitionPath& other) { return other.text == text; });
    if (same == all.end()) {
      all.push_back({text, systems});
    } else if (systems.empty() || same->systems.empty()) {
      same->systems.clear();
    } else {
      same->systems.insert(same->systems.end(), systems.begin(), systems.end());
    }
  }
}

// True when the source is a group: its members are definitions of their own.
bool read_source(Reading& reading, const Yaml& source) {
  const std::string type = source.text("type");
  if (type == "ARTIFACT_GROUP") return true;
  if (type == "FILE" || type == "PATH") {
    std::vector<std::string> systems = source.texts("supported_os");
    if (systems.empty()) systems = reading.document.texts("supported_os");
    read_paths(reading, source, systems);
  } else if (type.empty()) {
    reading.complain(source.line, "a source without a type");
  } else {
    reading.leave_out(type + " source");
  }
  return false;
}

void read_document(const Yaml& document, std::string_view origin, Definitions& into) {
  Reading reading{document, origin, into, {}};
  if (document.kind == Yaml::Kind::null) return;
  reading.made.name = document.text("name");
  reading.made.doc = document.text("doc");
  reading.made.origin = origin;
  if (reading.made.name.empty()) return reading.complain(document.line, "no name");
  const Yaml* sources = document.find("sources");
  if (sources == nullptr || sources->items.empty()) {
    return reading.complain(document.line, reading.made.name + ": no sources");
  }
  read_own_members(reading);
  bool is_group = false;
  for (const Yaml& source : sources->items) is_group = read_source(reading, source) || is_group;
  if (is_group) into.groups.push_back(reading.made.name);
  if (!reading.made.paths.empty()) into.loaded.push_back(std::move(reading.made));
}

bool is_document_mark(std::string_view line) {
  return line.starts_with("---") && (line.size() == 3 || std::isspace(line[3]) != 0);
}

}  // namespace

std::string_view name_of(Profile profile) {
  return profile_names[static_cast<std::size_t>(profile)];
}

std::optional<Profile> profile_of(std::string_view name) {
  const auto found = std::find(profile_names.begin(), profile_names.end(), name);
  if (found == profile_names.end()) return std::nullopt;
  return static_cast<Profile>(found - profile_names.begin());
}

// Documents are cut before they are parsed, so that one which does not parse costs only itself.
// A line that begins with `---` ends a document wherever it stands (YAML 1.2.2 section 9.1.2).
void load_definitions(std::string_view yaml, std::string_view origin, Definitions& into) {
  std::size_t line = 1;
  std::size_t first_line = 1;
  std::size_t start = 0;
  const auto read = [&](std::size_t end) {
    const auto parsed = formats::parse_yaml(yaml.substr(start, end - start), first_line);
    if (!parsed) into.errors.push_back(fmt::format("{}: {}", origin, parsed.error().what));
    if (!parsed) return;
    for (const Yaml& document : *parsed) read_document(document, origin, into);
  };
  for (std::size_t at = 0; at < yaml.size(); ++line) {
    const std::size_t end = std::min(yaml.find('\n', at), yaml.size());
    if (at > start && is_document_mark(yaml.substr(at, end - at))) {
      read(at);
      start = at;
      first_line = line;
    }
    at = end + 1;
  }
  read(yaml.size());
}

Result<void> load_definitions_from(const std::string& path, Definitions& into) {
  for (const DefinitionFile& file : TRY(read_definition_files(path))) {
    load_definitions(file.text, file.name, into);
  }
  return {};
}

Definitions catalogue() {
  static const Definitions parsed = [] {
    Definitions all;
    for (const EmbeddedFile& file : catalogue_files()) load_definitions(file.bytes, file.name, all);
    return all;
  }();
  return parsed;
}

}  // namespace trousse::collectors
