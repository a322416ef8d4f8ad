// SPDX-License-Identifier: Apache-2.0
#include "playbooks/check.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "playbooks/facts.hpp"
#include "scanners/scanner.hpp"

namespace trousse::playbooks {

using words::Id;

namespace {

struct Checking {
  const Playbook& sheet;
  const SheetNames& known;
  Faults faults;

  void complain(const Step& step, std::size_t line, Id why, std::vector<std::string> values = {}) {
    add_fault(faults, {step.place.file, line, why, std::move(values)});
  }
};

const Step* step_called(const Playbook& sheet, std::string_view id) {
  const auto found = std::find_if(sheet.steps.begin(), sheet.steps.end(),
                                  [&](const Step& step) { return step.id == id; });
  return found == sheet.steps.end() ? nullptr : &*found;
}

bool has_answer(const Step& question, const std::string& value) {
  const auto& choices = choices_of(question.verb);
  return std::any_of(choices.begin(), choices.end(),
                     [&](const Choice& choice) { return choice.id == value; });
}

void check_values(Checking& checking, const Step& step, const std::string& name,
                  const std::vector<std::string>& values, const Step* question) {
  for (const std::string& value : values) {
    const bool known =
        question == nullptr ? value == "yes" || value == "no" : has_answer(*question, value);
    if (!known) {
      checking.complain(step, step.place.line, Id::fault_condition_value, {name, value});
    }
  }
}

void check_condition(Checking& checking, const Step& step) {
  for (const auto& [name, values] : step.when) {
    const Step* question = step_called(checking.sheet, name);
    const bool is_question = question != nullptr && !choices_of(question->verb).empty();
    if (!is_question && !is_known_fact(name)) {
      checking.complain(step, step.place.line, Id::fault_condition_unknown, {name});
    } else if (is_question && question >= &step) {
      checking.complain(step, step.place.line, Id::fault_condition_later, {name});
    } else {
      check_values(checking, step, name, values, is_question ? question : nullptr);
    }
  }
}

// A later step is reached for certain after an answer when nothing but that answer is its
// condition.
bool goes_on(const Playbook& sheet, const Step& question, const std::string& answer) {
  return std::any_of(sheet.steps.begin(), sheet.steps.end(), [&](const Step& later) {
    if (&later <= &question) return false;
    return std::all_of(later.when.begin(), later.when.end(), [&](const auto& condition) {
      const auto& values = condition.second;
      const bool allowed = std::find(values.begin(), values.end(), answer) != values.end();
      // The question's own condition holds, since it was asked.
      const auto own = question.when.find(condition.first);
      const bool inherited = own != question.when.end() && own->second == values;
      return inherited || (condition.first == question.id && allowed);
    });
  });
}

// What is proposed may depend on what the kit sees, not on an answer.
void check_proposed(Checking& checking, const Step& step, const Choice& choice) {
  for (const auto& [name, values] : choice.proposed) {
    if (!is_known_fact(name)) {
      checking.complain(step, choice.label.line, Id::fault_condition_unknown, {name});
    }
    check_values(checking, step, name, values, nullptr);
  }
}

void check_question(Checking& checking, const Step& step, const Ask& ask) {
  if (ask.kind != Ask::Kind::choice) return;
  if (ask.choices.size() < 2) checking.complain(step, step.place.line, Id::fault_choices_few);
  std::set<std::string> ids;
  for (const Choice& choice : ask.choices) {
    if (!ids.insert(choice.id).second) {
      checking.complain(step, choice.label.line, Id::fault_choice_twice, {choice.id});
    }
    check_proposed(checking, step, choice);
    if (!choice.sheet.empty() && !checking.known.contains(choice.sheet)) {
      checking.complain(step, choice.label.line, Id::fault_sheet_unknown, {choice.sheet});
    }
    if (choice.sheet.empty() && !goes_on(checking.sheet, step, choice.id)) {
      checking.complain(step, choice.label.line, Id::fault_no_way_on, {choice.id});
    }
  }
}

void check_scan(Checking& checking, const Step& step, const Scan& scan) {
  const auto all = scanners::all_scanners();
  for (const std::string& name : scan.only) {
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const auto& scanner) { return scanner.name == name; });
    if (!known) checking.complain(step, step.place.line, Id::fault_scanner_unknown, {name});
  }
}

// The first of a page is a step of the same form, under the same condition: they stand together.
void check_joined(Checking& checking, const Step& step) {
  if (!step.joined) return;
  const auto& steps = checking.sheet.steps;
  const auto index = static_cast<std::size_t>(&step - steps.data());
  const bool fits =
      index > 0 && may_be_joined(steps[index - 1].verb) && steps[index - 1].when == step.when;
  if (!fits) checking.complain(step, step.place.line, Id::fault_joined);
}

void check_step(Checking& checking, const Step& step) {
  check_condition(checking, step);
  check_joined(checking, step);
  const bool speaks = !lines_of(step.verb).empty();
  const bool must_speak =
      std::holds_alternative<Tell>(step.verb) || std::holds_alternative<HandOver>(step.verb);
  const bool speaks_on_key = !step.on_key || !step.on_key->lines.empty();
  if (must_speak && !(speaks && speaks_on_key))
    checking.complain(step, step.place.line, Id::fault_lines_missing);
  if (const auto* ask = std::get_if<Ask>(&step.verb)) check_question(checking, step, *ask);
  if (const auto* scan = std::get_if<Scan>(&step.verb)) check_scan(checking, step, *scan);
}

// Every path ends with what follows, or with another sheet.
void check_end(Checking& checking) {
  if (checking.sheet.steps.empty()) return;
  const Step& last = checking.sheet.steps.back();
  const auto& choices = choices_of(last.verb);
  const bool leads_on =
      !choices.empty() && std::none_of(choices.begin(), choices.end(),
                                       [](const Choice& choice) { return choice.sheet.empty(); });
  const bool ends = std::holds_alternative<HandOver>(last.verb) && last.when.empty();
  if (!ends && !leads_on) checking.complain(last, last.place.line, Id::fault_no_end);
}

void check_suggestions(Checking& checking) {
  for (const Suggestion& suggestion : checking.sheet.suggested) {
    for (const auto& [name, values] : suggestion.when) {
      const bool known = is_known_fact(name);
      if (!known) {
        add_fault(
            checking.faults,
            {checking.sheet.file, suggestion.because.line, Id::fault_condition_answer, {name}});
      }
      for (const std::string& value : values) {
        if (!known || value == "yes" || value == "no") continue;
        add_fault(checking.faults, {checking.sheet.file,
                                    suggestion.because.line,
                                    Id::fault_condition_value,
                                    {name, value}});
      }
    }
  }
}

}  // namespace

Faults check(const Playbook& sheet, const SheetNames& known, const Vocabulary& words) {
  Checking checking{sheet, known, {}};
  std::set<std::string> ids;
  for (const Step& step : sheet.steps) {
    if (!step.id.empty() && !ids.insert(step.id).second) {
      checking.complain(step, step.place.line, Id::fault_step_twice, {step.id});
    }
    check_step(checking, step);
  }
  check_end(checking);
  check_suggestions(checking);
  for (Fault& fault : check_language(sheet, words)) add_fault(checking.faults, std::move(fault));
  return std::move(checking.faults);
}

namespace {

struct Edge {
  const Step* step;
  const Choice* choice;
};

// Depth first; a sheet met again while its own answers are still being followed closes a circle.
struct LoopSearch {
  std::map<std::string, const Playbook*, std::less<>> sheets;
  std::set<std::string> finished;
  std::vector<std::string> trail;
  Faults faults;

  void follow(const Playbook& sheet) {
    if (finished.contains(sheet.id)) return;
    trail.push_back(sheet.id);
    for (const Step& step : sheet.steps) {
      for (const Choice& choice : choices_of(step.verb)) follow({&step, &choice});
    }
    trail.pop_back();
    finished.insert(sheet.id);
  }

  void follow(const Edge& edge) {
    const auto next = sheets.find(edge.choice->sheet);
    if (next == sheets.end()) return;
    const auto met = std::find(trail.begin(), trail.end(), next->first);
    if (met == trail.end()) return follow(*next->second);
    std::string circle;
    for (auto at = met; at != trail.end(); ++at) circle += *at + " > ";
    add_fault(
        faults,
        {edge.step->place.file, edge.choice->label.line, Id::fault_loop, {circle + next->first}});
  }
};

}  // namespace

Faults check_loops(const std::vector<const Playbook*>& sheets) {
  LoopSearch search;
  for (const Playbook* sheet : sheets) search.sheets.emplace(sheet->id, sheet);
  for (const Playbook* sheet : sheets) search.follow(*sheet);
  return std::move(search.faults);
}

}  // namespace trousse::playbooks
