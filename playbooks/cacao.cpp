// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao.hpp"

#include <algorithm>
#include <set>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "evidence/ewf_digest.hpp"
#include "evidence/hash.hpp"
#include "playbooks/show.hpp"

namespace trousse::playbooks {

using words::Language;

namespace {

using Json = nlohmann::ordered_json;

// The namespace of CACAO 2.0 section 10.10, and an identity of ours, made once by chance.
constexpr std::string_view cacao_namespace = "aa7caf3ad55a4e9ab34e056215fba56a";
constexpr const char* created_by = "identity--6f0c3f5e-8d0a-4c1b-9a5e-2f7b1c94d3e6";

std::string uuid_of(std::span<const std::byte> hash, unsigned version) {
  std::string digits;
  for (std::size_t i = 0; i < 16; ++i) {
    auto byte = std::to_integer<unsigned>(hash[i]);
    if (i == 6) byte = (byte & 0x0fU) | (version << 4U);  // RFC 4122 section 4.1.3
    if (i == 8) byte = (byte & 0x3fU) | 0x80U;            // section 4.1.1
    digits += fmt::format("{:02x}", byte);
    if (i == 3 || i == 5 || i == 7 || i == 9) digits += '-';
  }
  return digits;
}

Result<std::string> uuid5(std::string_view name) {
  std::vector<std::byte> text;
  for (std::size_t i = 0; i < cacao_namespace.size(); i += 2) {
    const std::string pair(cacao_namespace.substr(i, 2));
    text.push_back(static_cast<std::byte>(std::stoul(pair, nullptr, 16)));
  }
  const auto bytes = std::as_bytes(std::span(name));
  text.insert(text.end(), bytes.begin(), bytes.end());
  auto digest = TRY(evidence::EwfDigest::create(evidence::EwfHash::sha1));
  TRY(digest.add(text));
  const auto hash = TRY(digest.finish());
  return uuid_of(hash, 5);
}

// What a verb is among the activities of the standard (section 3.1.2), and the type of playbook
// that has it; most of ours are none of them.
struct Activity {
  const char* name;
  const char* type;
};
std::optional<Activity> activity_of(const Verb& verb) {
  const auto* check = std::get_if<Check>(&verb);
  if (check != nullptr && check->what == Check::What::isolation) {
    return Activity{"disconnect-system", "mitigation"};
  }
  if (std::holds_alternative<Scan>(verb)) return Activity{"scan-system", "investigation"};
  return std::nullopt;
}

std::set<std::string> types_of(const Playbook& sheet) {
  std::set<std::string> types;
  for (const Step& step : sheet.steps) {
    if (const auto activity = activity_of(step.verb)) types.insert(activity->type);
  }
  return types;
}

Result<std::string> identifier_of(const Playbook& sheet, Language language) {
  // As RFC 8785 writes it: names sorted, no space.
  nlohmann::json name{{"name", in(sheet.title, language)}};
  if (const auto types = types_of(sheet); !types.empty()) name["playbook_types"] = types;
  return "playbook--" + TRY(uuid5(name.dump()));
}

std::string variable_of(std::string_view name) {
  std::string variable = "__" + std::string(name) + "__";
  std::replace(variable.begin(), variable.end(), '.', '_');
  return variable;
}

std::string expression(const std::string& name, const std::vector<std::string>& values) {
  std::string any;
  for (const std::string& value : values) {
    any += fmt::format("{}{}:value == '{}'", any.empty() ? "" : " OR ", variable_of(name), value);
  }
  return values.size() > 1 ? "(" + any + ")" : any;
}

std::string expression(const Condition& condition) {
  std::string all;
  for (const auto& [name, values] : condition) {
    all += (all.empty() ? "" : " AND ") + expression(name, values);
  }
  return all;
}

// Builds the workflow from its end: each function returns the identifier of the step that begins
// what it made. A branch ends with an end step of its own (section 4.8).
class Workflow {
 public:
  Workflow(const Library& library, const Playbook& sheet, Language language)
      : library_(library), sheet_(sheet), language_(language) {}

  Json steps = Json::object();
  std::set<std::string> activities, sources;

  Result<std::string> build() {
    const std::string first = TRY(from(0));
    const std::string start = identifier("start", "start");
    steps[start] = {{"type", "start"}, {"on_completion", first}};
    return start;
  }
  const std::string& agent() const { return agent_; }

 private:
  std::string identifier(std::string_view type, std::string_view name) const {
    const std::string unique = fmt::format("{} {} {} {}", sheet_.id, sheet_.version, type, name);
    return fmt::format("{}--{}", type,
                       uuid_of(evidence::sha256(std::as_bytes(std::span(unique))), 4));
  }

  std::string end(std::string_view name) {
    const std::string id = identifier("end", name);
    steps[id] = {{"type", "end"}};
    return id;
  }

  Json references(const Step& step) {
    std::set<std::string> names;
    for (const Line& line : lines_of(step.verb)) {
      if (!line.source.empty()) names.insert(line.source);
    }
    Json all = Json::array();
    for (const std::string& name : names) all.push_back({{"name", name}});
    sources.insert(names.begin(), names.end());
    return all;
  }

  std::string action(const Step& step, const std::string& then) {
    const std::string id = identifier("action", step.id);
    Json command = {{"type", "manual"}, {"command", as_one_text(step, language_)}};
    if (const auto activity = activity_of(step.verb)) {
      command["playbook_activity"] = activity->name;
      activities.insert(activity->name);
    }
    Json made = {{"type", "action"}, {"name", in(step.title, language_)}};
    if (Json from = references(step); !from.empty()) made["external_references"] = std::move(from);
    made["on_completion"] = then;
    made["commands"] = Json::array({std::move(command)});
    made["agent"] = agent_;
    if (!choices_of(step.verb).empty()) made["out_args"] = {variable_of(step.id)};
    steps[id] = std::move(made);
    return id;
  }

  std::string branch(std::string_view name, const std::string& condition, const std::string& yes,
                     const std::string& no, const std::string& then) {
    const std::string id = identifier("if-condition", name);
    steps[id] = {{"type", "if-condition"}, {"on_completion", then}, {"condition", condition}};
    steps[id]["on_true"] = yes;
    if (!no.empty()) steps[id]["on_false"] = no;
    return id;
  }

  // The steps from `index` on, to an end.
  Result<std::string> from(std::size_t index) {
    if (index >= sheet_.steps.size()) return end("path");
    const Step& step = sheet_.steps[index];
    const std::string rest = TRY(from(index + 1));
    const bool leads_away = std::any_of(choices_of(step.verb).begin(), choices_of(step.verb).end(),
                                        [](const Choice& each) { return !each.sheet.empty(); });
    if (!leads_away) {
      if (step.when.empty()) return action(step, rest);
      const std::string done = action(step, end("after " + step.id));
      return branch("when " + step.id, expression(step.when), done, "", rest);
    }
    const std::string asked = action(step, TRY(other_sheets(step, rest)));
    if (step.when.empty()) return asked;
    // The question goes on to the rest by itself; who is not asked goes there at once.
    return branch("when " + step.id, expression(step.when), asked, rest, end("when " + step.id));
  }

  // After a question: for each answer that leads to a sheet, that sheet; else the rest.
  Result<std::string> other_sheets(const Step& step, const std::string& rest) {
    std::string otherwise = rest;
    const auto& choices = choices_of(step.verb);
    for (auto choice = choices.rbegin(); choice != choices.rend(); ++choice) {
      const Playbook* other = library_.find(choice->sheet);
      if (other == nullptr) continue;
      const std::string name = step.id + " " + choice->id;
      const std::string id = identifier("playbook-action", name);
      steps[id] = {{"type", "playbook-action"},
                   {"name", in(other->title, language_)},
                   {"on_completion", end("of " + name)},
                   {"playbook_id", TRY(identifier_of(*other, language_))}};
      otherwise = branch("answer " + name, expression(step.id, {choice->id}), id, otherwise,
                         end("after " + name));
    }
    return otherwise;
  }

  const Library& library_;
  const Playbook& sheet_;
  Language language_;
  std::string agent_ = identifier("individual", "doctor");
};

Json variables_of(const Playbook& sheet, Language language) {
  Json variables = Json::object();
  for (const Step& step : sheet.steps) {
    if (!choices_of(step.verb).empty()) {
      variables[variable_of(step.id)] = {{"type", "string"},
                                         {"description", in(step.title, language)}};
    }
    for (const auto& [name, values] : step.when) {
      if (!is_known_fact(name)) continue;
      variables[variable_of(name)] = {{"type", "string"}, {"value", "no"}, {"external", true}};
    }
  }
  return variables;
}

}  // namespace

Result<std::string> to_cacao(const Library& library, const Playbook& sheet, Language language) {
  Workflow workflow(library, sheet, language);
  const std::string start = TRY(workflow.build());
  const std::string day = sheet.checked + "T00:00:00.000Z";
  Json playbook = {{"type", "playbook"},
                   {"spec_version", "cacao-2.0"},
                   {"id", TRY(identifier_of(sheet, language))},
                   {"name", in(sheet.title, language)},
                   {"description", in(sheet.seen, language)}};
  if (!workflow.activities.empty()) {
    playbook["playbook_types"] = types_of(sheet);
    playbook["playbook_activities"] = workflow.activities;
  }
  playbook["playbook_processing_summary"] = {{"manual_playbook", true}};
  playbook["created_by"] = created_by;
  playbook["created"] = day;
  playbook["modified"] = day;
  playbook["industry_sectors"] = {"healthcare"};
  playbook["labels"] = {"trousse", sheet.id, fmt::format("version {}", sheet.version)};
  for (const std::string& source : workflow.sources) {
    playbook["external_references"].push_back({{"name", source}});
  }
  if (Json variables = variables_of(sheet, language); !variables.empty()) {
    playbook["playbook_variables"] = std::move(variables);
  }
  playbook["workflow_start"] = start;
  playbook["workflow"] = std::move(workflow.steps);
  playbook["agent_definitions"][workflow.agent()] = {
      {"type", "individual"}, {"name", std::string(words::text(words::Id::sheet_agent, language))}};
  return playbook.dump(2);
}

}  // namespace trousse::playbooks
