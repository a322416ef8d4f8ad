// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "playbooks/questionnaire.hpp"
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using playbooks::Verdict;
using words::Id;

struct VerdictWords {
  Verdict verdict;
  Id answer, name;
};
// Not knowing is proposed: a key pressed in a hurry claims nothing.
constexpr std::array verdicts{
    VerdictWords{Verdict::unknown, Id::points_is_unknown, Id::points_unknown},
    VerdictWords{Verdict::conforming, Id::points_is_met, Id::points_met},
    VerdictWords{Verdict::review, Id::points_is_review, Id::points_to_review}};

std::size_t place_of(Verdict verdict) {
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i].verdict == verdict) return i;
  }
  return 0;
}

const std::vector<playbooks::ControlGroup>& parts() { return playbooks::posture().groups; }

const playbooks::ControlPoint& point_of(const Points& screen) {
  return parts()[screen.group].points[screen.point];
}

// What a person said of it before stands there again.
void show_point(Points& screen, std::size_t point) {
  screen.point = point;
  const auto said = screen.answered.by_person.find(point_of(screen).id);
  screen.at = said == screen.answered.by_person.end() ? 0 : place_of(said->second);
}

// The part after the one that was gone through is proposed; behind the last, the printing.
void show_parts(Points& screen) {
  screen.at = screen.group + 1;
  screen.group = Points::groups;
}

Turn<Points> on_part_key(Points screen, const Key& key) {
  if (move(screen.at, parts().size() + 1, key)) return {screen, Stay{}};
  if (key.name == Key::Name::escape) return {screen, Back{}};
  if (key.name != Key::Name::enter) return {screen, Stay{}};
  if (screen.at >= parts().size()) return {std::move(screen), Done{"write"}};
  screen.group = screen.at;
  show_point(screen, 0);
  return {screen, Stay{}};
}

Turn<Points> on_point_key(Points screen, const Key& key) {
  if (move(screen.at, verdicts.size(), key)) return {screen, Stay{}};
  if (key.name == Key::Name::escape) {
    if (screen.point == 0) {
      screen.at = screen.group;
      screen.group = Points::groups;
    } else {
      show_point(screen, screen.point - 1);
    }
    return {screen, Stay{}};
  }
  if (key.name != Key::Name::enter) return {screen, Stay{}};
  screen.answered.by_person[point_of(screen).id] = verdicts[screen.at].verdict;
  if (screen.point + 1 < parts()[screen.group].points.size()) {
    show_point(screen, screen.point + 1);
  } else {
    show_parts(screen);
  }
  return {screen, Stay{}};
}

Page parts_page(const Points& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::points_screen));
  // Counts once there are some; how to go about it before.
  const bool begun = !screen.answered.by_person.empty() || !screen.answered.from_disk.empty();
  if (!begun) paragraph(page, say(situation, Id::points_screen_how));
  std::vector<std::string> labels;
  for (const auto& group : parts()) {
    if (!begun) {
      labels.push_back(say(situation, group.title));
      continue;
    }
    const auto counts = screen.answered.counts(group);
    labels.push_back(say(situation, Id::points_group,
                         {say(situation, group.title), std::to_string(counts.conforming),
                          std::to_string(counts.review), std::to_string(counts.unknown)}));
  }
  labels.push_back(say(situation, Id::points_finish));
  choices(page, labels, screen.at);
  return page;
}

Page point_page(const Points& screen, const Situation& situation) {
  const auto& group = parts()[screen.group];
  const auto& point = point_of(screen);
  Page page = frame(situation, say(situation, point.question));
  lines(page, situation, {point.why});
  const auto seen = screen.answered.from_disk.find(point.id);
  if (seen != screen.answered.from_disk.end()) {
    evidence(page, say(situation, Id::points_disk_says,
                       {say(situation, verdicts[place_of(seen->second)].name)}));
  }
  std::vector<std::string> labels;
  for (const auto& one : verdicts) labels.push_back(say(situation, one.answer));
  choices(page, labels, screen.at);
  page.title = say(situation, Id::screen_title) + " | " + say(situation, group.title);
  page.place = say(situation, Id::points_place,
                   {std::to_string(screen.point + 1), std::to_string(group.points.size())});
  return page;
}

}  // namespace

Turn<Points> update(Points screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  if (key == nullptr) return {screen, Stay{}};
  return screen.group == Points::groups ? on_part_key(std::move(screen), *key)
                                        : on_point_key(std::move(screen), *key);
}

Page page(const Points& screen, const Situation& situation) {
  Page page = screen.group == Points::groups ? parts_page(screen, situation)
                                             : point_page(screen, situation);
  keys(page, situation, Keys::choice);
  return page;
}

}  // namespace trousse::tui
