// SPDX-License-Identifier: Apache-2.0
#include "evidence/standing.hpp"

#include <algorithm>

#include "core/json_fields.hpp"
#include "evidence/case_body.hpp"

namespace trousse::evidence {
namespace {

void apply_part(JournalState& state, const Json& fields) {
  state.parts.push_back(part_from(fields));
  state.closing.erase(state.parts.back().name);
  const std::uint64_t number = number_of(fields, "number");
  for (BegunStep& step : state.unfinished) {
    if (step.number != number) continue;
    ++step.parts;
    // A part that does not say how far the step was leaves what earlier ones said: that is done
    // again, never left out.
    if (const auto cursor = fields.find("cursor"); cursor != fields.end()) step.cursor = *cursor;
  }
}

// A step that was put aside in order says so; one that goes on, or was cut, does not.
void apply_pause(JournalState& state, const Json& fields, bool paused) {
  const std::uint64_t number = number_of(fields, "number");
  for (BegunStep& step : state.unfinished) {
    if (step.number == number) step.paused = paused;
  }
}

void apply_end(JournalState& state, const Json& fields) {
  const std::uint64_t number = number_of(fields, "number");
  for (const BegunStep& step : state.unfinished) {
    if (step.number != number) continue;
    state.ended.push_back(
        {number, step.name, step.source, step.plan, text_of(fields, "how"), step.parts, fields});
  }
  std::erase_if(state.unfinished, [&](const BegunStep& step) { return step.number == number; });
}

}  // namespace

void JournalState::apply(std::string_view event, const Json& fields) {
  if (event == "begin") {
    const std::uint64_t number = number_of(fields, "number");
    steps = std::max(steps, number);
    const auto source = fields.find("source");
    unfinished.push_back({number, text_of(fields, "step"),
                          source != fields.end() ? identity_of(*source) : "",
                          text_of(fields, "plan"), nullptr, 0, false});
  } else if (event == "end") {
    apply_end(*this, fields);
  } else if (event == "paused" || event == "resumed") {
    apply_pause(*this, fields, event == "paused");
  } else if (event == "part_closing") {
    closing[text_of(fields, "name")] = fields;
  } else if (event == "part") {
    apply_part(*this, fields);
  } else if (!is_own_event(event)) {
    last_notes[std::string(event)] = json_fields::line(fields);
  }
}

// Paths of image files may hold a patient's name; they stay in the encrypted step record.
void drop_private_fields(Json& source) {
  for (const char* private_field : {"path", "segments"}) source.erase(private_field);
}

std::string identity_of(Json source) {
  if (source.is_object()) {
    for (const char* of_the_moment : {"transport", "removable", "read_only"}) {
      source.erase(of_the_moment);
    }
  }
  return json_fields::line(source);
}

JournalState state_of(const JournalText& journal) {
  JournalState state;
  for (const JournalLine& line : journal.lines) state.apply(line.event, line.fields);
  return state;
}

Result<void> CaseBody::record(std::string_view event, const Json& fields) {
  TRY(journal.add(event, fields));
  state.apply(event, fields);
  images.hear({std::string(event), fields});
  return {};
}

Standing Case::standing() const {
  const JournalState& state = body_->state;
  Standing standing;
  standing.steps = state.ended;
  for (const BegunStep& step : state.unfinished) {
    standing.steps.push_back(
        {step.number, step.name, step.source, step.plan, "", step.parts, step.cursor});
  }
  std::ranges::sort(standing.steps, {}, &StepStanding::number);
  standing.parts = state.parts.size();
  for (const PartFacts& part : state.parts) standing.bytes += part.size;
  standing.step_is_unfinished = !state.unfinished.empty();
  standing.reopening = body_->reopening;
  return standing;
}

namespace {

// As the journal's lines give it; nothing when it is no JSON object.
std::optional<std::string> identity_in(const Step& step) {
  auto source = parse_object(step.source_facts.empty() ? "{}" : step.source_facts);
  if (!source) return std::nullopt;
  drop_private_fields(*source);
  return identity_of(std::move(*source));
}

}  // namespace

std::optional<StepStanding> Case::ended(const Step& step) const {
  const auto identity = identity_in(step);
  if (!identity || step.plan.empty()) return std::nullopt;
  // The last one: a step that a person stopped may have been done since.
  const auto& ended = body_->state.ended;
  for (auto one = ended.rbegin(); one != ended.rend(); ++one) {
    const bool same = one->name == step.name && one->source == *identity && one->plan == step.plan;
    if (same && one->how != "interrupted") return *one;
  }
  return std::nullopt;
}

bool Case::was_cut(const Step& step) const {
  const auto identity = identity_in(step);
  return identity && std::ranges::any_of(body_->state.unfinished, [&](const BegunStep& one) {
           return one.name == step.name && one.source == *identity && one.plan == step.plan &&
                  !one.paused;
         });
}

bool Case::is_about(const Step& step) const {
  const auto identity = identity_in(step);
  const Standing all = standing();
  return std::ranges::all_of(all.steps, [&](const StepStanding& one) {
    return one.source == "{}" || one.source == identity;  // a report is about no source
  });
}

std::vector<ImageStanding> Case::images() const {
  std::vector<ImageStanding> all;
  for (const ImageState& image : body_->images.images) {
    ImageStanding one;
    one.number = image.plan.number;
    one.format = word_of(image.plan.format);
    one.source = image.source;
    one.size = image.plan.size;
    one.segments = image.segments.size();
    one.complete = image.imaged;
    one.only_used = image.plan.only_used;
    one.left_out = image.left_out;
    if (image.imaged) {
      one.md5 = text_of(image.end, "md5");
      one.sha256 = text_of(image.end, "sha256");
      one.gaps = number_of(image.end, "gaps");
      one.unreadable = number_of(image.end, "unreadable");
    } else {
      one.gaps = image.bad.size();
      for (const Gap& gap : image.bad) one.unreadable += gap.length;
    }
    all.push_back(std::move(one));
  }
  return all;
}

bool Case::gave_up() const { return body_->gave_up; }

bool Case::has_note(std::string_view event) const {
  return body_->state.last_notes.contains(event);
}

Result<Room> Case::room() const { return body_->room(); }

void Case::watch_room(RoomWatch watch) { body_->room_watch = std::move(watch); }

}  // namespace trousse::evidence
