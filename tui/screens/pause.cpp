// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"
#include "tui/steps.hpp"

namespace trousse::tui {
namespace {

using words::Id;

struct PauseWay {
  Id label;
  const char* answer;
};

bool is_stopped(const Pause& screen) {
  return screen.error.code == Errc::cancelled && !screen.died;
}

// What one can do now; the way that redoes nothing comes first. The archive is a step that has
// nothing after it: it is tried again or left.
std::vector<PauseWay> pause_ways(const Pause& screen) {
  std::vector<PauseWay> all{{Id::pause_retry, "retry"}};
  const bool leads_on = is_stopped(screen) && screen.kind != playbooks::StepKind::seal;
  // A disk on which a reader dies, or a key that is full, costs this step, not the archive.
  const bool is_lost = screen.died || screen.error.code == Errc::key_full;
  if (leads_on || (is_lost && can_be_ended(screen.kind))) {
    all.push_back({Id::pause_go_on, "go_on"});
  }
  all.push_back({Id::pause_quit, "quit"});
  return all;
}

}  // namespace

Turn<Pause> update(Pause screen, const Input& input, const Situation&) {
  const Key* key = key_of(input);
  const auto offered = pause_ways(screen);
  if (key == nullptr || move(screen.at, offered.size(), *key)) return {screen, Stay{}};
  if (key->name != Key::Name::enter || screen.at >= offered.size()) return {screen, Stay{}};
  const std::string answer = offered[screen.at].answer;
  return {std::move(screen), Done{answer}};
}

Page page(const Pause& screen, const Situation& situation) {
  Page page = frame(situation, say(situation, Id::pause_title));
  if (screen.died) {
    paragraph(page, say(situation, Id::pause_died_happened));
    paragraph(page, say(situation, Id::pause_died_safe));
    paragraph(page, say(situation, Id::pause_died_now));
    if (situation.technician) evidence(page, screen.error.what, Look::quiet);
  } else if (is_stopped(screen) && can_be_ended(screen.kind)) {
    paragraph(page, say(situation, Id::pause_stopped_happened));
    paragraph(page, say(situation, Id::pause_stopped_safe));
    paragraph(page, say(situation, Id::pause_stopped_now));
  } else {
    error(page, situation, screen.error);
  }
  std::vector<std::string> labels;
  for (const PauseWay& way : pause_ways(screen)) labels.push_back(say(situation, way.label));
  choices(page, labels, screen.at);
  keys(page, situation, Keys::choice);
  no_escape(page, situation);  // there is nothing to go back to while the work waits
  return page;
}

}  // namespace trousse::tui
