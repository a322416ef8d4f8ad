// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "core/text.hpp"
#include "playbooks/parse.hpp"
#include "playbooks/reading.hpp"

namespace trousse::playbooks {

using formats::Yaml;
using words::Id;

namespace {

using namespace std::string_view_literals;

constexpr std::array verb_names = {"tell"sv, "ask"sv,     "check"sv, "collect"sv,
                                   "scan"sv, "acquire"sv, "seal"sv,  "hand_over"sv};
constexpr std::array members_of_all = {"title"sv,    "lines"sv,  "when"sv,
                                       "on_paper"sv, "joined"sv, "on_key"sv};

constexpr std::array yes_or_no = {"yes"sv, "no"sv};

// Members that only one verb has, in the order of `verb_names`.
Names own_members(std::string_view verb) {
  static constexpr std::array ask = {"kind"sv, "choices"sv, "unknown"sv};
  static constexpr std::array check = {"what"sv};
  static constexpr std::array collect = {"profile"sv};
  static constexpr std::array scan = {"only"sv};
  static constexpr std::array tell = {"refrain"sv};
  if (verb == "ask") return ask;
  if (verb == "check") return check;
  if (verb == "collect") return collect;
  if (verb == "scan") return scan;
  if (verb == "tell") return tell;
  return {};
}

bool among(Names names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct ConfidenceName {
  std::string_view name;
  Confidence confidence;
};
constexpr std::array confidences = {ConfidenceName{"official", Confidence::official},
                                    ConfidenceName{"secondary", Confidence::secondary},
                                    ConfidenceName{"general", Confidence::general}};

void read_confidence(Reading& reading, const Yaml& node, Line& line) {
  bool stated = false;
  for (const auto& [name, value] : node.members) {
    if (name == "fr" || name == "en") continue;
    if (name == "doubtful") {
      reading.complain(value.key_line, Id::fault_doubtful);
      continue;
    }
    const auto known = std::find_if(confidences.begin(), confidences.end(),
                                    [&key = name](const auto& each) { return each.name == key; });
    if (known == confidences.end()) {
      reading.complain(value.key_line, Id::fault_member_unknown, {name});
      continue;
    }
    if (stated) reading.complain(value.key_line, Id::fault_confidence_two);
    stated = true;
    line.confidence = known->confidence;
    line.source = printable(value.scalar, max_text);
    // What is general knowledge was read nowhere; the others say where.
    if (line.source.empty() && line.confidence != Confidence::general) {
      reading.complain(value.key_line, Id::fault_source_missing);
    }
  }
}

std::vector<Choice> read_choices(Reading& reading, const Yaml& step) {
  static constexpr std::array members = {"id"sv, "label"sv, "sheet"sv, "proposed"sv};
  std::vector<Choice> choices;
  for (const Yaml& node : list_of(reading, step, "choices", max_choices)) {
    if (node.kind != Yaml::Kind::map) {
      reading.complain(node.line, Id::fault_not_a_map, {"choices"});
      continue;
    }
    only_members(reading, node, members);
    Choice choice;
    choice.id = required_id(reading, node, "id");
    choice.label = required_text(reading, node, "label");
    choice.label.line = node.line;
    if (node.find("sheet") != nullptr) choice.sheet = required_id(reading, node, "sheet");
    choice.proposed = read_condition(reading, node, "proposed");
    choices.push_back(std::move(choice));
  }
  return choices;
}

Verb read_ask(Reading& reading, const Yaml& node, std::vector<Line> lines) {
  static constexpr std::array kinds = {"choice"sv, "hour"sv, "text"sv, "disk"sv, "keys"sv};
  Ask ask;
  ask.lines = std::move(lines);
  const Yaml* kind = node.find("kind");
  if (kind == nullptr) {
    reading.complain(node.line, Id::fault_member_missing, {"kind"});
  } else {
    ask.kind = static_cast<Ask::Kind>(one_of(reading, *kind, "kind", kinds));
  }
  if (const Yaml* unknown = node.find("unknown")) {
    ask.may_be_unknown = one_of(reading, *unknown, "unknown", yes_or_no) == 0;
    if (ask.kind != Ask::Kind::hour) {
      reading.complain(unknown->key_line, Id::fault_member_not_here, {"unknown"});
    }
  }
  const Yaml* choices = node.find("choices");
  if (ask.kind == Ask::Kind::choice) {
    ask.choices = read_choices(reading, node);
  } else if (choices != nullptr) {
    reading.complain(choices->key_line, Id::fault_member_not_here, {"choices"});
  }
  return ask;
}

Verb read_check(Reading& reading, const Yaml& node, std::vector<Line> lines) {
  static constexpr std::array whats = {"isolation"sv, "clock"sv, "findings"sv};
  Check check;
  check.lines = std::move(lines);
  const Yaml* what = node.find("what");
  if (what == nullptr) {
    reading.complain(node.line, Id::fault_member_missing, {"what"});
  } else {
    check.what = static_cast<Check::What>(one_of(reading, *what, "what", whats));
  }
  return check;
}

Verb read_collect(Reading& reading, const Yaml& node, std::vector<Line> lines) {
  static constexpr std::array profiles = {"medical"sv, "triage"sv, "full"sv};
  Collect collect{"medical", std::move(lines)};
  if (const Yaml* profile = node.find("profile")) {
    collect.profile = profiles[one_of(reading, *profile, "profile", profiles)];
  }
  return collect;
}

Verb read_scan(Reading& reading, const Yaml& node, std::vector<Line> lines) {
  Scan scan{{}, std::move(lines)};
  if (node.find("only") == nullptr) return scan;
  for (const Yaml& name : list_of(reading, node, "only", max_lines)) {
    if (is_id(name.scalar)) {
      scan.only.push_back(name.scalar);
    } else {
      reading.complain(name.line, Id::fault_id_form, {printable(name.scalar, 60)});
    }
  }
  return scan;
}

Verb read_verb(Reading& reading, const Yaml& node, std::string_view verb) {
  std::vector<Line> lines = read_lines(reading, node);
  if (verb == "ask") return read_ask(reading, node, std::move(lines));
  if (verb == "check") return read_check(reading, node, std::move(lines));
  if (verb == "collect") return read_collect(reading, node, std::move(lines));
  if (verb == "scan") return read_scan(reading, node, std::move(lines));
  if (verb == "acquire") return Acquire{std::move(lines)};
  if (verb == "seal") return Seal{std::move(lines)};
  if (verb == "hand_over") return HandOver{std::move(lines)};
  const Yaml* refrain = node.find("refrain");
  return Tell{std::move(lines),
              refrain != nullptr && one_of(reading, *refrain, "refrain", yes_or_no) == 0};
}

// The one verb among the members; a step without one is read as an instruction.
std::string_view find_verb(Reading& reading, const Yaml& node) {
  std::string_view verb;
  for (const auto& [name, value] : node.members) {
    if (!among(verb_names, name)) continue;
    if (!verb.empty()) {
      reading.complain(value.key_line, Id::fault_verb_two, {std::string(verb), name});
    } else {
      verb = name;
    }
  }
  return verb;
}

void complain_of_members(Reading& reading, const Yaml& node, std::string_view verb) {
  bool verb_said = !verb.empty();
  for (const auto& [name, value] : node.members) {
    if (among(verb_names, name) || among(members_of_all, name)) continue;
    if (among(own_members(verb), name)) continue;
    const bool of_another =
        std::any_of(verb_names.begin(), verb_names.end(),
                    [&key = name](auto other) { return among(own_members(other), key); });
    if (of_another) {
      if (verb_said) reading.complain(value.key_line, Id::fault_member_not_here, {name});
    } else if (verb_said) {
      reading.complain(value.key_line, Id::fault_member_unknown, {name});
    } else {
      reading.complain(value.key_line, Id::fault_verb_unknown, {name});
      verb_said = true;
    }
  }
  if (!verb_said) reading.complain(node.line, Id::fault_verb_missing);
}

bool read_on_paper(Reading& reading, const Yaml& node, bool conditional) {
  const Yaml* value = node.find("on_paper");
  if (value == nullptr) return !conditional;
  const bool on_paper = one_of(reading, *value, "on_paper", yes_or_no) == 0;
  if (on_paper && conditional) reading.complain(value->key_line, Id::fault_paper_condition);
  return on_paper && !conditional;
}

bool read_joined(Reading& reading, const Yaml& node, const Verb& verb) {
  const Yaml* value = node.find("joined");
  if (value == nullptr) return false;
  const bool joined = one_of(reading, *value, "joined", yes_or_no) == 0;
  if (joined && !may_be_joined(verb)) {
    reading.complain(value->key_line, Id::fault_member_not_here, {"joined"});
  }
  return joined;
}

std::optional<OnKey> read_on_key(Reading& reading, const Yaml& step) {
  static constexpr std::array members = {"title"sv, "lines"sv};
  const Yaml* node = step.find("on_key");
  if (node == nullptr) return std::nullopt;
  if (node->kind != Yaml::Kind::map) {
    reading.complain(node->key_line, Id::fault_not_a_map, {"on_key"});
    return std::nullopt;
  }
  only_members(reading, *node, members);
  return OnKey{required_text(reading, *node, "title"), read_lines(reading, *node)};
}

}  // namespace

Line read_line(Reading& reading, const Yaml& node) {
  Line line;
  line.text = text_of(reading, node);
  read_confidence(reading, node, line);
  return line;
}

std::vector<Line> read_lines(Reading& reading, const Yaml& step) {
  std::vector<Line> lines;
  if (step.find("lines") == nullptr) return lines;
  for (const Yaml& node : list_of(reading, step, "lines", max_lines)) {
    lines.push_back(read_line(reading, node));
  }
  return lines;
}

Condition read_condition(Reading& reading, const Yaml& map, std::string_view member) {
  Condition condition;
  const Yaml* when = map.find(member);
  if (when == nullptr) return condition;
  if (when->kind != Yaml::Kind::map || when->members.size() > max_choices) {
    reading.complain(when->key_line, Id::fault_not_a_map, {std::string(member)});
    return condition;
  }
  for (const auto& [name, value] : when->members) {
    std::vector<std::string> values = when->texts(name);
    const bool usable = !values.empty() && values.size() <= max_choices && name.size() <= 64 &&
                        std::all_of(values.begin(), values.end(), is_id);
    if (usable) {
      condition.emplace(name, std::move(values));
    } else {
      reading.complain(value.key_line, Id::fault_member_empty, {printable(name, 60)});
    }
  }
  return condition;
}

Step read_step(Reading& reading, const Yaml& node) {
  Step step;
  step.place = {reading.file, node.line};
  const std::string_view verb = find_verb(reading, node);
  complain_of_members(reading, node, verb);
  if (!verb.empty()) step.id = required_id(reading, node, verb);
  step.title = required_text(reading, node, "title");
  step.when = read_condition(reading, node);
  step.on_paper = read_on_paper(reading, node, !step.when.empty());
  step.verb = read_verb(reading, node, verb);
  step.joined = read_joined(reading, node, step.verb);
  step.on_key = read_on_key(reading, node);
  return step;
}

}  // namespace trousse::playbooks
