// SPDX-License-Identifier: Apache-2.0
#include "evidence/images.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "evidence/case_body.hpp"
#include "evidence/ewf_writer.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view raw_word = "raw";
constexpr std::string_view e01_word = "e01";

Sha256 hash_at(const Json& fields, const char* name) {
  return part_from(Json{{"sha256", text_of(fields, name)}}).sha256;
}

bool flag_at(const Json& fields, const char* name) {
  const auto found = fields.find(name);
  return found != fields.end() && found->is_boolean() && found->get<bool>();
}

std::array<std::byte, 16> id_from(const std::string& digits) {
  std::array<std::byte, 16> id{};
  if (digits.size() != 2 * id.size()) return id;
  for (std::size_t i = 0; i < id.size(); ++i) {
    unsigned value = 0;
    std::from_chars(digits.data() + 2 * i, digits.data() + 2 * i + 2, value, 16);
    id[i] = static_cast<std::byte>(value);
  }
  return id;
}

void add_ranges(const Json& fields, std::vector<Gap>& into) {
  const auto ranges = fields.find("bad");
  if (ranges == fields.end() || !ranges->is_array()) return;
  for (const Json& range : *ranges) {
    if (!range.is_array() || range.size() != 2 || !range[0].is_number_unsigned() ||
        !range[1].is_number_unsigned()) {
      continue;
    }
    into.push_back({range[0].get<std::uint64_t>(), range[1].get<std::uint64_t>()});
  }
}

bool all_of(std::string_view text, bool (*wanted)(char)) {
  return !text.empty() && std::ranges::all_of(text, wanted);
}
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_extension_letter(char letter) {
  return is_digit(letter) || (letter >= 'A' && letter <= 'Z');
}

}  // namespace

void ImagesState::hear_begin(const Json& fields) {
  const std::uint64_t number = number_of(fields, "image");
  const std::uint64_t step = number_of(fields, "number");
  if (ImageState* known = find(number)) {
    known->step = step;
    known->left_out = number_of(fields, "left_out");
    return;
  }
  ImageState image;
  image.left_out = number_of(fields, "left_out");
  image.step = step;
  image.source = step == last_step_ ? last_source_ : "";
  ImagePlan& plan = image.plan;
  plan.number = number;
  plan.format = text_of(fields, "format") == raw_word ? ImageFormat::raw : ImageFormat::e01;
  plan.size = number_of(fields, "size");
  plan.sector_size = static_cast<std::uint32_t>(number_of(fields, "sector_size"));
  plan.segment_size = number_of(fields, "segment_size");
  plan.set_id = id_from(text_of(fields, "set_id"));
  plan.begun = from_iso8601(text_of(fields, "begun")).value_or(Utc{});
  plan.texts = text_of(fields, "texts");
  plan.only_used = flag_at(fields, "only_used");
  images.push_back(std::move(image));
}

void ImagesState::hear_closing(const Json& fields) {
  SegmentFacts segment;
  segment.file = part_from(fields);
  segment.plain_size = number_of(fields, "plain_size");
  segment.plain_sha256 = hash_at(fields, "plain_sha256");
  // What was being closed before and was not, is written again: only the last one counts.
  std::erase_if(closing, [&](const auto& old) { return old.file.name == segment.file.name; });
  closing.push_back(std::move(segment));
  ImageState* image = find(number_of(fields, "image"));
  if (image == nullptr) return;
  add_ranges(fields, image->bad);
  if (flag_at(fields, "map_cut")) image->map_is_whole = false;
}

void ImagesState::hear_segment(const Json& fields) {
  const PartFacts file = part_from(fields);
  segments.push_back(file);
  ImageState* image = find(number_of(fields, "image"));
  const auto known = std::ranges::find_if(
      closing, [&](const auto& segment) { return segment.file.name == file.name; });
  if (image == nullptr) return;
  SegmentFacts segment;
  if (known != closing.end()) {
    segment = *known;
    closing.erase(known);
  }
  segment.file = file;
  segment.read_back = flag_at(fields, "read_back") || flag_at(fields, "recovered");
  image->segments.push_back(std::move(segment));
}

ImageState* ImagesState::find(std::uint64_t number) {
  const auto found = std::ranges::find_if(
      images, [&](const ImageState& image) { return image.plan.number == number; });
  return found == images.end() ? nullptr : &*found;
}

void ImagesState::hear(const JournalLine& line) {
  const Json& fields = line.fields;
  if (line.event == "begin") {
    last_step_ = number_of(fields, "number");
    const auto source = fields.find("source");
    last_source_ = source != fields.end() ? json_fields::line(*source) : "";
  } else if (line.event == "image") {
    hear_begin(fields);
  } else if (line.event == "closing") {
    hear_closing(fields);
  } else if (line.event == "segment") {
    hear_segment(fields);
  } else if (line.event == "differs" || line.event == "imaged") {
    ImageState* image = find(number_of(fields, "image"));
    if (image == nullptr) return;
    if (line.event == "imaged") {
      image->imaged = true;
      image->end = fields;
    }
    if (line.event == "differs") image->may_go_on = false;
  } else if (line.event == "end" && text_of(fields, "how") == "done") {
    for (ImageState& image : images) {
      if (image.step == number_of(fields, "number")) image.may_go_on = false;
    }
  } else if (line.event == "seal") {
    for (ImageState& image : images) image.may_go_on = false;
    sealed = segments.size();
  }
}

ImagesState images_of(const JournalText& journal) {
  ImagesState state;
  for (const JournalLine& line : journal.lines) state.hear(line);
  return state;
}

bool is_segment_name(std::string_view name) {
  const auto slash = name.find('/');
  if (slash == std::string_view::npos || slash > 20 || name.size() > 64) return false;
  const std::string_view folder = name.substr(0, slash);
  std::string_view file = name.substr(slash + 1);
  constexpr std::string_view stem = "disk.";
  if (!file.starts_with(stem) || !file.ends_with(segment_ending)) return false;
  if (file.size() <= stem.size() + segment_ending.size()) return false;
  file.remove_prefix(stem.size());
  file.remove_suffix(segment_ending.size());
  return folder.size() >= 3 && all_of(folder, is_digit) && all_of(file, is_extension_letter);
}

Result<std::string> segment_file_name(ImageFormat format, unsigned segment) {
  if (format == ImageFormat::e01) {
    const std::string extension = TRY(ewf_extension(segment));
    return "disk." + extension + std::string(segment_ending);
  }
  if (segment == 0 || segment > 999) {
    return fail(Errc::unsupported, "a raw image has 999 segments at most: use larger ones");
  }
  return fmt::format("disk.{:03}{}", segment, segment_ending);
}

std::string_view word_of(ImageFormat format) {
  return format == ImageFormat::raw ? raw_word : e01_word;
}

Result<void> note_image(CaseBody& body, std::string_view event, const Json& fields) {
  TRY(body.journal.add(event, fields));
  body.images.hear({std::string(event), fields});
  return {};
}

Json plan_fields(const ImagePlan& plan, std::uint64_t step) {
  Json fields;
  fields["number"] = step;
  fields["image"] = plan.number;
  fields["format"] = word_of(plan.format);
  fields["size"] = plan.size;
  fields["sector_size"] = plan.sector_size;
  fields["segment_size"] = plan.segment_size;
  fields["set_id"] = to_hex(plan.set_id);
  fields["begun"] = to_iso8601(plan.begun);
  fields["texts"] = plan.texts;
  fields["only_used"] = plan.only_used;
  return fields;
}

Json closing_fields(std::uint64_t image, const SegmentFacts& segment, const std::vector<Gap>& bad,
                    bool map_is_cut) {
  Json fields;
  fields["image"] = image;
  fields["name"] = segment.file.name;
  fields["size"] = segment.file.size;
  fields["sha256"] = to_hex(segment.file.sha256);
  fields["plain_size"] = segment.plain_size;
  fields["plain_sha256"] = to_hex(segment.plain_sha256);
  fields["bad"] = Json::array();
  for (const Gap& gap : bad) fields["bad"].push_back({gap.offset, gap.length});
  if (map_is_cut) fields["map_cut"] = true;
  return fields;
}

Json segment_fields(std::uint64_t image, std::uint64_t step, const SegmentFacts& segment) {
  Json fields;
  fields["number"] = step;
  fields["image"] = image;
  fields["name"] = segment.file.name;
  fields["size"] = segment.file.size;
  fields["sha256"] = to_hex(segment.file.sha256);
  if (segment.read_back) fields["read_back"] = true;
  return fields;
}

namespace {

// Names below images/ that are there, "002/disk.E01.age"; what was being written is dropped.
Result<std::vector<std::string>> segments_there(CaseBody& body) {
  std::vector<std::string> there;
  const auto folders = body.files.list(body.images_folder());
  if (!folders && folders.error().code == Errc::missing) return there;
  if (!folders) return tl::unexpected(folders.error());
  for (const std::string& folder : *folders) {
    if (!all_of(folder, is_digit)) continue;
    const auto names = TRY(body.files.list(body.images_folder() / folder));
    for (const std::string& name : names) {
      if (name.ends_with(partial_ending)) {
        TRY(body.files.remove(body.images_folder() / folder / name));
      } else {
        there.push_back(folder + "/" + name);
      }
    }
  }
  return there;
}

}  // namespace

Result<void> adopt_segments(CaseBody& body) {
  const auto there = TRY(segments_there(body));
  const auto is_there = [&](const std::string& name) {
    return std::ranges::find(there, name) != there.end();
  };
  const std::vector<SegmentFacts> closing = body.images.closing;
  for (const SegmentFacts& segment : closing) {
    if (!is_segment_name(segment.file.name) || !is_there(segment.file.name)) continue;
    const PartFacts found = TRY(measure_part(body.files, body.images_folder() / segment.file.name));
    if (found.size != segment.file.size || found.sha256 != segment.file.sha256) {
      return fail(Errc::not_whole, "a segment is not as the journal says: " + segment.file.name);
    }
    const std::uint64_t number = std::strtoull(segment.file.name.c_str(), nullptr, 10);
    const ImageState* image = body.images.find(number);
    Json fields = segment_fields(number, image != nullptr ? image->step : number, segment);
    fields["recovered"] = true;
    TRY(note_image(body, "segment", fields));
  }
  for (std::size_t i = body.images.sealed; i < body.images.segments.size(); ++i) {
    if (!is_there(body.images.segments[i].name)) {
      return fail(Errc::not_whole,
                  "a segment that the journal names is gone: " + body.images.segments[i].name);
    }
  }
  return {};
}

}  // namespace trousse::evidence
