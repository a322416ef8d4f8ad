// SPDX-License-Identifier: Apache-2.0
#include "tui/route.hpp"

#include <algorithm>

namespace trousse::tui {
namespace {

const std::vector<playbooks::Step>& sheet_steps(const Route& route) {
  static const std::vector<playbooks::Step> none;
  return route.sheet < route.library.size() ? route.library[route.sheet].steps : none;
}

bool condition_holds(const Route& route, const playbooks::Condition& condition) {
  return std::ranges::all_of(condition, [&](const auto& one) {
    const auto& [name, values] = one;
    std::string value;
    if (const auto answer = route.answers.find(name); answer != route.answers.end()) {
      value = answer->second;
    } else if (name.find('.') != std::string::npos) {
      value = route.facts.contains(name) ? "yes" : "no";
    }
    return std::ranges::find(values, value) != values.end();
  });
}

// To the first step from here whose condition holds, or to the end.
Route settled(Route route) {
  const auto& steps = sheet_steps(route);
  while (route.step < steps.size() && !condition_holds(route, steps[route.step].when)) ++route.step;
  return route;
}

// The sheet that a choice leads to, by its place in the library.
std::optional<std::size_t> led_to(const Route& route, const std::string& answer) {
  const auto* ask = std::get_if<playbooks::Ask>(&route.current().verb);
  if (ask == nullptr) return std::nullopt;
  for (const auto& choice : ask->choices) {
    if (choice.id != answer || choice.sheet.empty()) continue;
    for (std::size_t i = 0; i < route.library.size(); ++i) {
      if (route.library[i].id == choice.sheet) return i;
    }
  }
  return std::nullopt;
}

}  // namespace

bool Route::at_end() const { return step >= sheet_steps(*this).size(); }

const playbooks::Step& Route::current() const { return sheet_steps(*this)[step]; }

std::pair<unsigned, unsigned> Route::place() const {
  unsigned number = 0;
  unsigned all = 0;
  const auto& steps = sheet_steps(*this);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i != step && !condition_holds(*this, steps[i].when)) continue;
    ++all;
    if (i <= step) ++number;
  }
  return {number, all};
}

Route begin(std::vector<playbooks::Playbook> library) {
  Route route;
  route.library = std::move(library);
  return settled(std::move(route));
}

Route next(Route route, const std::string& answer) {
  if (route.at_end()) return route;
  route.answers[route.current().id] = answer;
  route.trail.push_back({route.sheet, route.step});
  if (const auto sheet = led_to(route, answer)) {
    route.sheet = *sheet;
    route.step = 0;
  } else {
    ++route.step;
  }
  route = settled(std::move(route));
  // A step of the new sheet that was answered in the old one is not asked twice.
  while (!route.at_end() && route.trail.back().sheet != route.sheet &&
         route.answers.contains(route.current().id)) {
    ++route.step;
    route = settled(std::move(route));
  }
  return route;
}

std::optional<Route> before(Route route) {
  if (route.trail.empty()) return std::nullopt;
  route.sheet = route.trail.back().sheet;
  route.step = route.trail.back().step;
  route.trail.pop_back();
  return route;
}

}  // namespace trousse::tui
