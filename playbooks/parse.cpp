// SPDX-License-Identifier: Apache-2.0
#include "playbooks/parse.hpp"

#include <array>

#include "core/text.hpp"
#include "playbooks/reading.hpp"

namespace trousse::playbooks {

using formats::Yaml;
using words::Id;

namespace {

using namespace std::string_view_literals;

// The steps of a part, each also under the condition of the place that includes it.
void include(Reading& reading, const Yaml& node, const Parts& parts, std::vector<Step>& into) {
  static constexpr std::array members = {"include"sv, "when"sv};
  only_members(reading, node, members);
  const std::string name = required_id(reading, node, "include");
  const Condition when = read_condition(reading, node);
  const auto part = parts.find(name);
  if (part == parts.end()) {
    if (!name.empty()) reading.complain(node.line, Id::fault_include_unknown, {name});
    return;
  }
  for (Step step : part->second) {
    for (const auto& [fact, values] : when) {
      if (!step.when.emplace(fact, values).second) {
        reading.complain(node.line, Id::fault_include_condition, {fact, step.id});
      }
    }
    step.on_paper = step.on_paper && step.when.empty();
    into.push_back(std::move(step));
  }
}

std::vector<Step> read_steps(Reading& reading, const Yaml& map, const Parts* parts) {
  std::vector<Step> steps;
  for (const Yaml& node : list_of(reading, map, "steps", max_steps)) {
    if (node.kind != Yaml::Kind::map) {
      reading.complain(node.line, Id::fault_not_a_map, {"steps"});
    } else if (const Yaml* name = node.find("include"); name == nullptr) {
      steps.push_back(read_step(reading, node));
    } else if (parts == nullptr) {
      reading.complain(name->key_line, Id::fault_include_in_part);
    } else {
      include(reading, node, *parts, steps);
    }
  }
  if (steps.size() > max_steps) {
    reading.complain(map.find("steps")->key_line, Id::fault_too_many,
                     {"steps", std::to_string(max_steps)});
    steps.resize(max_steps);
  }
  return steps;
}

std::vector<Suggestion> read_suggestions(Reading& reading, const Yaml& map) {
  static constexpr std::array members = {"when"sv, "because"sv};
  std::vector<Suggestion> suggestions;
  if (map.find("suggested") == nullptr) return suggestions;
  for (const Yaml& node : list_of(reading, map, "suggested", max_choices)) {
    if (node.kind != Yaml::Kind::map) {
      reading.complain(node.line, Id::fault_not_a_map, {"suggested"});
      continue;
    }
    only_members(reading, node, members);
    Suggestion suggestion{read_condition(reading, node), required_text(reading, node, "because")};
    suggestion.because.line = node.line;
    if (suggestion.when.empty()) reading.complain(node.line, Id::fault_member_missing, {"when"});
    suggestions.push_back(std::move(suggestion));
  }
  return suggestions;
}

}  // namespace

ParsedSheet parse_sheet(std::string_view yaml, std::string_view file, const Parts& parts) {
  static constexpr std::array members = {"sheet"sv, "version"sv,   "checked"sv, "title"sv,
                                         "seen"sv,  "suggested"sv, "steps"sv};
  Reading reading{printable(file, 200), {}};
  ParsedSheet parsed;
  parsed.sheet.file = reading.file;
  const Yaml map = read_file_map(reading, yaml, max_sheet_bytes);
  if (map.kind == Yaml::Kind::map) {
    only_members(reading, map, members);
    Playbook& sheet = parsed.sheet;
    sheet.id = required_id(reading, map, "sheet");
    sheet.version = read_version(reading, map);
    sheet.checked = read_date(reading, map, "checked");
    sheet.title = required_text(reading, map, "title");
    sheet.seen = required_text(reading, map, "seen");
    sheet.suggested = read_suggestions(reading, map);
    sheet.steps = read_steps(reading, map, &parts);
  }
  parsed.faults = std::move(reading.faults);
  return parsed;
}

ParsedPart parse_part(std::string_view yaml, std::string_view file) {
  static constexpr std::array members = {"part"sv, "steps"sv};
  Reading reading{printable(file, 200), {}};
  ParsedPart parsed;
  const Yaml map = read_file_map(reading, yaml, max_sheet_bytes);
  if (map.kind == Yaml::Kind::map) {
    only_members(reading, map, members);
    parsed.id = required_id(reading, map, "part");
    parsed.steps = read_steps(reading, map, nullptr);
  }
  parsed.faults = std::move(reading.faults);
  return parsed;
}

}  // namespace trousse::playbooks
