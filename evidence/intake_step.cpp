// SPDX-License-Identifier: Apache-2.0
#include "evidence/intake_step.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "core/json.hpp"
#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "evidence/gap_reader.hpp"
#include "evidence/hash.hpp"
#include "evidence/step_parts.hpp"

namespace trousse::evidence {
namespace {

constexpr std::string_view no_room = "no room left on the key";
// How much may be written, or come at once, before the room is measured again.
constexpr std::uint64_t room_step = std::uint64_t{1} << 20;

// A line of files.jsonl: what the scan read (docs/archive-format.md §5.3).
std::string scanned_line(const ScannedFile& file) {
  Json line;
  line["volume"] = valid_utf8(file.origin.volume);
  line["path"] = valid_utf8(file.origin.file.path.text());
  if (!file.origin.stream.empty()) line["stream"] = valid_utf8(file.origin.stream);
  line["entry"] = file.origin.file.entry;
  if (file.origin.file.deleted) line["deleted"] = true;
  line["size"] = file.size;
  line["sha256"] = hex(file.sha256);
  if (!file.type.empty()) line["type"] = valid_utf8(file.type);
  if (file.unreadable > 0) line["unreadable"] = file.unreadable;
  return json_fields::line(line);
}

bool is_own_name(std::string_view name) {
  constexpr std::array<std::string_view, 4> made_at_opening{"outcomes.jsonl", "findings.jsonl",
                                                            "files.jsonl", "steps.jsonl"};
  const bool plain = !name.empty() && name.size() <= 100 && name.front() != '.' &&
                     std::ranges::all_of(name, [](char letter) {
                       return (letter >= 'a' && letter <= 'z') ||
                              (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' ||
                              letter == '.';
                     });
  return plain && name.find('.') != std::string_view::npos && name.back() != '.' &&
         std::ranges::find(made_at_opening, name) == made_at_opening.end();
}

class StepIntake final : public Intake {
 public:
  StepIntake(std::shared_ptr<CaseBody> body, const Step& step, const BegunStep& begun)
      : body_(std::move(body)),
        step_(step),
        number_(begun.number),
        progress_(begun.cursor),
        parts_(body_, step, begun.number, progress_, begun.parts) {}

  ~StepIntake() override { body_->step_is_open = false; }

  Result<void> ask(const Question& question) override {
    TRY(check());
    const std::uint64_t number = questions_.size();
    if (questions_.emplace(key_of(question), Asked{question, number, false}).second) ++unanswered_;
    return {};
  }

  Result<Artifact> take(const Question& question, const Origin& from, const Reader& bytes,
                        std::uint64_t start) override {
    TRY(check());
    if (start >= bytes.size()) return answer_absent(question, from, Absent::Why::empty, "");
    const std::uint64_t size = bytes.size() - start;
    if (replays()) {
      Taken taken{size, {}, start, {}, place_of(from), true};
      return answer({question, from, std::move(taken)});
    }
    TRY(make_sure_of_room(size));
    GapReader reader(bytes, start);
    auto piece = reader.next();
    if (reader.gave_nothing(size)) {
      const std::string why =
          reader.trouble().empty() ? "no byte of it could be read" : reader.trouble();
      return answer_absent(question, from, Absent::Why::failed, why);
    }
    Taken taken{size, {}, start, {}, place_of(from), false};
    Sha256Stream hash;
    TRY(keep(parts_.begin_payload({taken.bag_path, size, from.file.standard.modified})));
    while (true) {
      hash.add(piece);
      TRY(keep(parts_.write(piece)));
      if (reader.ended()) break;
      piece = reader.next();
    }
    taken.sha256 = hash.finish();
    taken.gaps = std::move(reader.gaps());
    parts_.end_payload(taken.bag_path, taken.sha256);
    return answer({question, from, std::move(taken)});
  }

  Result<Artifact> note_absent(const Question& question, const std::optional<Origin>& from,
                               Absent::Why why, std::string detail) override {
    TRY(check());
    return answer_absent(question, from, why, std::move(detail));
  }

  Result<void> finding(const Finding& finding) override {
    TRY(check());
    progress_.found(finding);
    return keep(parts_.record(StepParts::Records::findings, to_json(finding)));
  }

  Result<void> scanned(const ScannedFile& file) override {
    TRY(check());
    progress_.scanned();
    return keep(parts_.record(StepParts::Records::files, scanned_line(file)));
  }

  Result<void> add(std::string_view name, std::string_view content) override {
    TRY(check());
    if (!is_own_name(name)) return fail(Errc::usage, "not a name for a file of ours");
    const std::string path = parts_.names.claim("data/" + std::string(name));
    if (replays()) return keep(progress_.added(name));
    const auto bytes = std::as_bytes(std::span(content));
    TRY(keep(parts_.begin_payload({path, content.size(), std::nullopt})));
    TRY(keep(parts_.write(bytes)));
    parts_.end_payload(path, sha256(bytes));
    TRY(keep(progress_.added(name)));
    return keep(parts_.close_if_due());
  }

  std::uint64_t unanswered() const override { return unanswered_; }
  std::uint64_t taken_bytes() const override { return progress_.taken_bytes(); }

  Result<void> finish(How how) override {
    TRY(check());
    if (replays()) TRY(keep(fail(Errc::not_whole, "less was asked than before the interruption")));
    if (how == How::done && unanswered_ > 0) {
      return fail(Errc::not_whole, "a question has no answer");
    }
    for (auto& [key, asked] : questions_) {
      if (asked.answered) continue;
      TRY(answer_absent(asked.question, std::nullopt, Absent::Why::skipped, "cancelled"));
    }
    TRY(keep(parts_.close(StepParts::End::of_step)));
    TRY(keep(write_end(how == How::done ? "done" : "cancelled")));
    over();
    return {};
  }

  bool gave_up() const override { return body_->gave_up; }
  Before before() const override { return progress_.before(); }
  bool replays() const override { return progress_.replays(); }

  Result<void> mark(std::string_view volume, std::string_view position) override {
    TRY(check());
    progress_.mark(volume, position);
    TRY(keep(parts_.close_if_due()));
    return make_sure_of_room(0);
  }
  std::string marked(std::string_view volume) const override { return progress_.marked(volume); }

  Result<void> pause() override {
    TRY(check());
    // A step that could not say how far it is, is begun anew: what it has open is worth nothing.
    if (!step_.plan.empty()) TRY(keep(parts_.close(StepParts::End::of_part)));
    TRY(keep(body_->record("paused", {{"number", number_}, {"step", step_.name}})));
    over();
    return {};
  }

  Result<void> foresee(std::uint64_t bytes) override {
    TRY(check());
    if (!body_->room_watch || body_->gave_up) return {};
    Room room = TRY(body_->room());
    room.needed += 2 * (bytes - std::min(bytes, before().taken_bytes));
    room.foreseen = true;
    if (!room.is_short() || body_->room_watch(room) == WhenShort::go_on) return {};
    return stop_for_room(room);
  }

 private:
  struct Asked {
    Question question;
    std::uint64_t number;
    bool answered;
  };

  static std::string key_of(const Question& question) {
    return question.id + '\0' + question.asked;
  }

  // After trouble with the key nothing more goes in: what is closed stays whole.
  Result<void> check() const {
    if (trouble_) return tl::unexpected<Error>(*trouble_);
    if (finished_) return fail(Errc::usage, "the step has ended");
    return {};
  }

  Result<void> keep(Result<void> done) {
    if (!done) trouble_ = std::make_unique<Error>(done.error());
    return done;
  }

  void over() {
    finished_ = true;
    body_->step_is_open = false;
  }

  std::string place_of(const Origin& from) {
    return parts_.names.place(from.volume, from.file.path, from.stream);
  }

  // Asked between two wholes, so that what is closed here is whole. `incoming` bytes may not be
  // compressible, and sealing writes them once more.
  Result<void> make_sure_of_room(std::uint64_t incoming) {
    if (body_->gave_up) return fail(Errc::cancelled, std::string(no_room));
    if (!body_->room_watch) return {};
    const std::uint64_t written = parts_.written();
    if (incoming < room_step && written >= measured_at_ && written - measured_at_ < room_step) {
      return {};
    }
    measured_at_ = written;
    while (true) {
      Room room = TRY(body_->room(written));
      room.needed += 2 * incoming;
      if (!room.is_short()) return {};
      const WhenShort answer = body_->room_watch(room);
      if (answer == WhenShort::go_on) continue;
      if (answer == WhenShort::stop) return stop_for_room(room);
      TRY(note_room(room, "seal"));
      body_->gave_up = true;
      return fail(Errc::cancelled, std::string(no_room));
    }
  }

  Result<void> note_room(const Room& room, std::string_view answer) {
    return keep(
        body_->record("room", {{"free", room.free}, {"needed", room.needed}, {"answer", answer}}));
  }

  Result<void> stop_for_room(const Room& room) {
    TRY(note_room(room, "stop"));
    TRY(pause());
    return keep(fail(Errc::key_full, "the key has less room than sealing will take"));
  }

  Result<Artifact> answer_absent(const Question& question, const std::optional<Origin>& from,
                                 Absent::Why why, std::string detail) {
    return answer({question, from, Absent{why, std::move(detail)}});
  }

  Result<Artifact> answer(Artifact artifact) {
    const bool earlier = replays();
    const auto asked = questions_.find(key_of(artifact.question));
    if (asked != questions_.end() && !asked->second.answered) {
      asked->second.answered = true;
      --unanswered_;
    }
    const std::uint64_t number =
        asked == questions_.end() ? questions_.size() : asked->second.number;
    TRY(keep(progress_.answered(artifact, number)));
    if (earlier) return artifact;
    TRY(keep(parts_.record(StepParts::Records::outcomes, to_json(artifact))));
    TRY(keep(parts_.close_if_due()));
    return artifact;
  }

  Result<void> write_end(std::string_view how) {
    Json facts{{"number", number_}, {"step", step_.name}, {"how", how}};
    facts["asked"] = questions_.size();
    progress_.put_totals(facts);
    return body_->record("end", facts);
  }

  std::shared_ptr<CaseBody> body_;
  Step step_;
  std::uint64_t number_;
  StepProgress progress_;
  StepParts parts_;
  std::unordered_map<std::string, Asked> questions_;
  std::uint64_t unanswered_ = 0;
  std::uint64_t measured_at_ = 0;  // bytes of the current part when the room was last measured
  std::unique_ptr<Error> trouble_;
  bool finished_ = false;
};

bool is_step_name(std::string_view name) {
  return !name.empty() && name.size() <= 32 && name.front() != '-' &&
         std::ranges::all_of(
             name, [](char letter) { return (letter >= 'a' && letter <= 'z') || letter == '-'; });
}

// The step that was cut and that this one goes on with; the others of its name and source are
// superseded.
Result<std::optional<BegunStep>> cut_before(CaseBody& body, const Step& step,
                                            const std::string& source) {
  std::optional<BegunStep> cut;
  for (const BegunStep& before : std::vector(body.state.unfinished)) {
    if (before.name != step.name || before.source != source) continue;
    const bool says_where = before.cursor.is_object() && !step.plan.empty();
    if (!step.anew && says_where && before.plan == step.plan && !cut) {
      cut = before;
      continue;
    }
    TRY(body.record("end",
                    {{"number", before.number}, {"step", before.name}, {"how", "interrupted"}}));
  }
  return cut;
}

}  // namespace

Result<std::unique_ptr<Intake>> begin_step(const std::shared_ptr<CaseBody>& body,
                                           const Step& asked) {
  if (body->step_is_open) return fail(Errc::usage, "another step is open");
  if (!is_step_name(asked.name)) return fail(Errc::usage, "not a name for a step");
  Step step = asked;
  if (step.source_facts.empty()) step.source_facts = "{}";
  if (step.versions.empty()) step.versions = "{}";
  Json source = TRY(parse_object(step.source_facts));
  const Json versions = TRY(parse_object(step.versions));
  drop_private_fields(source);

  if (const auto cut = TRY(cut_before(*body, step, identity_of(source)))) {
    TRY(body->record("resumed",
                     {{"number", cut->number}, {"step", cut->name}, {"parts", cut->parts}}));
    body->step_is_open = true;
    return std::unique_ptr<Intake>(std::make_unique<StepIntake>(body, step, *cut));
  }
  Json begin{{"number", body->state.steps + 1}, {"step", step.name}, {"source", source}};
  begin["versions"] = versions;
  if (!step.plan.empty()) begin["plan"] = step.plan;
  TRY(body->record("begin", begin));
  body->step_is_open = true;
  return std::unique_ptr<Intake>(
      std::make_unique<StepIntake>(body, step, body->state.unfinished.back()));
}

}  // namespace trousse::evidence
