// SPDX-License-Identifier: Apache-2.0
#include "playbooks/path.hpp"

#include <algorithm>

#include "core/time.hpp"

namespace trousse::playbooks {

namespace {

constexpr std::string_view given = "given";
constexpr std::size_t longest_disk_name = 128;

const Step* step_called(const Playbook& sheet, std::string_view id) {
  const auto found = std::find_if(sheet.steps.begin(), sheet.steps.end(),
                                  [&](const Step& step) { return step.id == id; });
  return found == sheet.steps.end() ? nullptr : &*found;
}

bool is_disk_name(std::string_view text) {
  return !text.empty() && text.size() <= longest_disk_name &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("._:-/").find(c) != std::string_view::npos;
         });
}

bool accepts(const Ask& ask, std::string_view value) {
  switch (ask.kind) {
    case Ask::Kind::choice:
      return std::any_of(ask.choices.begin(), ask.choices.end(),
                         [&](const Choice& choice) { return choice.id == value; });
    case Ask::Kind::hour:
      return from_iso8601(value).has_value() || (ask.may_be_unknown && value == unknown_hour);
    case Ask::Kind::disk: return is_disk_name(value);
    case Ask::Kind::text:
    case Ask::Kind::keys: return value == given;
  }
  return false;
}

bool contains(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

Result<Path> Path::start(const Library& library, std::string_view sheet) {
  const Playbook* found = library.find(sheet);
  if (found == nullptr) return fail(Errc::missing, "no sheet " + std::string(sheet));
  Path path(library);
  path.legs_.push_back(path.new_leg(*found, false));
  return path;
}

const Step* Path::current() const {
  const Leg& here = leg();
  return here.at < here.sheet->steps.size() ? &here.sheet->steps[here.at] : nullptr;
}

// `expecting`: a question that still comes is taken to be answered as the condition wants.
bool Path::holds(const Leg& of, const Step& step, bool expecting) const {
  return std::all_of(step.when.begin(), step.when.end(), [&](const auto& condition) {
    const auto& [name, values] = condition;
    const Step* question = step_called(*of.sheet, name);
    if (question == nullptr) return contains(values, facts_.contains(name) ? "yes" : "no");
    if (!of.earlier.contains(name) && !shown(of, *question, expecting)) return false;
    const auto answer = answers_.find(name);
    if (answer != answers_.end()) return contains(values, answer->second);
    const auto index = static_cast<std::size_t>(question - of.sheet->steps.data());
    return expecting && index >= of.at && !of.earlier.contains(name);
  });
}

bool Path::shown(const Leg& of, const Step& step, bool expecting) const {
  const bool was_done =
      of.earlier.contains(step.id) && !std::holds_alternative<HandOver>(step.verb);
  return !was_done && holds(of, step, expecting);
}

std::size_t Path::first_shown(const Leg& of, std::size_t from) const {
  const auto& steps = of.sheet->steps;
  while (from < steps.size() && !shown(of, steps[from])) ++from;
  return from;
}

Path::Leg Path::new_leg(const Playbook& sheet, bool by_hand) const {
  Leg made;
  made.sheet = &sheet;
  made.by_hand = by_hand;
  for (const auto& [step, outcome] : outcomes_) made.earlier.insert(step);
  made.at = first_shown(made, 0);
  return made;
}

// What is joined to the step before is counted with it.
std::size_t Path::number() const {
  const Leg& here = leg();
  std::size_t number = 0;
  for (std::size_t i = 0; i < std::min(here.at, here.sheet->steps.size()); ++i) {
    const Step& step = here.sheet->steps[i];
    if (!step.joined && shown(here, step)) ++number;
  }
  return at_end() || current()->joined ? number : number + 1;
}

std::size_t Path::count() const {
  const Leg& here = leg();
  std::size_t count = number();
  for (std::size_t i = here.at + 1; i < here.sheet->steps.size(); ++i) {
    const Step& step = here.sheet->steps[i];
    if (!step.joined && shown(here, step, true)) ++count;
  }
  return count;
}

std::size_t Path::proposed(const Step& question) const {
  const auto& choices = choices_of(question.verb);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const Condition& when = choices[i].proposed;
    if (when.empty()) continue;
    const bool holds = std::all_of(when.begin(), when.end(), [&](const auto& condition) {
      return contains(condition.second, facts_.contains(condition.first) ? "yes" : "no");
    });
    if (holds) return i;
  }
  return 0;
}

bool Path::is_answer(std::string_view step, std::string_view value) const {
  for (const Leg& each : legs_) {
    const Step* found = step_called(*each.sheet, step);
    const Ask* ask = found == nullptr ? nullptr : std::get_if<Ask>(&found->verb);
    if (ask != nullptr && accepts(*ask, value)) return true;
  }
  return false;
}

Result<void> Path::answer(std::string_view step, std::string_view value) {
  if (!is_answer(step, value)) {
    return fail(Errc::usage, "no such answer to " + std::string(step));
  }
  answers_[std::string(step)] = value;
  return {};
}

std::optional<std::string> Path::answer_of(std::string_view step) const {
  const auto found = answers_.find(step);
  if (found == answers_.end()) return std::nullopt;
  return found->second;
}

std::optional<Outcome> Path::outcome_of(std::string_view step) const {
  const auto found = outcomes_.find(step);
  if (found == outcomes_.end()) return std::nullopt;
  return found->second;
}

// A sheet that is being followed already is not entered twice: paths end even where a library has
// a circle.
const Playbook* Path::sheet_of_answer(const Step& step) const {
  const auto answer = answers_.find(step.id);
  if (answer == answers_.end()) return nullptr;
  for (const Choice& choice : choices_of(step.verb)) {
    if (choice.id != answer->second || choice.sheet.empty()) continue;
    const Playbook* sheet = library_->find(choice.sheet);
    const auto end = legs_.begin() + static_cast<std::ptrdiff_t>(depth_) + 1;
    const bool followed =
        std::any_of(legs_.begin(), end, [&](const Leg& each) { return each.sheet == sheet; });
    return followed ? nullptr : sheet;
  }
  return nullptr;
}

void Path::go_on() {
  const Playbook* sheet = sheet_of_answer(*current());
  if (sheet == nullptr) {
    leg().at = first_shown(leg(), leg().at + 1);
    return;
  }
  const bool left_by_back = depth_ + 1 < legs_.size() && legs_[depth_ + 1].sheet == sheet;
  if (!left_by_back) {
    legs_.resize(depth_ + 1);
    legs_.push_back(new_leg(*sheet, false));
    ++depth_;
    return;
  }
  ++depth_;
  leg().at = first_shown(leg(), leg().at);
}

Result<void> Path::next() {
  const Step* step = current();
  if (step == nullptr) return fail(Errc::usage, "the path is at its end");
  const bool asks = std::holds_alternative<Ask>(step->verb);
  if (asks && !answers_.contains(step->id)) {
    return fail(Errc::usage, step->id + " has no answer");
  }
  outcomes_[step->id] = Outcome::done;
  go_on();
  return {};
}

Result<void> Path::skip() {
  const Step* step = current();
  if (step == nullptr) return fail(Errc::usage, "the path is at its end");
  outcomes_[step->id] = Outcome::skipped;
  if (const auto answer = answers_.find(step->id); answer != answers_.end()) {
    answers_.erase(answer);
  }
  go_on();
  return {};
}

bool Path::back() {
  const auto& steps = leg().sheet->steps;
  for (std::size_t at = leg().at; at > 0; --at) {
    if (!shown(leg(), steps[at - 1])) continue;
    leg().at = at - 1;
    return true;
  }
  if (depth_ == 0) return false;
  if (leg().by_hand) legs_.resize(depth_);
  --depth_;
  return true;
}

Result<void> Path::change_sheet(std::string_view sheet) {
  const Playbook* found = library_->find(sheet);
  if (found == nullptr) return fail(Errc::missing, "no sheet " + std::string(sheet));
  legs_.resize(depth_ + 1);
  const auto before = std::find_if(legs_.begin(), legs_.end(),
                                   [&](const Leg& each) { return each.sheet == found; });
  if (before == legs_.end()) {
    legs_.push_back(new_leg(*found, true));
  } else {
    legs_.erase(before + 1, legs_.end());
  }
  depth_ = legs_.size() - 1;
  leg().at = first_shown(leg(), leg().at);
  return {};
}

void Path::state(std::string_view fact, bool yes) {
  if (!is_known_fact(fact)) return;
  if (yes) {
    facts_.insert(std::string(fact));
  } else {
    facts_.erase(std::string(fact));
  }
}

}  // namespace trousse::playbooks
