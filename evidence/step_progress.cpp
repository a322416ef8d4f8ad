// SPDX-License-Identifier: Apache-2.0
#include "evidence/step_progress.hpp"

#include <fmt/format.h>

#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "evidence/hash.hpp"

namespace trousse::evidence {

StepProgress::StepProgress(const Json& cursor) {
  if (!cursor.is_object()) return;
  before_.answers = number_of(cursor, "done");
  before_.taken_bytes = number_of(cursor, "bytes");
  before_.gaps = gaps_ = number_of(cursor, "gaps");
  before_.findings = findings_ = number_of(cursor, "findings");
  before_.scanned = scanned_ = number_of(cursor, "scanned");
  expected_chain_ = text_of(cursor, "chain");
  if (const auto levels = cursor.find("levels"); levels != cursor.end() && levels->is_array()) {
    for (std::size_t i = 0; i < levels_.size() && i < levels->size(); ++i) {
      if ((*levels)[i].is_number_unsigned()) levels_[i] = (*levels)[i].get<std::uint64_t>();
    }
  }
  before_.levels = levels_;
  if (const auto kinds = cursor.find("kinds"); kinds != cursor.end()) {
    before_.kinds = kinds_ = finding_counts_in(*kinds);
  }
  if (const auto places = cursor.find("places"); places != cursor.end() && places->is_object()) {
    for (const auto& [volume, place] : places->items()) places_[volume] = json_fields::line(place);
  }
}

Result<void> StepProgress::go_on(const std::string& said) {
  const std::string link = chain_ + said;
  chain_ = hex(sha256(std::as_bytes(std::span(link))));
  if (++done_ == before_.answers && chain_ != expected_chain_) {
    return fail(Errc::not_whole, "the source does not answer as it did before the interruption");
  }
  return {};
}

Result<void> StepProgress::answered(const Artifact& artifact, std::uint64_t question) {
  ++answers_;
  std::string said = fmt::format("{}", question);
  if (const auto& from = artifact.origin) {
    said += fmt::format("|{}|{}|{}", from->volume, from->file.entry, from->stream);
  }
  auto& family = families_[valid_utf8(artifact.question.family)];
  if (const auto* taken = std::get_if<Taken>(&artifact.answer)) {
    ++taken_;
    bytes_ += taken->size;
    if (!taken->gaps.empty()) ++gaps_;
    ++family[0];
    family[5] += taken->size;
    return go_on(said + fmt::format("|taken|{}|{}", taken->size, taken->start));
  }
  const auto why = static_cast<std::size_t>(std::get<Absent>(artifact.answer).why);
  ++family[1 + why];
  return go_on(said + fmt::format("|{}", why));
}

Result<void> StepProgress::added(std::string_view name) { return go_on(std::string(name)); }

void StepProgress::found(const Finding& finding) {
  ++findings_;
  ++levels_[static_cast<std::size_t>(finding.severity)];
  ++kinds_[kind_of(finding)];
}

void StepProgress::mark(std::string_view volume, std::string_view position) {
  places_[valid_utf8(volume)] = position;
}

std::string StepProgress::marked(std::string_view volume) const {
  const auto place = places_.find(valid_utf8(volume));
  return place == places_.end() ? std::string() : place->second;
}

Json StepProgress::places() const {
  Json out = Json::object();
  for (const auto& [volume, place] : places_) {
    if (auto parsed = parse_object(place)) out[volume] = std::move(*parsed);
  }
  return out;
}

Json StepProgress::cursor() const {
  Json cursor{{"done", done_},         {"chain", chain_},
              {"bytes", bytes_},       {"gaps", gaps_},
              {"findings", findings_}, {"scanned", scanned_},
              {"levels", levels_},     {"kinds", to_json_value(kinds_)},
              {"places", places()}};
  return cursor;
}

void StepProgress::put_totals(Json& end) const {
  end["answers"] = answers_;
  end["taken"] = taken_;
  end["bytes"] = bytes_;
  end["gaps"] = gaps_;
  end["findings"] = findings_;
  end["levels"] = levels_;
  end["kinds"] = to_json_value(kinds_);
  end["scanned"] = scanned_;
  end["families"] = Json::object();
  for (const auto& [family, counts] : families_) end["families"][family] = counts;
  end["places"] = places();
}

}  // namespace trousse::evidence
