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
  doctor.press(Name::enter);  // copied
  doctor.type("90128");
  doctor.hear(key(Name::enter));
  doctor.type("12341");
  doctor.hear(key(Name::enter));
}

playbooks::StepEnded stopped(playbooks::StepKind kind) {
  playbooks::StepEnded ended;
  ended.kind = kind;
  ended.exit_code = 130;
  ended.error = Error{Errc::cancelled, ""};
  return ended;
}

// From the findings, the fingerprint copied and typed back.
void through_the_seal(Doctor& doctor) {
  REQUIRE(doctor.on() == "Findings");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Fingerprint");
  doctor.press(Name::enter);
  doctor.type("11111");
  doctor.hear(key(Name::enter));
  doctor.type("44444");
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
  through_the_seal(doctor);
  REQUIRE(doctor.on() == "HandOver");
  for (int page = 0; page < 5; ++page) doctor.hear(key(Name::enter));
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
  through_the_seal(doctor);
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

TEST_CASE("an hour that the PC's clock has not reached is taken when it is given twice") {
  Doctor doctor;
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Hour");
  doctor.type("23h59");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Hour");
  doctor.press(Name::enter);
  CHECK(doctor.on() == "Choose");
  REQUIRE(doctor.state.situation.discovered);
  CHECK(to_iso8601(*doctor.state.situation.discovered) == "2026-11-23T22:59:00.0000000Z");
}

TEST_CASE("a wrong group of the code is asked again, and Esc shows the code") {
  Doctor doctor;
  to_keys(doctor);
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
  doctor.type("çà&é_");  // 90128 but for the last: _ is 8
  doctor.press(Name::enter);
  doctor.type("&é\"'&");
  doctor.press(Name::enter);
  CHECK(doctor.on() == "Write");
}

TEST_CASE("a line is chosen by the digit row of each keyboard, with Shift or without") {
  struct Row {
    const char* keyboard;
    const char* two;  // what its key 2 gives
  };
  constexpr Row rows[] = {{"fr", "é"},     {"fr", "2"}, {"fr", "É"}, {"be", "é"},
                          {"bepo", "«"},   {"us", "2"}, {"us", "@"}, {"ch-fr", "2"},
                          {"ch-fr", "\""}, {"", "é"},   {"", "«"},   {"", "2"}};
  for (const Row& row : rows) {
    INFO(row.keyboard << " " << row.two);
    tui::Situation situation;
    situation.keyboard = row.keyboard;
    Doctor doctor(situation);
    doctor.press(Name::enter);
    doctor.press(Name::enter);
    REQUIRE(doctor.on() == "Choose");
    doctor.type(row.two);
    CHECK(std::get<tui::Choose>(doctor.state.screen).at == 1);
  }
}

TEST_CASE("what is typed in a text stays as it was typed, whatever the keyboard") {
  for (const char* keyboard : {"", "fr", "be", "ch-fr", "bepo", "us"}) {
    INFO(keyboard);
    tui::Situation situation;
    situation.keyboard = keyboard;
    Doctor doctor(situation);
    to_keys(doctor);
    copy_rescue_code(doctor);
    REQUIRE(doctor.on() == "Write");
    const std::string text = "Zoé d'Ançay-Würth : 2 « & \" ( § ! @ + * / ) É =";
    doctor.type(text);
    CHECK(std::get<tui::Write>(doctor.state.screen).text == text);
  }
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
    playbooks::StepEnded ended = stopped(playbooks::StepKind::collect);
    doctor.hear(playbooks::Report(ended));
    REQUIRE(doctor.on() == "Pause");
    doctor.press(Name::down);
    doctor.press(Name::enter);
    // What was not taken is written down first, without reading more of the disk.
    REQUIRE(doctor.on() == "Work");
    CHECK(std::get<playbooks::StartStep>(doctor.state.wanted.back()).end_here);
    ended.exit_code = 4;
    ended.error.reset();
    doctor.hear(playbooks::Report(ended));
    REQUIRE(doctor.on() == "Work");
    CHECK(std::get<tui::Work>(doctor.state.screen).kind == playbooks::StepKind::scan);
    const auto& answer = std::get<playbooks::Answer>(*(doctor.state.wanted.rbegin() + 1));
    CHECK(answer.value == "stopped");
    CHECK_FALSE(std::get<playbooks::StartStep>(doctor.state.wanted.back()).end_here);
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
    doctor.hear(playbooks::Report(ended));
    REQUIRE(doctor.on() == "Pause");
    doctor.press(Name::down);  // a step that dies each time does not keep from the seal
    doctor.press(Name::enter);
    CHECK(std::get<playbooks::StartStep>(doctor.state.wanted.back()).end_here);
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

TEST_CASE("a step that is taken up again keeps its bar, its counts and its findings") {
  Doctor doctor;
  to_keys(doctor);
  copy_rescue_code(doctor);
  doctor.answers = false;
  doctor.hear(key(Name::enter));
  doctor.hear(playbooks::Report(playbooks::StepEnded{}));  // the collection
  REQUIRE(std::get<tui::Work>(doctor.state.screen).kind == playbooks::StepKind::scan);
  using playbooks::StepKind;
  doctor.hear(playbooks::Report(playbooks::StepBegan{StepKind::scan, "trousse scan", false}));
  doctor.hear(playbooks::Report(Event(Progress{"scan", "C:/a", 300, 1000, 0, 3})));
  for (const auto& finding : some_findings()) doctor.hear(playbooks::Report(Event(finding)));
  doctor.hear(playbooks::Report(stopped(StepKind::scan)));
  REQUIRE(doctor.on() == "Pause");
  doctor.press(Name::enter);
  const auto& situation = doctor.state.situation;
  REQUIRE(doctor.on() == "Work");
  REQUIRE(situation.progress);
  CHECK(situation.progress->done == 300);
  doctor.hear(playbooks::Report(playbooks::StepBegan{StepKind::scan, "trousse scan", true}));
  CHECK(situation.findings_in_all == 3);
  // It looks over what it has read already: the bar waits.
  doctor.hear(playbooks::Report(Event(Progress{"scan", "C:/b", 10, 0, 0, 0})));
  CHECK(situation.progress->done == 300);
  CHECK(situation.progress->now == "C:/b");
  doctor.hear(playbooks::Report(Event(Progress{"scan", "C:/c", 301, 1000, 0, 3})));
  CHECK(situation.progress->done == 301);
  playbooks::StepEnded ended;
  ended.kind = StepKind::scan;
  ended.files = 1000;
  ended.findings = 3;
  doctor.hear(playbooks::Report(ended));
  REQUIRE(doctor.on() == "Findings");
  CHECK(situation.findings_in_all == 3);
  CHECK(situation.findings_before == 0);
  CHECK(situation.findings.size() == 3);
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

TEST_CASE("what the engine refuses is said, and trying again asks for it again") {
  Doctor doctor;
  for (int i = 0; i < 6; ++i) doctor.press(Name::enter);
  doctor.answers = false;
  doctor.press(Name::enter);  // the disk: with nobody's key on the kit a code is made at once
  REQUIRE(doctor.on() == "ChooseKeys");
  CHECK(std::holds_alternative<playbooks::MakeCase>(doctor.state.wanted.back()));
  const auto before = doctor.state.wanted.size();
  doctor.hear(playbooks::Report(playbooks::Refused{{Errc::key_full, "no space"}}));
  REQUIRE(doctor.on() == "Failure");
  CHECK(doctor.state.wanted.size() == before);
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "ChooseKeys");
  CHECK(doctor.state.wanted.size() == before + 1);
}

TEST_CASE("a warning about a key of the kit is read before a rescue code is made") {
  tui::Situation situation;
  situation.kit.notes = {{"kit_key_broken", "cle.pem: not a key"}};
  Doctor doctor(situation);
  to_keys(doctor);
  REQUIRE(doctor.on() == "ChooseKeys");
  CHECK(std::get<tui::ChooseKeys>(doctor.state.screen).phase == tui::ChooseKeys::Phase::choose);
  CHECK(doctor.asked<playbooks::MakeCase>() == 0);
  doctor.press(Name::enter);
  CHECK(doctor.asked<playbooks::MakeCase>() == 1);
}

namespace {

std::shared_ptr<const playbooks::Library> built_in() {
  return {std::shared_ptr<const void>(), &playbooks::built_in_library()};
}

// To the page on which it is confirmed how the computer was switched off.
Doctor at_joined_steps() {
  Doctor doctor({}, built_in(), "triage");
  // First question, hour, network, nothing switched off, the practice, what was seen, calls.
  for (int i = 0; i < 7; ++i) doctor.press(Name::enter);
  doctor.type("3");
  doctor.press(Name::enter);
  return doctor;
}

std::string answer_to(const Doctor& doctor, const std::string& step) {
  for (const auto& command : doctor.commands) {
    const auto* answer = std::get_if<playbooks::Answer>(&command);
    if (answer != nullptr && answer->step == step) return answer->value;
  }
  return "(none)";
}

}  // namespace

TEST_CASE("joined steps are confirmed with one key, and each answer goes to the case") {
  Doctor doctor = at_joined_steps();
  REQUIRE(doctor.on() == "Together");
  CHECK(std::get<tui::Together>(doctor.state.screen).rows.size() == 4);
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "ChooseDisk");
  CHECK(answer_to(doctor, "decided") == "unknown");
  CHECK(answer_to(doctor, "memory") == "unknown");
  CHECK(answer_to(doctor, "stopped") == "unknown");
  CHECK(answer_to(doctor, "clock") == "same");
}

TEST_CASE("a joined step that is wrong is corrected on its own screen, and the way back finds it") {
  Doctor doctor = at_joined_steps();
  doctor.type("2");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Choose");
  doctor.press(Name::escape);  // nothing is changed by leaving it
  REQUIRE(doctor.on() == "Together");
  doctor.type("2");
  doctor.press(Name::enter);
  doctor.type("4");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Together");
  doctor.type("3");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Hour");
  doctor.type("16h30");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Together");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "ChooseDisk");
  CHECK(answer_to(doctor, "memory") == "hibernated");
  CHECK(answer_to(doctor, "stopped") == "2026-11-23T15:30:00.0000000Z");
  doctor.press(Name::escape);
  REQUIRE(doctor.on() == "Together");
  CHECK(std::get<tui::Together>(doctor.state.screen).rows[1].answer == "hibernated");
}

TEST_CASE("on the bootable key the computer is off: that answer is proposed") {
  tui::Situation situation;
  situation.machine_facts = {"machine.started_from_key"};
  Doctor doctor(situation, built_in(), "general");
  for (int i = 0; i < 7; ++i) doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Choose");
  const auto& choose = std::get<tui::Choose>(doctor.state.screen);
  CHECK(playbooks::choices_of(choose.step.verb)[choose.at].id == "already_off");
}

TEST_CASE("when the disk says otherwise another sheet is offered, once the case is sealed") {
  // She answered "an alert": the malware sheet. The disk holds a ransom note.
  Doctor doctor({}, built_in(), "malware");
  for (int i = 0; i < 9; ++i) doctor.press(Name::enter);
  doctor.type("3");
  for (int i = 0; i < 3; ++i) doctor.press(Name::enter);  // nobody comes; joined; disk
  REQUIRE(doctor.on() == "ChooseKeys");
  copy_rescue_code(doctor);
  REQUIRE(doctor.on() == "Findings");
  CHECK(tui::to_text(tui::view(doctor.state, {80, 60})).find("Après le scellement") !=
        std::string::npos);
  through_the_seal(doctor);
  REQUIRE(doctor.on() == "Suggest");
  SECTION("she follows it: its own steps come, those that were done do not come again") {
    doctor.press(Name::enter);
    CHECK(doctor.state.route.sheet()->id == "ransomware");
    CHECK(doctor.state.route.current().id == "shared_disks");
    int steps = 0;
    for (; doctor.on() == "Tell" && steps < 20; ++steps) doctor.press(Name::enter);
    CHECK(steps == 4);
    CHECK(doctor.on() == "HandOver");
    CHECK(doctor.asked<playbooks::StartStep>() == 3);
  }
  SECTION("she stays, and it is not offered again") {
    doctor.press(Name::down);
    doctor.press(Name::enter);
    CHECK(doctor.on() == "HandOver");
    CHECK(doctor.state.route.sheet()->id == "malware");
    while (doctor.on() == "HandOver") doctor.press(Name::enter);
    CHECK(doctor.on() == "Quit");
  }
}

TEST_CASE(
    "another sheet is offered for what an earlier start found, which is known by counts only") {
  Doctor doctor({}, built_in(), "malware");
  for (int i = 0; i < 9; ++i) doctor.press(Name::enter);
  doctor.type("3");
  for (int i = 0; i < 3; ++i) doctor.press(Name::enter);  // nobody comes; joined; disk
  REQUIRE(doctor.on() == "ChooseKeys");
  doctor.answers = false;
  copy_rescue_code(doctor);
  REQUIRE(doctor.on() == "Work");
  doctor.hear(playbooks::Report(playbooks::StepEnded{}));  // the collection
  playbooks::StepEnded scan;
  scan.kind = playbooks::StepKind::scan;
  scan.findings = 2;
  const auto certainty = GENERATE(Certainty::probable, Certainty::possible);
  scan.before = {{{"ransom_note", Severity::critical, certainty}, 2}};
  doctor.hear(playbooks::Report(scan));
  REQUIRE(doctor.on() == "Findings");
  CHECK(doctor.state.situation.findings_before == 2);
  doctor.press(Name::enter);
  doctor.hear(
      playbooks::Report(playbooks::Sealed{"/key/dossier.zip", 84'000'000, fingerprint, ""}));
  playbooks::StepEnded seal;
  seal.kind = playbooks::StepKind::seal;
  doctor.hear(playbooks::Report(seal));
  REQUIRE(doctor.on() == "Fingerprint");
  doctor.press(Name::enter);
  doctor.type("11111");
  doctor.press(Name::enter);
  doctor.type("44444");
  doctor.press(Name::enter);
  CHECK(doctor.on() == (certainty == Certainty::probable ? "Suggest" : "HandOver"));
}

TEST_CASE("the control points are gone through at the end, and their sheet is written anew") {
  Doctor doctor({}, built_in(), "general");
  for (int i = 0; i < 8; ++i) doctor.press(Name::enter);  // somebody takes charge: no key's work
  while (doctor.on() == "Tell" || doctor.on() == "HandOver") doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Quit");
  doctor.state.situation.sealed = playbooks::Sealed{"/key/a.zip", 1, fingerprint, ""};
  doctor.type("2");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Points");
  doctor.type("4");
  doctor.press(Name::enter);
  doctor.type("3");  // to review
  doctor.press(Name::enter);
  doctor.type("2");  // conforming
  doctor.press(Name::enter);
  for (int i = 0; i < 20 && std::get<tui::Points>(doctor.state.screen).group == 3; ++i) {
    doctor.press(Name::enter);  // not knowing is proposed
  }
  CHECK(std::get<tui::Points>(doctor.state.screen).at == 4);  // to print
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Quit");
  const auto* wish = std::get_if<playbooks::WritePapers>(&doctor.commands.back());
  REQUIRE(wish != nullptr);
  CHECK(wish->points_only);
  const auto counts = wish->points.counts(playbooks::posture());
  CHECK(counts.review == 1);
  CHECK(counts.conforming == 1);
  CHECK(counts.unknown == 46);
}

TEST_CASE("the papers are asked for when the archive is sealed, with what is known") {
  tui::Situation situation;
  situation.kit.cnil_hours = 96;
  Doctor doctor(situation);
  to_keys(doctor);
  copy_rescue_code(doctor);
  doctor.hear(key(Name::enter));
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Fingerprint");
  REQUIRE(doctor.asked<playbooks::WritePapers>() == 1);
  for (const auto& command : doctor.commands) {
    const auto* wish = std::get_if<playbooks::WritePapers>(&command);
    if (wish == nullptr) continue;
    CHECK(wish->sheet == "ransomware");
    CHECK(wish->cnil_hours == 96);
    CHECK_FALSE(wish->points_only);
  }
  CHECK(doctor.state.situation.papers);
}

TEST_CASE(
    "Esc from the first step leads to the first screen, and its question may be answered anew") {
  Doctor doctor({}, built_in(), "triage");
  REQUIRE(doctor.on() == "Welcome");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Hour");
  doctor.press(Name::escape);
  REQUIRE(doctor.on() == "Welcome");
  doctor.type("4");
  doctor.press(Name::enter);
  REQUIRE(doctor.on() == "Hour");
  CHECK(doctor.state.route.sheet()->id == "wire_fraud");
}

TEST_CASE("F3 changes the keyboard on the bootable key, and nothing elsewhere") {
  Doctor doctor;
  doctor.press(Name::keyboard);
  CHECK(doctor.on() == "Welcome");
  CHECK(doctor.asked<playbooks::SetKeyboard>() == 0);

  tui::Situation situation;
  situation.keyboard = "be";
  Doctor on_key(situation);
  on_key.press(Name::enter);
  on_key.type("16h");
  on_key.press(Name::keyboard);
  REQUIRE(on_key.on() == "Keyboard");
  CHECK(std::get<tui::Keyboard>(on_key.state.screen).at == 1);
  on_key.press(Name::down);
  on_key.press(Name::enter);
  REQUIRE(on_key.asked<playbooks::SetKeyboard>() == 1);
  REQUIRE(on_key.on() == "Hour");
  CHECK(std::get<tui::Hour>(on_key.state.screen).hour == "16h");
  CHECK(on_key.state.situation.keyboard == "ch-fr");
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
