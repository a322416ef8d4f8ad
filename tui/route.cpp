// SPDX-License-Identifier: Apache-2.0
#include "tui/route.hpp"

#include <algorithm>

namespace trousse::tui {
namespace {

// What the path may keep of an answer: no free words, and of a disk a plain name only.
std::string kept_answer(const playbooks::Ask& ask, const std::string& answer) {
  using Kind = playbooks::Ask::Kind;
  if (ask.kind == Kind::text || ask.kind == Kind::keys) return "given";
  if (ask.kind != Kind::disk) return answer;
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-/";
  constexpr std::size_t longest = 128;
  const bool fits = !answer.empty() && answer.size() <= longest &&
                    answer.find_first_not_of(plain) == std::string::npos;
  return fits ? answer : "image";
}

}  // namespace

std::pair<unsigned, unsigned> Route::place() const {
  if (!path) return {0, 0};
  const bool leads_on =
      path->current() && std::ranges::any_of(playbooks::choices_of(current().verb),
                                             [](const auto& one) { return !one.sheet.empty(); });
  if (leads_on) return {0, 0};
  return {static_cast<unsigned>(path->number()), static_cast<unsigned>(path->count())};
}

Route begin(std::shared_ptr<const playbooks::Library> library, std::string_view sheet) {
  Route route{std::move(library), std::nullopt};
  if (auto path = playbooks::Path::start(*route.library, sheet)) route.path = std::move(*path);
  return route;
}

Route knowing(Route route, const std::set<std::string>& facts) {
  if (!route.path) return route;
  for (const auto fact : playbooks::known_facts) {
    route.path->state(fact, facts.contains(std::string(fact)));
  }
  return route;
}

Route next(Route route, const std::string& answer) {
  if (route.at_end()) return route;
  const playbooks::Step& step = route.current();
  bool answered = answer != "not_done" && answer != "stopped";
  if (const auto* ask = std::get_if<playbooks::Ask>(&step.verb)) {
    answered = route.path->answer(step.id, kept_answer(*ask, answer)).has_value();
  }
  // A question that could not be answered is skipped: there is always a way on.
  if (!answered || !route.path->next()) {
    const auto skipped = route.path->skip();
    static_cast<void>(skipped);  // it fails at the end only
  }
  return route;
}

std::optional<Route> before(Route route) {
  if (!route.path || !route.path->back()) return std::nullopt;
  return route;
}

}  // namespace trousse::tui
