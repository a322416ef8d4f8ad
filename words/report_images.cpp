// SPDX-License-Identifier: Apache-2.0
#include "words/labels.hpp"
#include "words/report_parts.hpp"

namespace trousse::words {
namespace {

Html one_image(const ImageTold& image, Language language) {
  std::vector<std::pair<Html, Html>> rows;
  const auto row = [&](Id id, Html value) {
    rows.emplace_back(say(language, id), std::move(value));
  };
  row(Id::report_image_format, evidence(image.format, 20));
  row(Id::label_size, plain(size(image.size, language)));
  row(Id::label_segments, plain(number(image.segments, language)));
  if (image.complete) {
    row(Id::report_image_md5, evidence(image.md5, 64));
    row(Id::report_image_sha256, evidence(image.sha256, 128));
  }
  Html out = element("h3", say(language, Id::report_image, {number(image.number, language)}));
  if (!image.complete) out += paragraph(language, Id::report_image_stopped, {}, "warning");
  if (image.only_used) {
    out += paragraph(language, Id::acquire_only_used, {size(image.left_out, language)}, "warning");
  }
  if (image.gaps > 0) {
    out += paragraph(language, Id::acquire_gaps,
                     {number(image.gaps, language), size(image.unreadable, language)}, "warning");
  } else if (image.complete) {
    out += paragraph(language, Id::report_image_no_gap);
  }
  if (image.hidden == HiddenArea::some) {
    out += paragraph(language, Id::acquire_hidden, {size(image.hidden_bytes, language)}, "warning");
  } else if (image.hidden == HiddenArea::unknown) {
    out += paragraph(language, Id::acquire_hidden_unknown, {}, "warning");
  } else if (image.hidden == HiddenArea::none) {
    out += paragraph(language, Id::acquire_hidden_none);
  }
  return out + pairs(rows);
}

}  // namespace

Html images(const ReportFacts& facts, Language language) {
  Html out;
  for (const ImageTold& image : facts.images) out += one_image(image, language);
  if (!out.empty()) out += paragraph(language, Id::report_image_where);
  return out;
}

}  // namespace trousse::words
