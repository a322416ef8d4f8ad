// SPDX-License-Identifier: Apache-2.0
#include "playbooks/show.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "words/messages.hpp"

namespace trousse::playbooks {

using words::Id;
using words::Language;

namespace {

// A question goes by its number on the page, an answer by its label, a fact by its name.
std::string condition_text(const Playbook& sheet, const Condition& condition, Language language) {
  std::string all;
  for (const auto& [name, values] : condition) {
    const auto question = std::find_if(sheet.steps.begin(), sheet.steps.end(),
                                       [&](const Step& step) { return step.id == name; });
    const bool asked = question != sheet.steps.end();
    all += all.empty() ? "" : ", ";
    all += asked ? std::to_string(question - sheet.steps.begin() + 1) + "." : name;
    std::string separator = " = ";
    for (const std::string& value : values) {
      std::string label = value;
      for (const Choice& choice : asked ? choices_of(question->verb) : std::vector<Choice>()) {
        if (choice.id == value) label = in(choice.label, language);
      }
      all += separator + label;
      separator = " | ";
    }
  }
  return all;
}

void add_lines(std::string& page, const std::vector<Line>& lines, Language language) {
  for (const Line& line : lines) {
    page += "     " + in(line, language);
    if (!line.source.empty()) page += " [" + line.source + "]";
    page += '\n';
  }
}

void add_step(std::string& page, const Step& step, Language language) {
  add_lines(page, lines_of(step.verb), language);
  for (const Choice& choice : choices_of(step.verb)) {
    page += "     [ ] " + in(choice.label, language);
    if (!choice.sheet.empty()) page += " -> " + choice.sheet;
    page += '\n';
  }
  if (!step.on_key) return;
  page += "     " + words::filled(Id::sheet_on_key, language, {in(step.on_key->title, language)}) +
          "\n";
  add_lines(page, step.on_key->lines, language);
}

// "2026-11-23" as a reader writes it.
std::string day_of(const std::string& checked, Language language) {
  if (language != Language::french || checked.size() != 10) return checked;
  return checked.substr(8, 2) + "/" + checked.substr(5, 2) + "/" + checked.substr(0, 4);
}

bool ends_a_sentence(const std::string& text) {
  return !text.empty() && std::string_view(".?!").find(text.back()) != std::string_view::npos;
}

}  // namespace

const std::string& in(const Text& text, Language language) {
  return language == Language::french ? text.fr : text.en;
}

std::string in(const Line& line, Language language) {
  std::string text = in(line.text, language);
  if (line.confidence == Confidence::general) {
    text += " " + std::string(words::text(Id::sheet_to_verify, language));
  }
  return text;
}

std::string as_one_text(const Step& step, Language language) {
  std::string text = in(step.title, language);
  if (!ends_a_sentence(text)) text += '.';
  for (const Line& line : lines_of(step.verb)) text += " " + in(line, language);
  std::string answers;
  for (const Choice& choice : choices_of(step.verb)) {
    answers += fmt::format("{}{} = {}", answers.empty() ? "" : " ; ", choice.id,
                           in(choice.label, language));
  }
  return answers.empty() ? text : text + " [" + answers + "]";
}

std::string as_page(const Playbook& sheet, Language language) {
  std::string page = in(sheet.title, language) + "\n";
  page += words::filled(Id::sheet_seen, language, {in(sheet.seen, language)}) + "\n";
  page += words::filled(Id::sheet_checked, language,
                        {std::to_string(sheet.version), day_of(sheet.checked, language)}) +
          "\n";
  std::size_t number = 0;
  for (const Step& step : sheet.steps) {
    page += fmt::format("\n{:3}. {}\n", ++number, in(step.title, language));
    if (!step.when.empty()) {
      page +=
          "     " +
          words::filled(Id::sheet_when, language, {condition_text(sheet, step.when, language)}) +
          "\n";
    }
    add_step(page, step, language);
  }
  return page;
}

std::string as_page(const Questionnaire& questionnaire, Language language) {
  std::string page = in(questionnaire.title, language) + "\n";
  std::size_t number = 0;
  for (const ControlGroup& group : questionnaire.groups) {
    page += "\n" + in(group.title, language) + "\n";
    for (const ControlPoint& point : group.points) {
      page += fmt::format("{:3}. {}\n     {}\n", ++number, in(point.question, language),
                          in(point.why, language));
    }
  }
  return page;
}

}  // namespace trousse::playbooks
