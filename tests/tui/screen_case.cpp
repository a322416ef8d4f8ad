// SPDX-License-Identifier: Apache-2.0
#include "tests/tui/screen_case.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/json.hpp"
#include "tests/support/catch.hpp"
#include "tests/tui/sheet.hpp"
#include "tui/steps.hpp"

namespace trousse::tests {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using tui::Key;

const std::map<std::string, Key::Name> key_names = {{"enter", Key::Name::enter},
                                                    {"esc", Key::Name::escape},
                                                    {"up", Key::Name::up},
                                                    {"down", Key::Name::down},
                                                    {"left", Key::Name::left},
                                                    {"right", Key::Name::right},
                                                    {"pgup", Key::Name::page_up},
                                                    {"pgdn", Key::Name::page_down},
                                                    {"home", Key::Name::home},
                                                    {"end", Key::Name::end},
                                                    {"backspace", Key::Name::backspace},
                                                    {"tab", Key::Name::tab},
                                                    {"f1", Key::Name::help},
                                                    {"f2", Key::Name::language},
                                                    {"f3", Key::Name::keyboard},
                                                    {"ctrl-c", Key::Name::interrupt}};

const std::map<std::string, Errc> error_names = {{"unreadable", Errc::unreadable},
                                                 {"missing", Errc::missing},
                                                 {"malformed", Errc::malformed},
                                                 {"unsupported", Errc::unsupported},
                                                 {"locked", Errc::locked},
                                                 {"refused", Errc::refused},
                                                 {"usage", Errc::usage},
                                                 {"key_full", Errc::key_full},
                                                 {"key_removed", Errc::key_removed},
                                                 {"not_whole", Errc::not_whole},
                                                 {"wrong_key", Errc::wrong_key},
                                                 {"exists", Errc::exists},
                                                 {"cancelled", Errc::cancelled}};

const std::map<std::string, playbooks::StepKind> step_names = {
    {"collect", playbooks::StepKind::collect},
    {"scan", playbooks::StepKind::scan},
    {"acquire", playbooks::StepKind::acquire},
    {"seal", playbooks::StepKind::seal}};

std::vector<playbooks::FoundSource> disks_of(const Json& names) {
  std::vector<playbooks::FoundSource> all;
  for (const auto& name : names) {
    if (name == "windows") all.push_back(windows_disk());
    if (name == "locked") all.push_back(locked_disk());
    if (name == "empty") all.push_back(empty_disk());
    if (name.is_object()) {  // a Windows disk whose names are given: as `\x1b` escapes of JSON
      auto disk = windows_disk();
      disk.info.model = name.value("model", disk.info.model);
      disk.volumes[0].windows->computer_name = name.value("computer", "");
      disk.volumes[0].windows->users = {{name.value("user", ""), "", ""}};
      all.push_back(disk);
    }
  }
  return all;
}

std::string repeated(std::string text) {
  // "{3000 x 255}": that code point, so many times; "{bytes ff fe}": these bytes.
  for (auto at = text.find("{"); at != std::string::npos; at = text.find("{", at)) {
    const auto end = text.find('}', at);
    if (end == std::string::npos) break;
    std::istringstream words(text.substr(at + 1, end - at - 1));
    std::string first, made;
    words >> first;
    if (first == "bytes") {
      for (std::string byte; words >> byte;)
        made += static_cast<char>(std::stoi(byte, nullptr, 16));
    } else {
      std::string by;
      int count = 0;
      words >> by >> count;
      const auto code = static_cast<char32_t>(std::stoul(first, nullptr, 16));
      for (int i = 0; i < count; ++i) {
        made += static_cast<char>(0xE0 | (code >> 12));
        made += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        made += static_cast<char>(0x80 | (code & 0x3F));
      }
    }
    text.replace(at, end - at + 1, made);
    at += made.size();
  }
  return text;
}

std::vector<Finding> findings_of(const Json& start) {
  const Json given = start.value("findings", Json());
  if (!given.is_array()) return some_findings();
  std::vector<Finding> all;
  for (const auto& row : given) {
    auto finding = finding_from_json(row.dump());
    REQUIRE(finding);
    finding->path = repeated(finding->path);
    all.push_back(*finding);
  }
  return all;
}

tui::Situation situation_of(const Json& start) {
  tui::Situation situation;
  situation.language =
      start.value("language", "fr") == "fr" ? words::Language::french : words::Language::english;
  situation.technician = start.value("technician", false);
  situation.plain = start.value("plain", false);
  situation.keyboard = start.value("keyboard", "");
  if (start.value("on_key", false)) situation.machine_facts.emplace(playbooks::started_from_key);
  situation.now = evening().now;
  situation.minutes_east = evening().minutes_east;
  situation.room = playbooks::KeyRoom{start.value("room", std::uint64_t{12'000'000'000})};
  for (const auto& name : start.value("recipients", Json::array())) {
    situation.kit.recipients.push_back({name.get<std::string>()});
  }
  for (const auto& id : start.value("unfinished", Json::array())) {
    situation.kit.unfinished.push_back(
        {"/key/" + id.get<std::string>(), id.get<std::string>(), "2026-11-23T16:20:00.0000000Z"});
  }
  if (start.contains("discovered")) {
    situation.discovered = from_iso8601(start["discovered"].get<std::string>());
  }
  if (start.value("contacts", false)) {
    situation.kit.contacts.insurer = {"MACSF", "01 00 00 00 01", "", "jour et nuit", "C-4821"};
    situation.kit.contacts.provider = {"Informatique du Port", "06 00 00 00 02", "", "", ""};
  }
  return situation;
}

// Walks to a step without its screens, answering what leads there.
void go_to(tui::State& state, const std::string& id) {
  if (id == "welcome") return;
  state.route = tui::next(std::move(state.route), "2026-11-23T15:00:00.0000000Z");
  const bool in_general = id == "see" || id == "later";
  if (id == "hour") {
    state.route = tui::begin(small_library(), "general");
  } else {
    if (!state.situation.discovered) {
      state.situation.discovered = from_iso8601("2026-11-23T15:00:00.0000000Z");
    }
    if (!in_general) state.route = tui::next(std::move(state.route), "ransom");
    while (!state.route.at_end() && state.route.current().id != id) {
      const bool disk = state.route.current().id == "disk";
      state.route = tui::next(std::move(state.route), disk ? "/dev/nvme0n1" : "done");
    }
  }
  REQUIRE_FALSE(state.route.at_end());
  state.started = true;
  const auto& sheet = *state.route.sheet();
  const bool french = state.situation.language == words::Language::french;
  state.situation.sheet = french ? sheet.title.fr : sheet.title.en;
  std::tie(state.situation.step, state.situation.steps) = state.route.place();
  state.screen = tui::screen_of(state.route.current());
}

class Player {
 public:
  Player(tui::State& state, const Json& start) : state_(state), start_(start) {}

  void play(const std::string& line) {
    std::istringstream words(line);
    std::string first;
    words >> first;
    if (first.empty() || first.front() == '#') return;
    std::string rest;
    std::getline(words >> std::ws, rest);
    if (const auto name = key_names.find(first); name != key_names.end()) {
      return give(Key{name->second, 0});
    }
    event(first, rest);
  }

 private:
  void give(const tui::Input& input) { state_ = tui::update(std::move(state_), input); }
  void tell(playbooks::Report report) { give(std::move(report)); }

  Error error_of(const std::string& name) {
    INFO(name);
    REQUIRE(error_names.contains(name));
    return {error_names.at(name), "detail of the error"};
  }

  void event(const std::string& first, const std::string& rest) {
    if (first == "type") {
      for (const Key& each : typed(repeated(rest))) give(each);
    } else if (first == "tick") {
      const Utc later{state_.situation.now.seconds + std::stoll(rest), 0};
      give(tui::Tick{later, evening().minutes_east});
    } else if (first == "looked") {
      tell(playbooks::Looked{disks_of(start_.value("disks", Json{"windows", "locked"})),
                             {start_.value("remapped", 0U),
                              start_.value("without_driver", std::vector<std::string>{})}});
    } else if (first == "ready") {
      tell(playbooks::CaseReady{
          "/key/case", "2026-11-23-K7QF2M", rest.empty() ? rescue_code : "", {}});
    } else if (first == "found") {
      for (const auto& finding : findings_of(start_)) tell(Event(finding));
    } else if (first == "progress") {
      std::istringstream words(rest);
      Progress progress;
      words >> progress.done >> progress.total >> progress.taken >> progress.findings;
      std::getline(words >> std::ws, progress.now);
      progress.now = repeated(progress.now);
      tell(Event(progress));
    } else if (first == "ended") {
      ended(rest);
    } else if (first == "keyboard") {
      tell(playbooks::KeyboardSet{"be", rest.empty()});
    } else if (first == "refused") {
      tell(playbooks::Refused{error_of(rest)});
    } else if (first == "sealed") {
      tell(playbooks::Sealed{"/key/dossier-2026-11-23-K7QF2M.zip", 84'000'000, fingerprint, ""});
    } else if (first == "papers") {
      playbooks::PapersWritten written{"/key/dossier-2026-11-23-K7QF2M-papiers", {}, {}};
      if (rest.empty()) {
        written.papers = {{"plainte.pdf", "Dossier pour la plainte"},
                          {"cnil.pdf", "Brouillon pour la CNIL"}};
      } else {
        written.error = error_of(rest);
      }
      tell(written);
    } else if (first == "note") {
      std::istringstream words(rest);
      Note note;
      words >> note.id;
      std::getline(words >> std::ws, note.detail);
      tell(Event(note));
    } else if (first == "gone") {
      tell(playbooks::KeyRoom{});
    } else if (first == "isolation") {
      isolation(rest);
    } else {
      FAIL("no such word in a keys file: " << first);
    }
  }

  void ended(const std::string& rest) {
    std::istringstream words(rest);
    std::string kind, code;
    playbooks::StepEnded end;
    words >> kind >> end.exit_code >> code;
    end.kind = step_names.at(kind);
    end.files = 120'000;
    if (!code.empty()) end.error = error_of(code);
    tell(end);
  }

  void isolation(const std::string& how) {
    Isolation seen;
    const Known plugged = how == "cut" ? Known::no : how == "open" ? Known::yes : Known::unknown;
    seen.ports = {{"enp3s0", NetworkPort::Kind::wired, plugged, plugged},
                  {"wlan0", NetworkPort::Kind::wifi, Known::no, Known::no}};
    seen.radios_off = how == "cut" ? Known::yes : Known::unknown;
    if (how == "none") {
      seen = Isolation{};
      seen.radios_off = Known::no;
    }
    tell(seen);
  }

  tui::State& state_;
  const Json& start_;
};

}  // namespace

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

ScreenCase played(const fs::path& folder) {
  const Json start = Json::parse(text_of(folder / "start"), nullptr, false, true);
  INFO(folder);
  REQUIRE(start.is_object());
  ScreenCase made;
  made.folder = folder;
  made.size = {start.value("columns", 80), start.value("rows", 25)};
  if (const std::string ours = start.value("sheet", ""); !ours.empty()) {
    // A sheet that comes with Trousse: `keys` leads to the screen.
    const std::shared_ptr<const playbooks::Library> library(std::shared_ptr<const void>(),
                                                            &playbooks::built_in_library());
    made.state = tui::start(situation_of(start), library, ours);
  } else {
    made.state = tui::start(situation_of(start), small_library(), "general");
    go_to(made.state, start.value("at", "welcome"));
  }
  made.state = tui::update(std::move(made.state), made.size);
  Player player(made.state, start);
  std::istringstream keys(text_of(folder / "keys"));
  for (std::string line; std::getline(keys, line);) player.play(line);
  return made;
}

std::vector<fs::path> screen_cases() {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(fs::path(TROUSSE_SOURCE_DIR) / "tests/screens")) {
    if (entry.is_directory()) all.push_back(entry.path());
  }
  std::ranges::sort(all);
  return all;
}

}  // namespace trousse::tests
