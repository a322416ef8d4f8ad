// SPDX-License-Identifier: Apache-2.0
#include "evidence/intake_step.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "core/json.hpp"
#include "core/text.hpp"
#include "evidence/hash.hpp"
#include "evidence/primitives.hpp"
#include "evidence/step_parts.hpp"

namespace trousse::evidence {
namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 20;

// More holes than this and the last one is stretched over what lies between: a dying disk must not
// fill the memory, and saying too much of a file to be a gap is the safe side.
constexpr std::size_t most_gaps = 4096;

void add_gap(std::vector<Gap>& gaps, std::uint64_t offset, std::uint64_t length) {
  if (length == 0) return;
  const bool joins = !gaps.empty() && gaps.back().offset + gaps.back().length == offset;
  if (joins || gaps.size() >= most_gaps) {
    gaps.back().length = offset + length - gaps.back().offset;
  } else {
    gaps.push_back({offset, length});
  }
}

/// Reads a stream of evidence from one end to the other, whatever it answers: what is not given
/// becomes zeros and a gap.
class GapReader {
 public:
  GapReader(const Reader& from, std::uint64_t start) : from_(from), at_(start) {}

  bool ended() const { return at_ >= from_.size(); }

  std::span<const std::byte> next() {
    const auto piece = std::span(buffer_).first(
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), from_.size() - at_)));
    std::size_t got = 0;
    if (!ended_early_) {
      std::vector<Gap> holes;
      const auto read = read_with_gaps(from_, at_, piece, holes);
      got = read ? *read : 0;
      if (!read) holes.clear();
      for (const Gap& hole : holes) add_gap(gaps_, hole.offset, hole.length);
      // An error that is not one sector's, or an end before the stated size: no use to insist.
      ended_early_ = got < piece.size();
      if (!read) trouble_ = read.error().what;
    }
    std::memset(piece.data() + got, 0, piece.size() - got);
    add_gap(gaps_, at_ + got, piece.size() - got);
    at_ += piece.size();
    return piece;
  }

  std::vector<Gap>& gaps() { return gaps_; }
  const std::string& trouble() const { return trouble_; }

 private:
  const Reader& from_;
  std::uint64_t at_;
  Bytes buffer_ = Bytes(buffer_size);
  std::vector<Gap> gaps_;
  std::string trouble_;
  bool ended_early_ = false;
};

std::uint64_t length_of(const std::vector<Gap>& gaps) {
  std::uint64_t sum = 0;
  for (const Gap& gap : gaps) sum += gap.length;
  return sum;
}

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
  return one_line(line);
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
  StepIntake(std::shared_ptr<CaseBody> body, const Step& step, std::uint64_t number)
      : body_(std::move(body)), step_(step), number_(number), parts_(body_, step, number) {}

  ~StepIntake() override { body_->step_is_open = false; }

  Result<void> ask(const Question& question) override {
    TRY(check());
    if (questions_.emplace(key_of(question), Asked{question, false}).second) ++unanswered_;
    return {};
  }

  Result<Artifact> take(const Question& question, const Origin& from, const Reader& bytes,
                        std::uint64_t start) override {
    TRY(check());
    if (start >= bytes.size()) return answer_absent(question, from, Absent::Why::empty, "");
    GapReader reader(bytes, start);
    const std::uint64_t size = bytes.size() - start;
    auto piece = reader.next();
    if (reader.ended() && length_of(reader.gaps()) == size) {
      const std::string why =
          reader.trouble().empty() ? "no byte of it could be read" : reader.trouble();
      return answer_absent(question, from, Absent::Why::failed, why);
    }
    Taken taken{size, {}, start, {}, parts_.names.place(from.volume, from.file.path, from.stream)};
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
    ++taken_;
    taken_bytes_ += size;
    return answer({question, from, std::move(taken)});
  }

  Result<Artifact> note_absent(const Question& question, const std::optional<Origin>& from,
                               Absent::Why why, std::string detail) override {
    TRY(check());
    return answer_absent(question, from, why, std::move(detail));
  }

  Result<void> finding(const Finding& finding) override {
    TRY(check());
    ++findings_;
    return keep(parts_.record(StepParts::Records::findings, to_json(finding)));
  }

  Result<void> scanned(const ScannedFile& file) override {
    TRY(check());
    ++scanned_;
    return keep(parts_.record(StepParts::Records::files, scanned_line(file)));
  }

  Result<void> add(std::string_view name, std::string_view content) override {
    TRY(check());
    if (!is_own_name(name)) return fail(Errc::usage, "not a name for a file of ours");
    const std::string path = parts_.names.claim("data/" + std::string(name));
    const auto bytes = std::as_bytes(std::span(content));
    TRY(keep(parts_.begin_payload({path, content.size(), std::nullopt})));
    TRY(keep(parts_.write(bytes)));
    parts_.end_payload(path, sha256(bytes));
    return {};
  }

  std::uint64_t unanswered() const override { return unanswered_; }
  std::uint64_t taken_bytes() const override { return taken_bytes_; }

  Result<void> finish(How how) override {
    TRY(check());
    if (how == How::done && unanswered_ > 0) {
      return fail(Errc::not_whole, "a question has no answer");
    }
    for (auto& [key, asked] : questions_) {
      if (asked.answered) continue;
      TRY(answer_absent(asked.question, std::nullopt, Absent::Why::skipped, "cancelled"));
    }
    TRY(keep(parts_.close(StepParts::End::of_step)));
    TRY(keep(write_end(how == How::done ? "done" : "cancelled")));
    std::erase_if(body_->state.unfinished,
                  [&](const BegunStep& step) { return step.number == number_; });
    finished_ = true;
    body_->step_is_open = false;
    return {};
  }

 private:
  struct Asked {
    Question question;
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

  Result<Artifact> answer_absent(const Question& question, const std::optional<Origin>& from,
                                 Absent::Why why, std::string detail) {
    return answer({question, from, Absent{why, std::move(detail)}});
  }

  Result<Artifact> answer(Artifact artifact) {
    ++answers_;
    const auto asked = questions_.find(key_of(artifact.question));
    if (asked != questions_.end() && !asked->second.answered) {
      asked->second.answered = true;
      --unanswered_;
    }
    TRY(keep(parts_.record(StepParts::Records::outcomes, to_json(artifact))));
    return artifact;
  }

  Result<void> write_end(std::string_view how) {
    Json facts{{"number", number_}, {"step", step_.name}, {"how", how}};
    facts["asked"] = questions_.size();
    facts["answers"] = answers_;
    facts["taken"] = taken_;
    facts["bytes"] = taken_bytes_;
    facts["findings"] = findings_;
    facts["scanned"] = scanned_;
    TRY(body_->journal.add("end", facts));
    body_->images.hear({"end", facts});
    return {};
  }

  std::shared_ptr<CaseBody> body_;
  Step step_;
  std::uint64_t number_;
  StepParts parts_;
  std::unordered_map<std::string, Asked> questions_;
  std::uint64_t unanswered_ = 0, answers_ = 0, taken_ = 0, taken_bytes_ = 0;
  std::uint64_t findings_ = 0, scanned_ = 0;
  std::unique_ptr<Error> trouble_;
  bool finished_ = false;
};

bool is_step_name(std::string_view name) {
  return !name.empty() && name.size() <= 32 && name.front() != '-' &&
         std::ranges::all_of(
             name, [](char letter) { return (letter >= 'a' && letter <= 'z') || letter == '-'; });
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
  // Paths of image files may hold a patient's name; they stay in the encrypted step record.
  for (const char* private_field : {"path", "segments"}) source.erase(private_field);

  const std::string source_line = one_line(source);
  for (const BegunStep& before : std::vector(body->state.unfinished)) {
    if (before.name != step.name || before.source != source_line) continue;
    TRY(body->journal.add(
        "end", {{"number", before.number}, {"step", before.name}, {"how", "interrupted"}}));
    std::erase_if(body->state.unfinished,
                  [&](const BegunStep& other) { return other.number == before.number; });
  }
  const std::uint64_t number = body->state.steps + 1;
  const Json begin{
      {"number", number}, {"step", step.name}, {"source", source}, {"versions", versions}};
  TRY(body->journal.add("begin", begin));
  body->images.hear({"begin", begin});
  body->state.steps = number;
  body->state.unfinished.push_back({number, step.name, source_line});
  body->step_is_open = true;
  return std::unique_ptr<Intake>(std::make_unique<StepIntake>(body, step, number));
}

}  // namespace trousse::evidence
