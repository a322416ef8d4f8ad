// SPDX-License-Identifier: Apache-2.0
#include "tui/app.hpp"

#include "tests/support/catch.hpp"
#include "tests/tui/sheet.hpp"
#include "tui/steps.hpp"

using namespace trousse;
using namespace trousse::tests;
using Name = tui::Key::Name;

namespace {

/// The guided path with an engine whose work succeeds at once; it counts the keys that are no
/// typed answer.
class Doctor {
 public:
  explicit Doctor(tui::Situation situation = {},
                  std::shared_ptr<const playbooks::Library> library = small_library(),
                  std::string_view sheet = "general") {
    state = tui::start(std::move(situation), std::move(library), sheet);
    hear(evening());
    hear(tui::Size{80, 25});
  }

  void press(Name name) {
    ++pressed;
    hear(key(name));
  }
  void type(std::string_view text) {
    for (const auto& each : typed(text)) hear(each);
  }
  std::string_view on() const { return tui::name_of(state.screen); }
  void hear(const tui::Input& input) {
    state = tui::update(std::move(state), input);
    while (answers && !state.wanted.empty()) {
      const auto command = state.wanted.front();
      state.wanted.erase(state.wanted.begin());
      commands.push_back(command);
      for (const auto& report : answer_of_fake_engine(command)) {
        state = tui::update(std::move(state), report);
      }
    }
  }
  template <class C>
  std::size_t asked() const {
    return static_cast<std::size_t>(
        std::count_if(commands.begin(), commands.end(),
                      [](const auto& command) { return std::holds_alternative<C>(command); }));
  }

  tui::State state;
  std::vector<playbooks::Command> commands;
  bool answers = true;
  int pressed = 0;
};

void to_keys(Doctor& doctor) {
  doctor.press(Name::enter);  // begin
  doctor.press(Name::enter);  // now
  doctor.press(Name::enter);  // ransom
  doctor.press(Name::enter);  // network cut
  doctor.press(Name::enter);  // isolation
  doctor.press(Name::enter);  // clock
  doctor.press(Name::enter);  // disk
}

void copy_rescue_code(Doctor& doctor) {
  doctor.press(Name::enter);  // make a code
  doctor.press(Name::enter);  // copied
  doctor.type("90128");
  doctor.hear(key(Name::enter));
  doctor.type("12341");
  doctor.hear(key(Name::enter));
}

}  // namespace

TEST_CASE("the whole path leads from the welcome to a sealed archive") {
  Doctor doctor;
  CHECK(doctor.on() == "Welcome");
  to_keys(doctor);
  REQUIRE(doctor.on() == "ChooseKeys");
  copy_rescue_code(doctor);
  REQUIRE(doctor.on() == "Write");
  doctor.type("Rien");
  doctor.hear(key(Name::enter));
  // Collection and scan went on by themselves.
  REQUIRE(doctor.on() == "Findings");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Fingerprint");
  doctor.press(Name::enter);
  doctor.type("11111");
  doctor.hear(key(Name::enter));
  doctor.type("44444");
  doctor.hear(key(Name::enter));
  REQUIRE(doctor.on() == "HandOver");
  for (int page = 0; page < 4; ++page) doctor.hear(key(Name::enter));
  REQUIRE(doctor.on() == "Quit");
  CHECK(doctor.asked<playbooks::StartStep>() == 3);
  CHECK(doctor.asked<playbooks::MakeCase>() == 1);
  doctor.hear(key(Name::enter));
  CHECK(doctor.state.leaves);
}

TEST_CASE("the proposed path takes at most twelve keys before the pages of what follows") {
  Doctor doctor;
  to_keys(doctor);
  copy_rescue_code(doctor);
  doctor.hear(key(Name::enter));  // the free words are an answer that is typed
  doctor.press(Name::enter);      // findings
  doctor.press(Name::enter);      // fingerprint copied
  doctor.type("11111");
  doctor.hear(key(Name::enter));
  doctor.type("44444");
  doctor.hear(key(Name::enter));
  REQUIRE(doctor.on() == "HandOver");
  INFO(doctor.pressed << " keys");
  CHECK(doctor.pressed <= 12);
}

TEST_CASE("answers go to the case, and free words and paths not to its custody journal") {
  Doctor doctor;
  to_keys(doctor);
  copy_rescue_code(doctor);
  doctor.type("Madame X a appel");
  doctor.hear(key(Name::enter));
  std::size_t seen = 0;
  for (const auto& command : doctor.commands) {
    const auto* answer = std::get_if<playbooks::Answer>(&command);
    if (answer == nullptr) continue;
    const bool closed = answer->step == "notes" || answer->step == "disk";
    CHECK(answer->open == !closed);
    ++seen;
  }
  CHECK(seen >= 8);
}

TEST_CASE("Esc goes back and finds the answer as it was left") {
  Doctor doctor;
  doctor.press(Name::enter);
  doctor.type("16h30");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Choose");
  doctor.press(Name::down);
  doctor.press(Name::escape);
  REQUIRE(doctor.on() == "Hour");
  CHECK(std::get<tui::Hour>(doctor.state.screen).hour == "16h30");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Choose");
  CHECK(std::get<tui::Choose>(doctor.state.screen).at == 1);
}

TEST_CASE("a wrong group of the code is asked again, and Esc shows the code") {
  Doctor doctor;
  to_keys(doctor);
  doctor.press(Name::enter);
  doctor.press(Name::enter);
  doctor.type("90129");
  doctor.press(Name::enter);
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "ChooseKeys");
  CHECK(std::get<tui::ChooseKeys>(doctor.state.screen).refused);
  doctor.press(Name::escape);
  CHECK(tui::to_text(tui::view(doctor.state, {80, 25})).find("90128") != std::string::npos);
}

TEST_CASE("the code is accepted from the digit row of a French keyboard without Shift") {
  Doctor doctor;
  to_keys(doctor);
  doctor.press(Name::enter);
  doctor.press(Name::enter);
  doctor.type("çà&é_");  // 90128 but for the last: _ is 8
  doctor.press(Name::enter);
  doctor.type("&é\"'&");
  doctor.press(Name::enter);
  CHECK(doctor.on() == "Write");
}

TEST_CASE("a step that stops offers to go on, with what is taken, or to leave") {
  Doctor doctor;
  to_keys(doctor);
  copy_rescue_code(doctor);
  doctor.answers = false;
  doctor.hear(key(Name::enter));
  REQUIRE(doctor.on() == "Work");
  SECTION("stopped by the person") {
    doctor.press(Name::escape);
    doctor.press(Name::down);
    doctor.press(Name::enter);
    CHECK(std::holds_alternative<playbooks::StopStep>(doctor.state.wanted.back()));
    playbooks::StepEnded ended;
    ended.exit_code = 130;
    ended.error = Error{Errc::cancelled, ""};
    doctor.hear(playbooks::Report(ended));
    REQUIRE(doctor.on() == "Pause");
    doctor.press(Name::down);
    doctor.press(Name::enter);
    REQUIRE(doctor.on() == "Work");
    CHECK(std::get<tui::Work>(doctor.state.screen).kind == playbooks::StepKind::scan);
  }
  SECTION("the child died") {
    playbooks::StepEnded ended;
    ended.exit_code = -1;
    doctor.hear(playbooks::Report(ended));
    REQUIRE(doctor.on() == "Pause");
    const auto before = doctor.state.wanted.size();
    doctor.press(Name::enter);
    CHECK(doctor.on() == "Work");
    CHECK(doctor.state.wanted.size() == before + 1);  // begun again
  }
  SECTION("it ended while help was open: the path goes on once help is closed") {
    doctor.press(Name::help);
    playbooks::StepEnded ended;
    doctor.hear(playbooks::Report(ended));
    CHECK(doctor.on() == "Help");
    doctor.press(Name::escape);
    REQUIRE(doctor.on() == "Work");
    CHECK(std::get<tui::Work>(doctor.state.screen).kind == playbooks::StepKind::scan);
  }
}

TEST_CASE("Ctrl-C asks, staying is proposed, and nothing is lost by it") {
  Doctor doctor;
  doctor.press(Name::enter);
  doctor.type("16h");
  doctor.press(Name::interrupt);
  REQUIRE(doctor.on() == "Quit");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Hour");
  CHECK(std::get<tui::Hour>(doctor.state.screen).hour == "16h");
  CHECK_FALSE(doctor.state.leaves);
}

TEST_CASE("leaving at work asks the step to stop") {
  Doctor doctor;
  to_keys(doctor);
  copy_rescue_code(doctor);
  doctor.answers = false;
  doctor.hear(key(Name::enter));
  doctor.press(Name::interrupt);
  doctor.press(Name::down);
  doctor.press(Name::enter);
  CHECK(doctor.state.leaves);
  REQUIRE_FALSE(doctor.state.wanted.empty());
  CHECK(std::holds_alternative<playbooks::StopStep>(doctor.state.wanted.back()));
}

TEST_CASE("the way back does not pass over work that was done") {
  Doctor doctor;
  to_keys(doctor);
  copy_rescue_code(doctor);
  doctor.hear(key(Name::enter));
  REQUIRE(doctor.on() == "Findings");
  doctor.press(Name::escape);
  REQUIRE(doctor.on() == "Quit");
  doctor.press(Name::escape);
  CHECK(doctor.on() == "Findings");
}

TEST_CASE("a case that was begun goes on after its last answer; its work is done again") {
  tui::Situation situation;
  situation.kit.unfinished = {{"/key/a", "2026-11-23-K7QF2M", "2026-11-23T16:20:00.0000000Z"}};
  Doctor doctor(situation);
  doctor.press(Name::enter);
  CHECK(doctor.on() == "CheckIsolation");
  REQUIRE(doctor.state.situation.discovered);
  CHECK(to_iso8601(*doctor.state.situation.discovered) == "2026-11-23T16:00:00.0000000Z");
  doctor.press(Name::enter);
  doctor.press(Name::enter);
  doctor.press(Name::enter);
  // No code is made twice, and the collection runs although the journal says that it was done.
  CHECK(doctor.on() == "Write");
  CHECK(doctor.asked<playbooks::MakeCase>() == 0);
  doctor.press(Name::enter);
  CHECK(doctor.asked<playbooks::StartStep>() == 2);
}

TEST_CASE("what the engine refuses is said, and one comes back to the question") {
  Doctor doctor;
  to_keys(doctor);
  doctor.answers = false;
  doctor.press(Name::enter);
  doctor.hear(playbooks::Report(playbooks::Refused{{Errc::key_full, "no space"}}));
  REQUIRE(doctor.on() == "Failure");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "ChooseKeys");
  CHECK(std::get<tui::ChooseKeys>(doctor.state.screen).phase == tui::ChooseKeys::Phase::choose);
}

TEST_CASE("F2 changes the language where one is, and back") {
  Doctor doctor;
  to_keys(doctor);
  const std::string french = tui::to_text(tui::view(doctor.state, {80, 25}));
  doctor.press(Name::language);
  const std::string english = tui::to_text(tui::view(doctor.state, {80, 25}));
  CHECK(french != english);
  CHECK(english.find("Ransomware") != std::string::npos);
  doctor.press(Name::language);
  CHECK(tui::to_text(tui::view(doctor.state, {80, 25})) == french);
}
