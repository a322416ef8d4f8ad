// SPDX-License-Identifier: Apache-2.0
#include "playbooks/image_report.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/json_fields.hpp"
#include "core/time.hpp"
#include "playbooks/step_work.hpp"
#include "playbooks/versions.hpp"

namespace trousse::playbooks {
namespace {

using json_fields::flag_at;
using json_fields::Json;
using json_fields::member;
using json_fields::number_at;
using json_fields::text_at;

constexpr std::string_view plan_of_images = "images";

// What disks::to_json says of a medium.
void add_hidden(const Json& medium, words::ImageTold& image) {
  const std::string state = text_at(medium, "hidden_areas");
  if (state == "not_known") image.hidden = words::HiddenArea::unknown;
  if (state != "known") return;
  image.hidden_bytes = number_at(medium, "hidden_sectors") * number_at(medium, "logical_sector");
  // A question that had no answer may have had a larger one.
  image.hidden = image.hidden_bytes > 0                ? words::HiddenArea::some
                 : medium.contains("hidden_areas_why") ? words::HiddenArea::unknown
                                                       : words::HiddenArea::none;
}

words::ImageTold image_of(const evidence::ImageStanding& standing) {
  words::ImageTold image;
  image.number = standing.number;
  image.format = standing.format;
  image.size = standing.size;
  image.segments = standing.segments;
  image.complete = standing.complete;
  image.md5 = standing.md5;
  image.sha256 = standing.sha256;
  image.gaps = standing.gaps;
  image.unreadable = standing.unreadable;
  image.only_used = standing.only_used;
  image.left_out = standing.left_out;
  const Json source = Json::parse(standing.source, nullptr, false);
  if (source.is_object()) add_hidden(member(source, "medium"), image);
  return image;
}

// Whether images are all that the case holds of a disk, whatever was said of them before.
bool holds_images_alone(const evidence::Case& opened) {
  const evidence::Standing standing = opened.standing();
  if (standing.step_is_unfinished || opened.images().empty()) return false;
  return std::ranges::none_of(standing.steps, [](const evidence::StepStanding& step) {
    const bool reports_all = step.name == "report" && !step.plan.starts_with(plan_of_images);
    return step.name == "collect" || step.name == "scan" || reports_all;
  });
}

// Other images, or more of one, are another report.
std::string plan_for(const std::vector<words::ImageTold>& images) {
  std::string plan(plan_of_images);
  for (const words::ImageTold& image : images) {
    plan += fmt::format(" {}:{}:{}", image.number, image.segments, image.complete);
  }
  return plan;
}

words::ReportFacts facts_of(const evidence::Case& opened) {
  words::ReportFacts facts;
  facts.case_id = opened.id();
  facts.tool_version = tool_version();
  facts.began = opened.created();
  facts.ended = to_iso8601(now());
  if (const auto source = source_from_json(opened.images().back().source)) facts.source = *source;
  facts.images = images_of(opened);
  facts.images_alone = true;
  return facts;
}

}  // namespace

std::vector<words::ImageTold> images_of(const evidence::Case& of) {
  std::vector<words::ImageTold> images;
  for (const auto& standing : of.images()) images.push_back(image_of(standing));
  return images;
}

words::ImageTold image_of(const Json& record) {
  words::ImageTold image;
  image.number = number_at(record, "image");
  image.format = text_at(record, "format");
  image.size = number_at(record, "size");
  const Json& segments = member(record, "segments");
  if (segments.is_array()) image.segments = segments.size();
  image.complete = flag_at(record, "complete");
  image.md5 = text_at(record, "md5");
  image.sha256 = text_at(record, "sha256");
  image.gaps = number_at(record, "gap_count");
  image.unreadable = number_at(record, "unreadable");
  image.only_used = flag_at(record, "only_used");
  image.left_out = number_at(record, "left_out_bytes");
  const Json& medium = member(record, "medium");
  if (medium.is_object()) add_hidden(medium, image);
  return image;
}

Result<void> report_images_alone(evidence::Case& into) {
  if (!holds_images_alone(into)) return {};
  const words::ReportFacts facts = facts_of(into);
  return put_report(into, facts, plan_for(facts.images));
}

}  // namespace trousse::playbooks
