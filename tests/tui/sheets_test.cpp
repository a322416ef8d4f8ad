// SPDX-License-Identifier: Apache-2.0
// The sheets that come with Trousse, walked on the screens by somebody who takes what is proposed.
#include <map>

#include "tests/support/catch.hpp"
#include "tests/tui/sheet.hpp"
#include "tui/parts.hpp"
#include "tui/steps.hpp"

using namespace trousse;
using namespace trousse::tests;
using Name = tui::Key::Name;

namespace {

std::shared_ptr<const playbooks::Library> built_in() {
  return {std::shared_ptr<const void>(), &playbooks::built_in_library()};
}

// Takes what is proposed, but for `choices`: by the step's id, the id of a choice.
class Walker {
 public:
  Walker(std::string_view sheet, std::map<std::string, std::string> choices,
         tui::Situation situation = {})
      : choices_(std::move(choices)) {
    state = tui::start(std::move(situation), built_in(), sheet);
    hear(evening());
    hear(tui::Size{80, 25});
  }

  void walk() {
    constexpr int most = 300;
    for (; steps < most && tui::name_of(state.screen) != "Quit"; ++steps) one_step();
  }

  tui::State state;
  int steps = 0;
  int keys = 0;            ///< but for typed answers
  int keys_to_sealed = 0;  ///< those pressed before the archive was sealed
  std::vector<std::string> too_long, too_wordy;

 private:
  void hear(const tui::Input& input) {
    state = tui::update(std::move(state), input);
    while (!state.wanted.empty()) {
      const auto command = state.wanted.front();
      state.wanted.erase(state.wanted.begin());
      for (const auto& report : answer_of_fake_engine(command)) {
        state = tui::update(std::move(state), report);
      }
    }
  }

  void type(const std::string& text) {
    for (const auto& each : typed(text)) hear(each);
    hear(key(Name::enter));
  }

  void note_page() {
    const auto page = tui::page(state);
    const auto rows = tui::body_rows(page, {80, 25});
    const bool findings = std::holds_alternative<tui::Findings>(state.screen);
    if (!findings && rows.all > rows.visible) too_long.push_back(page.question);
    if (tui::body_words(page) > 60) {
      too_wordy.push_back(page.question + " (" + std::to_string(tui::body_words(page)) + ")");
    }
  }

  void one_step() {
    note_page();
    const auto* keys_screen = std::get_if<tui::ChooseKeys>(&state.screen);
    if (keys_screen != nullptr && keys_screen->phase == tui::ChooseKeys::Phase::ask_back) {
      type(tui::group_of(rescue_code, 3));
      return type(tui::group_of(rescue_code, 6));
    }
    const auto* fingerprint_screen = std::get_if<tui::Fingerprint>(&state.screen);
    if (fingerprint_screen != nullptr && fingerprint_screen->ask_back) {
      type(tui::group_of(fingerprint, 1));
      return type(tui::group_of(fingerprint, 4));
    }
    if (std::holds_alternative<tui::Write>(state.screen)) return type("Un message en anglais");
    if (const auto* choose = std::get_if<tui::Choose>(&state.screen)) pick(*choose);
    press(Name::enter);
  }

  void press(Name name) {
    ++keys;
    if (!state.situation.sealed) keys_to_sealed = keys;
    hear(key(name));
  }

  void pick(const tui::Choose& choose) {
    const auto wanted = choices_.find(choose.step.id);
    if (wanted == choices_.end() || wanted->second.empty()) return;
    const auto& offered = playbooks::choices_of(choose.step.verb);
    for (std::size_t i = 0; i < offered.size(); ++i) {
      if (offered[i].id != wanted->second || i == choose.at) continue;
      ++keys;  // its number
      hear(tui::Key{Name::character, static_cast<char32_t>(U'1' + i)});
      return;
    }
  }

  std::map<std::string, std::string> choices_;
};

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const auto& line : lines) all += "\n  " + line;
  return all;
}

}  // namespace

TEST_CASE("every sheet comes to its end with what is proposed, with and without the key's work") {
  for (const auto& sheet : playbooks::built_in_library().sheets) {
    for (const char* care : {"", "nobody"}) {
      Walker walker(sheet.id, {{"care", care}});
      walker.walk();
      INFO(sheet.id << " " << care << ": " << walker.steps << " steps, " << walker.keys << " keys");
      REQUIRE(tui::name_of(walker.state.screen) == "Quit");
      CHECK(std::get<tui::Quit>(walker.state.screen).finished);
      INFO("longer than a screen:" << joined(walker.too_long));
      CHECK(walker.too_long.empty());
      INFO("more than sixty words:" << joined(walker.too_wordy));
      CHECK(walker.too_wordy.empty());
    }
  }
}

TEST_CASE("from the first screen to the sealed archive it takes at most twelve keys") {
  SECTION("nobody comes today") {
    Walker walker("triage", {{"care", "nobody"}});
    walker.walk();
    INFO(walker.keys_to_sealed << " keys besides typed answers");
    CHECK(walker.state.situation.sealed);
    CHECK(walker.state.situation.discovered);
    CHECK(walker.keys_to_sealed > 6);  // else the counting is wrong
    CHECK(walker.keys_to_sealed <= 12);
  }
  SECTION("a provider's key lies on the kit") {
    tui::Situation situation;
    situation.kit.recipients = {{"CN=Informatique du Port"}};
    Walker walker("triage", {{"care", "nobody"}}, situation);
    walker.walk();
    CHECK(walker.state.situation.sealed);
    CHECK(walker.keys_to_sealed <= 12);
  }
  SECTION("on the bootable key, where the computer is off, all is proposed") {
    tui::Situation situation;
    situation.machine_facts = {"machine.started_from_key"};
    Walker walker("triage", {}, situation);
    walker.walk();
    CHECK(walker.state.situation.sealed);
    CHECK(walker.keys_to_sealed <= 11);
  }
}
