// SPDX-License-Identifier: Apache-2.0
#include "evidence/step_parts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "core/time.hpp"
#include "evidence/hash.hpp"

namespace trousse::evidence {
namespace {

constexpr std::size_t record_limit = std::size_t{1} << 20;
// The list of a part's hashes is held until it closes: many tiny files end a part sooner.
constexpr std::size_t manifest_limit = std::size_t{8} << 20;
constexpr std::array<std::string_view, 3> record_folders{"outcomes", "findings", "files"};

std::size_t index_of(StepParts::Records kind) { return static_cast<std::size_t>(kind); }

}  // namespace

StepParts::StepParts(std::shared_ptr<CaseBody> body, Step step, std::uint64_t number,
                     const StepProgress& progress, std::uint64_t closed_before)
    : body_(std::move(body)),
      step_(std::move(step)),
      number_(number),
      progress_(progress),
      began_(to_iso8601(now())),
      number_of_parts_(closed_before) {}

std::string StepParts::step_record() const {
  Json record;
  record["number"] = number_;
  record["step"] = step_.name;
  record["began"] = began_;
  record["source"] = valid_utf8(step_.source);
  record["source_facts"] = Json::parse(step_.source_facts, nullptr, false);
  record["versions"] = Json::parse(step_.versions, nullptr, false);
  return json_fields::line(record) + "\n";
}

bool StepParts::is_due() const {
  if (is_empty()) return false;
  std::uint64_t plain = part_ ? part_->plain_bytes() : 0;
  for (const std::string& lines : lines_) plain += lines.size();
  return plain >= step_.limits.bytes || manifest_.size() >= manifest_limit ||
         std::chrono::steady_clock::now() - part_began_ >= step_.limits.age;
}

bool StepParts::is_empty() const {
  return !part_ && std::ranges::all_of(lines_, [](const auto& lines) { return lines.empty(); });
}

Result<void> StepParts::close_if_due() { return is_due() ? close(End::of_part) : Result<void>(); }

Result<void> StepParts::need_part() {
  if (part_) return {};
  const std::size_t number = body_->state.parts.size() + 1;
  numeral_ = fmt::format("{:03}", number);
  const std::string name = fmt::format("{}-{}{}", numeral_, step_.name, part_ending);
  if (is_empty()) part_began_ = std::chrono::steady_clock::now();
  part_ = TRY(PartWriter::start(body_->files, body_->parts_folder(), name, body_->everyone(),
                                step_.limits.bytes));
  flushed_ = {};
  payload_files_ = 0;
  payload_bytes_ = 0;
  return part_->add(fmt::format("records/steps/{}.jsonl", numeral_), step_record());
}

Result<void> StepParts::begin_payload(const TarEntry& entry) {
  TRY(need_part());
  ++payload_files_;
  payload_bytes_ += entry.size;
  return part_->begin(entry);
}

Result<void> StepParts::write(std::span<const std::byte> bytes) { return part_->write(bytes); }

void StepParts::end_payload(const std::string& path, const Sha256& hash) {
  manifest_ += hex(hash) + "  " + path + "\n";
}

Result<void> StepParts::record(Records kind, std::string_view line) {
  if (is_empty()) part_began_ = std::chrono::steady_clock::now();
  std::string& lines = lines_[index_of(kind)];
  lines.append(line).append("\n");
  if (lines.size() < record_limit) return {};
  return flush(kind);
}

Result<void> StepParts::flush(Records kind) {
  std::string& lines = lines_[index_of(kind)];
  if (lines.empty()) return {};
  if (!part_) TRY(need_part());
  const std::string path = fmt::format("records/{}/{}-{:03}.jsonl", record_folders[index_of(kind)],
                                       numeral_, ++flushed_[index_of(kind)]);
  TRY(part_->add(path, lines));
  lines.clear();
  return {};
}

Result<void> StepParts::close(End end) {
  for (const Records kind : {Records::outcomes, Records::findings, Records::files}) {
    TRY(flush(kind));
  }
  if (end == End::of_step && !part_ && number_of_parts_ == 0) TRY(need_part());
  if (!part_) return {};
  if (!manifest_.empty()) {
    TRY(part_->add(fmt::format("records/manifest/{}.txt", numeral_), manifest_));
  }
  manifest_.clear();
  // Said before the part gets its name, so that a start after a cut between the two knows what the
  // part holds and how far the step was.
  Json fields;
  TRY(part_->close([&](const PartFacts& facts) {
    fields = part_fields(facts);
    fields["number"] = number_;
    fields["files"] = payload_files_;
    fields["bytes"] = payload_bytes_;
    if (!step_.plan.empty()) fields["cursor"] = progress_.cursor();
    return body_->record("part_closing", fields);
  }));
  part_.reset();
  ++number_of_parts_;
  return body_->record("part", fields);
}

}  // namespace trousse::evidence
