// SPDX-License-Identifier: Apache-2.0
#include "tui/parts.hpp"
#include "tui/screens.hpp"

namespace trousse::tui {
namespace {

using words::Id;

struct PauseWay {
  Id label;
  const char* answer;
};

// What one can do now; the way that redoes nothing comes first. The archive is a step that has
// nothing after it: it is tried again or left.
std::vector<PauseWay> pause_ways(const Pause& screen) {
  std::vector<PauseWay> all{{Id::pause_retry, "retry"}};
  const bool stopped = screen.error.code == Errc::cancelled && !screen.died;
  if (stopped && screen.kind != playbooks::StepKind::seal) {
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
  } else {
    error(page, situation, screen.error);
  }
  std::vector<std::string> labels;
  for (const PauseWay& way : pause_ways(screen)) labels.push_back(say(situation, way.label));
  choices(page, labels, screen.at);
  keys(page, situation, Keys::choice);
  // There is nothing to go back to while the work waits.
  std::erase_if(page.keys,
                [&](const Hint& hint) { return hint.key == say(situation, Id::key_escape); });
  return page;
}

}  // namespace trousse::tui
