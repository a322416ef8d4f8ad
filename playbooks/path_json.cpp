// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <nlohmann/json.hpp>

#include "playbooks/path.hpp"
#include "playbooks/reading.hpp"

namespace trousse::playbooks {

namespace {

using Json = nlohmann::json;

constexpr std::size_t max_json = std::size_t{256} << 10;
constexpr std::size_t max_legs = 64;
constexpr int format = 1;

std::string word(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The strings of an array, or of an object's values by their names; nothing of anything else.
std::vector<std::pair<std::string, std::string>> words(const Json& object, const char* name) {
  std::vector<std::pair<std::string, std::string>> all;
  const auto found = object.find(name);
  if (found == object.end() || !(found->is_array() || found->is_object())) return all;
  for (const auto& [key, value] : found->items()) {
    if (value.is_string()) all.emplace_back(key, value.get<std::string>());
  }
  return all;
}

}  // namespace

std::string Path::to_json() const {
  Json legs = Json::array();
  for (const Leg& each : legs_) {
    const bool ended = each.at >= each.sheet->steps.size();
    legs.push_back({{"sheet", each.sheet->id},
                    {"step", ended ? std::string() : each.sheet->steps[each.at].id},
                    {"earlier", each.earlier},
                    {"by_hand", each.by_hand}});
  }
  Json outcomes = Json::object();
  for (const auto& [step, outcome] : outcomes_) {
    outcomes[step] = outcome == Outcome::done ? "done" : "skipped";
  }
  Json answers = Json::object();
  for (const auto& [step, answer] : answers_) answers[step] = answer;
  return Json{{"format", format},     {"legs", legs},       {"depth", depth_},
              {"outcomes", outcomes}, {"answers", answers}, {"facts", facts_}}
      .dump();
}

Result<Path> Path::from_json(const Library& library, std::string_view json) {
  const auto malformed = [](const char* why) {
    return fail(Errc::malformed, std::string("path: ") + why);
  };
  if (json.size() > max_json) return malformed("over 256 KiB");
  const Json read = Json::parse(json, nullptr, false);
  if (!read.is_object() || read.value("format", Json(0)) != format) return malformed("no path");
  const auto legs = read.find("legs");
  const auto depth = read.find("depth");
  if (legs == read.end() || !legs->is_array() || legs->empty() || legs->size() > max_legs ||
      depth == read.end() || !depth->is_number_unsigned() || *depth >= legs->size()) {
    return malformed("no legs");
  }
  Path path(library);
  path.depth_ = depth->get<std::size_t>();
  std::vector<std::string> steps;
  for (const Json& each : *legs) {
    if (!each.is_object()) return malformed("a leg that is none");
    Leg leg;
    leg.sheet = library.find(word(each, "sheet"));
    if (leg.sheet == nullptr) return fail(Errc::missing, "a sheet of the path is gone");
    for (auto& [index, step] : words(each, "earlier")) leg.earlier.insert(step);
    leg.by_hand = each.value("by_hand", Json(false)) == true;
    steps.push_back(word(each, "step"));
    path.legs_.push_back(std::move(leg));
  }
  for (const auto& [step, answer] : words(read, "answers")) {
    if (path.is_answer(step, answer)) path.answers_[step] = answer;
  }
  for (const auto& [step, outcome] : words(read, "outcomes")) {
    if (!is_id(step) || (outcome != "done" && outcome != "skipped")) continue;
    path.outcomes_[step] = outcome == "done" ? Outcome::done : Outcome::skipped;
  }
  for (const auto& [index, fact] : words(read, "facts")) path.state(fact, true);
  for (std::size_t i = 0; i < steps.size(); ++i) path.place(path.legs_[i], steps[i]);
  return path;
}

// At the step of that name; where the sheet has it no more, or shows it no more, at the next one
// that is shown and not done. No name: at the end.
void Path::place(Leg& leg, const std::string& step) const {
  const auto& all = leg.sheet->steps;
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Step& each) { return each.id == step; });
  if (found != all.end() || step.empty()) {
    leg.at = first_shown(leg, static_cast<std::size_t>(found - all.begin()));
    return;
  }
  leg.at = first_shown(leg, 0);
  while (leg.at < all.size() && outcomes_.contains(all[leg.at].id)) {
    leg.at = first_shown(leg, leg.at + 1);
  }
}

}  // namespace trousse::playbooks
