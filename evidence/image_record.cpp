// SPDX-License-Identifier: Apache-2.0
#include "evidence/image_record.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "evidence/hash.hpp"

namespace trousse::evidence {
namespace {

// A record must stay small: the map has them all.
constexpr std::size_t most_ranges = 4096;

Json ranges_of(const std::vector<Gap>& gaps) {
  Json ranges = Json::array();
  for (std::size_t i = 0; i < gaps.size() && i < most_ranges; ++i) {
    ranges.push_back({gaps[i].offset, gaps[i].length});
  }
  return ranges;
}

std::uint64_t length_of(const std::vector<Gap>& gaps) {
  std::uint64_t sum = 0;
  for (const Gap& gap : gaps) sum += gap.length;
  return sum;
}

Json case_fields(const EwfCase& about) {
  Json fields;
  fields["case_number"] = about.case_number;
  fields["evidence_number"] = valid_utf8(about.evidence_number);
  fields["examiner"] = valid_utf8(about.examiner);
  fields["notes"] = valid_utf8(about.notes);
  fields["model"] = valid_utf8(about.model);
  fields["serial"] = valid_utf8(about.serial);
  fields["version"] = about.version;
  fields["acquired"] = to_iso8601(about.acquired);
  return fields;
}

std::string record_of(const ImageAccount& account, const ImageWish& wish) {
  Json record = plan_fields(account.plan, account.step);
  record["complete"] = account.facts.has_value();
  record["source"] = valid_utf8(wish.source);
  record["medium"] = Json::parse(wish.facts, nullptr, false);
  record["case_fields"] = case_fields(account.about);
  if (account.facts) {
    record["md5"] = to_hex(account.facts->md5);
    record["sha256"] = hex(account.facts->sha256);
  }
  std::vector<Gap> gaps;
  for (const RescueRange& range : account.map.ranges()) {
    if (range.state == RescueState::bad) gaps.push_back({range.offset, range.length});
  }
  record["gaps"] = ranges_of(gaps);
  record["gap_count"] = gaps.size();
  record["unreadable"] = length_of(gaps);
  if (account.plan.only_used) {
    record["left_out"] = ranges_of(wish.left_out);
    record["left_out_count"] = wish.left_out.size();
    record["left_out_bytes"] = length_of(wish.left_out);
  }
  record["segments"] = Json::array();
  for (const SegmentFacts& segment : account.segments) {
    record["segments"].push_back({{"name", segment.file.name},
                                  {"size", segment.file.size},
                                  {"sha256", hex(segment.file.sha256)},
                                  {"plain_size", segment.plain_size},
                                  {"plain_sha256", hex(segment.plain_sha256)}});
  }
  return record.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<void> add_image_record(Intake& step, const ImageAccount& account, const ImageWish& wish) {
  const std::string stem = fmt::format("image-{:03}", account.plan.number);
  TRY(step.add(stem + ".json", record_of(account, wish)));
  return step.add(stem + ".map", account.map.text());
}

}  // namespace trousse::evidence
