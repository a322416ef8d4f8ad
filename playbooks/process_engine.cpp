// SPDX-License-Identifier: Apache-2.0
#include "playbooks/process_engine.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "core/version.hpp"
#include "evidence/case.hpp"
#include "playbooks/key_folder.hpp"
#include "playbooks/kit_rules.hpp"
#include "playbooks/steps.hpp"
#include "playbooks/told.hpp"

namespace trousse::playbooks {
namespace fs = std::filesystem;
namespace {

using json_fields::Json;

std::string_view word_of(StepKind kind) {
  switch (kind) {
    case StepKind::collect: return "collect";
    case StepKind::scan: return "scan";
    case StepKind::acquire: return "acquire";
    case StepKind::seal: return "seal";
  }
  return "";
}

// As a technician would type it.
std::string command_line(const std::vector<std::string>& arguments) {
  std::string line = "trousse";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--events") {
      ++i;  // ours alone
      continue;
    }
    const bool plain = arguments[i].find_first_of(" '\"\\$") == std::string::npos;
    line += plain ? " " + arguments[i] : fmt::format(" '{}'", arguments[i]);
  }
  return printable(line);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ",") + word;
  return all;
}

// "2026-11-23-1805": of the moment, so that two cases of one day lie side by side.
std::string name_of_now() {
  std::string iso = to_iso8601(now());  // 2026-11-23T18:05:07.…
  return iso.substr(0, 10) + "-" + iso.substr(11, 2) + iso.substr(14, 2) + iso.substr(17, 2);
}

}  // namespace

ProcessEngine::ProcessEngine(Options options) : options_(std::move(options)) {}

void ProcessEngine::obey(const Command& command) {
  std::visit([this](const auto& one) { begin(one); }, command);
}

bool ProcessEngine::launch(Task task, const std::vector<std::string>& arguments) {
  if (child_) {
    refuse({Errc::refused, "a step is at work already"});
    return false;
  }
  auto started = Child::start(options_.program, arguments);
  if (!started) {
    refuse(started.error());
    return false;
  }
  child_ = std::move(*started);
  task_ = task;
  last_error_.reset();
  progress_.reset();
  return true;
}

void ProcessEngine::begin(const LookAtDisks&) {
  std::vector<std::string> arguments{"--events", std::to_string(child_events_fd), "--json",
                                     "sources"};
  arguments.insert(arguments.end(), options_.sources.begin(), options_.sources.end());
  launch(Task::look, arguments);
}

void ProcessEngine::begin(const MakeCase& wish) {
  std::error_code error;
  fs::create_directories(options_.key, error);  // what follows says what is wrong with it
  case_ = options_.key / ("dossier-" + name_of_now());
  std::vector<std::string> arguments{"--json", "--lang", options_.language,
                                     "case",   "new",    case_.string()};
  if (wish.kit_recipients && !options_.kit.empty()) {
    arguments.emplace_back("--kit");
    arguments.push_back(options_.kit.string());
  }
  if (wish.rescue_code) {
    arguments.emplace_back("--rescue-code-file");
    arguments.emplace_back("-");
  }
  arguments.insert(arguments.begin(), {"--events", std::to_string(child_events_fd)});
  launch(Task::make_case, arguments);
}

void ProcessEngine::begin(const OpenCase& wish) {
  // Opened and closed: what a power cut left is put in order, and it is said if it cannot be.
  const auto opened = evidence::Case::open(wish.folder);
  if (!opened) return refuse(opened.error());
  case_ = wish.folder;
  case_id_ = opened->id();
  network_cut_ = network_cut_in(wish.folder);
  auto told = answers_of(wish.folder);
  for (const auto& answer : told) answered_[answer.step] = answer.value;
  reports_.emplace_back(CaseReady{wish.folder, case_id_, "", std::move(told)});
}

void ProcessEngine::begin(const StartStep& start) {
  if (case_.empty()) return refuse({Errc::usage, "there is no case yet"});
  if (auto kept = keep_answers(start.sheet); !kept) return refuse(kept.error());
  std::vector<std::string> arguments{"--events",        std::to_string(child_events_fd),
                                     "--json",          "--lang",
                                     options_.language, std::string(word_of(start.kind))};
  const auto add = [&](std::initializer_list<std::string> more) {
    arguments.insert(arguments.end(), more);
  };
  if (start.kind != StepKind::seal) add({start.source});
  add({"--case", case_.string()});
  // What an earlier start did is not done again; a step that was cut is gone on with.
  if (start.kind == StepKind::collect || start.kind == StepKind::scan) {
    add({start.end_here ? "--end-stopped" : "--skip-done"});
  }
  if (start.kind == StepKind::collect && !start.profile.empty()) add({"--profile", start.profile});
  if (start.kind == StepKind::scan && !start.only.empty()) add({"--only", joined(start.only)});
  if (start.kind == StepKind::scan) {
    for (const auto& folder : rule_folders(options_.kit)) {
      add({"--rules", folder, "--sigma", folder});
    }
    if (const auto folder = signature_folder(options_.kit); !folder.empty()) {
      add({"--clamav", folder});
    }
  }
  if (start.kind == StepKind::seal) {
    if (auto written = write_report(); !written) return refuse(written.error());
    add({"--out", (options_.key / (case_.filename().string() + ".zip")).string()});
  }
  step_ = start;
  const bool resumed = prepare_to_hear(start);
  if (launch(Task::step, arguments)) {
    reports_.emplace_back(StepBegan{start.kind, command_line(arguments), resumed});
  }
}

void ProcessEngine::begin(const StopStep&) {
  if (child_) child_->ask_to_stop();
}

void ProcessEngine::begin(const SetKeyboard& wish) {
  const bool known = std::ranges::find(keyboards, wish.name) != keyboards.end();
  auto started = known && !options_.keyboard.empty() && !keyboard_
                     ? Child::start(options_.keyboard, {wish.name})
                     : Result<std::unique_ptr<Child>>(fail(Errc::refused, "no such keyboard"));
  if (!started) {
    reports_.emplace_back(KeyboardSet{wish.name, false});
    return;
  }
  keyboard_ = std::move(*started);
  keyboard_name_ = wish.name;
}

void ProcessEngine::hear_of_keyboard() {
  const auto code = keyboard_ ? keyboard_->ended() : std::nullopt;
  if (!code) return;
  keyboard_.reset();
  reports_.emplace_back(KeyboardSet{keyboard_name_, *code == 0});
}

void ProcessEngine::begin(const Answer& answer) {
  answers_.push_back({answer, now()});
  if (!answer.open) return;
  answered_[answer.step] = answer.value;
  if (!isolation_ ||
      (answer.value != "cut" && answer.value != "not_cut" && answer.value != "unknown")) {
    return;
  }
  if (answer.step != isolation_step) return;
  if (answer.value == "cut") network_cut_ = Utc{now().seconds, 0};
  network_log_.push_back(network_line(*isolation_, now()));
}

// Open answers are custody; free words and paths go into a part, encrypted. Kept between steps:
// while one works, the case is its own.
Result<void> ProcessEngine::keep_answers(const std::string& sheet) {
  const bool other_sheet = !sheet.empty() && sheet != sheet_;
  if (answers_.empty() && network_log_.empty() && !other_sheet) return {};
  auto opened = TRY(evidence::Case::open(case_));
  TRY(journal_network(opened));
  if (other_sheet) {
    TRY(opened.journal("sheet", json_fields::line({{"sheet", sheet}})));
    sheet_ = sheet;
  }
  Json closed = Json::array();
  for (const auto& [answer, when] : answers_) {
    if (!answer.open) {
      closed.push_back({{"step", valid_utf8(answer.step)}, {"value", valid_utf8(answer.value)}});
      continue;
    }
    TRY(opened.journal("answer", json_fields::line({{"step", answer.step},
                                                    {"value", answer.value},
                                                    {"given", to_iso8601(when)}})));
  }
  if (!closed.empty()) {
    auto intake =
        TRY(opened.begin({"answers", "", "{}", json_fields::line({{"trousse", version}})}));
    const std::string name =
        answer_files_ == 0 ? "answers.json" : fmt::format("answers-{}.json", answer_files_ + 1);
    TRY(intake->add(name, json_fields::line(closed)));
    TRY(intake->finish(evidence::Intake::How::done));
    ++answer_files_;
  }
  answers_.clear();
  return {};
}

// True when it goes on with what an earlier child of the same step left.
bool ProcessEngine::prepare_to_hear(const StartStep& start) {
  HeardStep* step = heard(start.kind);
  if (step == nullptr) return false;
  reported_ = false;
  const auto source = std::ranges::find(found_, start.source,
                                        [](const FoundSource& found) { return found.info.path; });
  return step->begin(start, source == found_.end() ? nullptr : &*source);
}

// Null for a step that tells the report nothing.
HeardStep* ProcessEngine::heard(StepKind kind) {
  if (kind == StepKind::collect) return &collected_;
  return kind == StepKind::scan ? &scanned_ : nullptr;
}

Result<void> ProcessEngine::write_report() {
  if (reported_) return {};
  Tally all;
  all.edit() = gathered();
  auto opened = TRY(evidence::Case::open(case_));
  TRY(report(opened, all));
  reported_ = true;
  return {};
}

void ProcessEngine::hear_line(const std::string& line) {
  auto event = event_from_json(line);
  if (!event) return;  // a child that stumbled over a disk may write anything
  if (const auto* error = std::get_if<Error>(&*event)) {
    last_error_ = *error;
    return;
  }
  if (const auto* progress = std::get_if<Progress>(&*event)) {
    progress_ = *progress;  // only the last one is shown
    return;
  }
  HeardStep* step = task_ == Task::step ? heard(step_.kind) : nullptr;
  if (step != nullptr && !step->hear(*event)) return;
  // Outcomes are thousands, and no screen shows one.
  if (!std::holds_alternative<Artifact>(*event)) reports_.emplace_back(*event);
}

void ProcessEngine::end(int code) {
  const Task task = std::exchange(task_, Task::none);
  const std::string& output = child_->output();
  if (task == Task::step) {
    end_step(code);
  } else if (task == Task::papers) {
    end_papers(code);
  } else if (code != 0 && !(task == Task::look && !output.empty())) {
    refuse(last_error_.value_or(Error{Errc::refused, fmt::format("exit code {}", code)}));
  } else if (task == Task::look) {
    found_ = sources_told(output);
    if (options_.sources.empty()) {
      std::erase_if(found_, [disk = disk_under(options_.key)](const FoundSource& found) {
        return is_own_key(found, disk);
      });
    }
    // An image that was named does not lie on this machine.
    reports_.emplace_back(Looked{
        found_, options_.sources.empty() ? machine::hidden_disks() : machine::HiddenDisks{}});
  } else if (auto made = case_told(output)) {
    case_id_ = made->id;
    reports_.emplace_back(std::move(*made));
  } else {
    refuse(made.error());
  }
  child_.reset();
}

void ProcessEngine::end_step(int code) {
  StepEnded ended;
  ended.kind = step_.kind;
  ended.exit_code = code;
  ended.error = last_error_;
  if (code < 0) ended.error = Error{Errc::unreadable, "the step ended by a signal"};
  if (code > 0 && code != 4 && !ended.error) {
    ended.error =
        Error{code == 130 ? Errc::cancelled : Errc::refused, fmt::format("exit code {}", code)};
  }
  summary_told(child_->output(), ended);
  if (HeardStep* step = heard(step_.kind)) {
    step->end(child_->output(), code);
    ended.before = step->earlier_kinds();
  }
  if (step_.kind == StepKind::seal && code == 0) sealed();
  reports_.emplace_back(ended);
  tell_room();
}

void ProcessEngine::sealed() {
  auto told = seal_told(child_->output());
  if (!told) return refuse(told.error());
  sealed_told_ = *told;
  reports_.emplace_back(std::move(*told));
  // The archive holds all of it and was read back: a second copy would fill the key.
  std::error_code ignored;
  fs::remove_all(case_, ignored);
}

void ProcessEngine::tell_room() {
  std::error_code error;
  const auto space = fs::space(options_.key, error);
  room_told_ = std::chrono::steady_clock::now();
  reports_.emplace_back(
      KeyRoom{error ? std::nullopt : std::optional<std::uint64_t>(space.available)});
}

std::vector<Report> ProcessEngine::hear(int milliseconds) {
  constexpr auto every = std::chrono::seconds(5);
  if (std::chrono::steady_clock::now() - room_told_ > every) tell_room();
  look_at_network();
  hear_of_keyboard();
  if (child_) {
    // The end is asked first: what came before it is then read.
    const auto code = child_->ended();
    for (const auto& line : child_->events(code || !reports_.empty() ? 0 : milliseconds)) {
      hear_line(line);
    }
    if (progress_) reports_.emplace_back(Event(*std::exchange(progress_, std::nullopt)));
    if (code) end(*code);
  }
  return std::exchange(reports_, {});
}

}  // namespace trousse::playbooks
