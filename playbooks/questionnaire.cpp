// SPDX-License-Identifier: Apache-2.0
#include "playbooks/questionnaire.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include <nlohmann/json.hpp>

#include "core/embedded.hpp"
#include "core/text.hpp"
#include "playbooks/check.hpp"
#include "playbooks/parse.hpp"
#include "playbooks/reading.hpp"

namespace trousse::playbooks {

using formats::Yaml;
using words::Id;

std::span<const EmbeddedFile> questionnaire_files();  // made by embed_files (CMakeLists.txt)

namespace {

using namespace std::string_view_literals;

constexpr std::size_t max_groups = 16;
constexpr std::size_t max_points = 100;
constexpr std::size_t max_json = std::size_t{256} << 10;
constexpr std::array verdict_names = {"conforming"sv, "review"sv, "unknown"sv};

ControlPoint read_point(Reading& reading, const Yaml& node, std::set<std::string>& ids) {
  static constexpr std::array members = {"point"sv, "from_disk"sv, "question"sv, "why"sv};
  static constexpr std::array from_disk = {"yes"sv, "partly"sv, "no"sv};
  only_members(reading, node, members);
  ControlPoint point;
  point.id = required_id(reading, node, "point");
  if (!point.id.empty() && !ids.insert(point.id).second) {
    reading.complain(node.line, Id::fault_step_twice, {point.id});
  }
  point.question = required_text(reading, node, "question");
  if (const Yaml* why = node.find("why")) {
    point.why = read_line(reading, *why);
  } else {
    reading.complain(node.line, Id::fault_member_missing, {"why"});
  }
  if (const Yaml* value = node.find("from_disk")) {
    point.from_disk = static_cast<FromDisk>(one_of(reading, *value, "from_disk", from_disk));
  } else {
    reading.complain(node.line, Id::fault_member_missing, {"from_disk"});
  }
  return point;
}

ControlGroup read_group(Reading& reading, const Yaml& node, std::set<std::string>& ids) {
  static constexpr std::array members = {"group"sv, "title"sv, "points"sv};
  only_members(reading, node, members);
  ControlGroup group;
  group.id = required_id(reading, node, "group");
  group.title = required_text(reading, node, "title");
  for (const Yaml& point : list_of(reading, node, "points", max_points)) {
    if (point.kind == Yaml::Kind::map) {
      group.points.push_back(read_point(reading, point, ids));
    } else {
      reading.complain(point.line, Id::fault_not_a_map, {"points"});
    }
  }
  return group;
}

// The sentences of a questionnaire are checked as those of a sheet: a point is an instruction whose
// title asks and whose line explains.
Faults language_of(const Questionnaire& questionnaire, const Vocabulary& words) {
  Playbook sheet;
  sheet.file = questionnaire.file;
  sheet.title = questionnaire.title;
  sheet.seen = questionnaire.title;
  for (const ControlGroup& group : questionnaire.groups) {
    for (const ControlPoint& point : group.points) {
      Step step;
      step.title = point.question;
      step.verb = Tell{{point.why}};
      step.place = {questionnaire.file, point.question.line};
      sheet.steps.push_back(std::move(step));
    }
  }
  return check_language(sheet, words);
}

nlohmann::json to_object(const Verdicts& verdicts) {
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [point, verdict] : verdicts) {
    object[point] = std::string(verdict_names[static_cast<std::size_t>(verdict)]);
  }
  return object;
}

Verdicts from_object(const nlohmann::json& whole, const char* name,
                     const Questionnaire& questionnaire) {
  Verdicts verdicts;
  const auto object = whole.find(name);
  if (object == whole.end() || !object->is_object()) return verdicts;
  for (const auto& [point, value] : object->items()) {
    if (!value.is_string() || questionnaire.find(point) == nullptr) continue;
    const auto known =
        std::find(verdict_names.begin(), verdict_names.end(), value.get_ref<const std::string&>());
    if (known == verdict_names.end()) continue;
    verdicts[point] = static_cast<Verdict>(known - verdict_names.begin());
  }
  return verdicts;
}

Verdict verdict_in(const Verdicts& verdicts, std::string_view point) {
  const auto found = verdicts.find(point);
  return found == verdicts.end() ? Verdict::unknown : found->second;
}

}  // namespace

const ControlPoint* Questionnaire::find(std::string_view point) const {
  for (const ControlGroup& group : groups) {
    for (const ControlPoint& each : group.points) {
      if (each.id == point) return &each;
    }
  }
  return nullptr;
}

std::size_t Questionnaire::size() const {
  std::size_t count = 0;
  for (const ControlGroup& group : groups) count += group.points.size();
  return count;
}

ParsedQuestionnaire parse_questionnaire(std::string_view yaml, std::string_view file,
                                        const Vocabulary& words) {
  static constexpr std::array members = {"questionnaire"sv, "version"sv, "checked"sv, "title"sv,
                                         "groups"sv};
  Reading reading{printable(file, 200), {}};
  ParsedQuestionnaire parsed;
  Questionnaire& made = parsed.questionnaire;
  made.file = reading.file;
  const Yaml map = read_file_map(reading, yaml, max_sheet_bytes);
  if (map.kind == Yaml::Kind::map) {
    only_members(reading, map, members);
    made.id = required_id(reading, map, "questionnaire");
    made.version = read_version(reading, map);
    made.checked = read_date(reading, map, "checked");
    made.title = required_text(reading, map, "title");
    std::set<std::string> ids;
    for (const Yaml& group : list_of(reading, map, "groups", max_groups)) {
      if (group.kind == Yaml::Kind::map) {
        made.groups.push_back(read_group(reading, group, ids));
      } else {
        reading.complain(group.line, Id::fault_not_a_map, {"groups"});
      }
    }
  }
  parsed.faults = std::move(reading.faults);
  for (Fault& fault : language_of(made, words)) add_fault(parsed.faults, std::move(fault));
  return parsed;
}

const Questionnaire& posture() {
  static const Questionnaire ours = [] {
    const EmbeddedFile& file = questionnaire_files().front();
    return parse_questionnaire(file.bytes, file.name, vocabulary()).questionnaire;
  }();
  return ours;
}

Verdict Answered::verdict(std::string_view point) const {
  const Verdict disk = verdict_in(from_disk, point);
  const Verdict person = verdict_in(by_person, point);
  if (disk == Verdict::review || person == Verdict::review) return Verdict::review;
  const bool conforms = disk == Verdict::conforming || person == Verdict::conforming;
  return conforms ? Verdict::conforming : Verdict::unknown;
}

Counts Answered::counts(const ControlGroup& group) const {
  Counts counts;
  for (const ControlPoint& point : group.points) {
    switch (verdict(point.id)) {
      case Verdict::conforming: ++counts.conforming; break;
      case Verdict::review: ++counts.review; break;
      case Verdict::unknown: ++counts.unknown; break;
    }
  }
  return counts;
}

Counts Answered::counts(const Questionnaire& questionnaire) const {
  Counts all;
  for (const ControlGroup& group : questionnaire.groups) {
    const Counts some = counts(group);
    all.conforming += some.conforming;
    all.review += some.review;
    all.unknown += some.unknown;
  }
  return all;
}

std::string Answered::to_json() const {
  return nlohmann::json{{"from_disk", to_object(from_disk)}, {"by_person", to_object(by_person)}}
      .dump();
}

Result<Answered> Answered::from_json(const Questionnaire& questionnaire, std::string_view json) {
  if (json.size() > max_json) return fail(Errc::malformed, "answers: over 256 KiB");
  const auto whole = nlohmann::json::parse(json, nullptr, false);
  if (!whole.is_object()) return fail(Errc::malformed, "answers: not an object");
  return Answered{from_object(whole, "from_disk", questionnaire),
                  from_object(whole, "by_person", questionnaire)};
}

}  // namespace trousse::playbooks
