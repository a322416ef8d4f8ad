// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/text.hpp"
#include "words/labels.hpp"
#include "words/report_parts.hpp"

namespace trousse::words {
namespace {

using Pairs = std::vector<std::pair<Html, Html>>;

void add(Pairs& rows, Language language, Id label, const std::string& value) {
  if (!value.empty()) rows.emplace_back(say(language, label), evidence(value));
}

std::string yes_or_no(bool answer, Language language) {
  return std::string(text(answer ? Id::yes : Id::no, language));
}

Html source_table(const SourceInfo& source, Language language) {
  Pairs rows;
  add(rows, language, Id::report_source, source.path);
  add(rows, language, Id::label_kind, source_kind(source.kind, language));
  add(rows, language, Id::label_model, source.model);
  add(rows, language, Id::label_serial, source.serial);
  add(rows, language, Id::label_transport, source.transport);
  add(rows, language, Id::label_size,
      size(source.size, language) + " (" +
          filled(Id::unit_bytes, language, {number(source.size, language)}) + ")");
  add(rows, language, Id::label_read_only, yes_or_no(source.read_only, language));
  if (source.segments.size() > 1) {
    add(rows, language, Id::label_segments, number(source.segments.size(), language));
  }
  return pairs(rows);
}

Id state_of(const VolumeInfo& volume) {
  if (stayed_closed(volume)) return Id::report_state_closed;
  if (!volume.trouble.empty()) return Id::report_state_trouble;
  if (volume.lock) return Id::report_state_clear_key;
  return Id::report_state_open;
}

Html volumes_table(const std::vector<VolumeInfo>& volumes, Language language) {
  std::vector<HtmlRow> rows;
  for (const VolumeInfo& volume : volumes) {
    rows.push_back({plain(std::to_string(volume.number)), evidence(volume.letter, 16),
                    evidence(file_system(volume.file_system, language)),
                    evidence(volume.label, 200), plain(size(volume.size, language)),
                    say(language, state_of(volume))});
  }
  return table({say(language, Id::label_volume), say(language, Id::label_letter),
                say(language, Id::label_file_system), say(language, Id::label_label),
                say(language, Id::label_size), say(language, Id::label_state)},
               rows, "volumes");
}

Html lock_details(const Lock& lock, Language language) {
  Html out = paragraph(language, Id::lock_title, {lock_kind(lock.kind, language)}, "level");
  if (lock.clear_key) return out + paragraph(language, Id::lock_clear_key);
  const std::string ways = opens_with(lock, language);
  if (!ways.empty()) out += paragraph(language, Id::lock_opens_with, {ways});
  if (!lock.recovery_key_id.empty()) {
    out += paragraph(language, Id::lock_key_id, {lock.recovery_key_id});
    out += paragraph(language, Id::lock_compare_id);
  }
  if (lock.kind == LockKind::bitlocker) {
    for (const Id id : {Id::lock_where_digits, Id::lock_where_account, Id::lock_digits_secret}) {
      out += paragraph(language, id);
    }
  }
  return out;
}

Html windows_details(const WindowsInfo& windows, Language language) {
  Pairs rows;
  rows.emplace_back(say(language, Id::label_windows),
                    say(language, Id::windows_found,
                        {windows.display_name, windows.display_version, windows.build}));
  add(rows, language, Id::label_computer_name, windows.computer_name);
  if (windows.installed) {
    add(rows, language, Id::label_installed, moment(*windows.installed, language));
  }
  if (windows.last_shutdown) {
    add(rows, language, Id::label_last_shutdown, moment(*windows.last_shutdown, language));
  }
  add(rows, language, Id::label_time_zone, windows.time_zone);
  Html out = pairs(rows);
  // Names of people stay out of a page that is handed around: the count is enough here.
  out += paragraph(language, Id::report_users_count, {number(windows.users.size(), language)});
  return out;
}

Html volume_details(const VolumeInfo& volume, Language language) {
  Html inner;
  if (volume.lock) inner += lock_details(*volume.lock, language);
  if (volume.hibernation != Hibernation::no) {
    inner += element("p", plain(hibernation(volume.hibernation, language)));
  }
  if (volume.windows) inner += windows_details(*volume.windows, language);
  if (inner.empty()) return {};
  return element("h3", say(language, Id::report_volume_details, {volume_name(volume)})) + inner;
}

HtmlRow family_row(Html title, const FamilyCount& counts, Language language) {
  HtmlRow row{std::move(title)};
  row.push_back(plain(number(counts.taken, language)));
  row.push_back(plain(size(counts.bytes, language)));
  for (const std::uint64_t value : {counts.missing, counts.empty, counts.failed, counts.skipped}) {
    row.push_back(plain(number(value, language)));
  }
  return row;
}

Html families_table(const ReportFacts& facts, Language language) {
  Html out = paragraph(language, Id::report_taken_how);
  FamilyCount all;
  std::vector<HtmlRow> rows;
  for (const auto& [name, counts] : facts.families) {
    rows.push_back(family_row(evidence(family(name, language)), counts, language));
    all.taken += counts.taken;
    all.bytes += counts.bytes;
    all.missing += counts.missing;
    all.empty += counts.empty;
    all.failed += counts.failed;
    all.skipped += counts.skipped;
  }
  if (all.taken == 0) out += paragraph(language, Id::summary_nothing_taken, {}, "warning");
  if (!rows.empty()) rows.push_back(family_row(say(language, Id::column_total), all, language));
  return out + table({say(language, Id::column_family), say(language, Id::column_taken),
                      say(language, Id::column_size), say(language, Id::column_missing),
                      say(language, Id::column_empty), say(language, Id::column_failed),
                      say(language, Id::column_skipped)},
                     rows, "count");
}

// Places that were never opened come before single files: they weigh most.
std::vector<Html> unread_places(const ReportFacts& facts, Language language) {
  std::vector<Html> out;
  for (const VolumeInfo& volume : facts.volumes) {
    const std::string name = volume_name(volume);
    const std::string bytes = size(volume.size, language);
    if (stayed_closed(volume)) {
      out.push_back(say(language, Id::report_locked_volume,
                        {name, bytes, lock_kind(volume.lock->kind, language)}));
    } else if (!volume.trouble.empty()) {
      out.push_back(say(language, Id::report_trouble_volume, {name, bytes, volume.trouble}));
    }
    if (!volume.windows) continue;
    for (const std::string& hive : volume.windows->unreadable) {
      out.push_back(say(language, Id::report_unreadable_hive, {name, hive}));
    }
  }
  return out;
}

std::vector<Html> unscanned(const ReportFacts& facts, Language language) {
  std::vector<Html> out;
  const auto line = [&](Id id, std::uint64_t count) {
    if (count != 0) out.push_back(say(language, id, {number(count, language)}));
  };
  line(Id::report_scan_failed, facts.scan_failed);
  line(Id::report_scan_timed_out, facts.scan_timed_out);
  line(Id::report_rules_left_out, facts.rules_left_out);
  line(Id::report_clamav_passed_over, facts.clamav_passed_over);
  line(Id::report_clamav_unanswered, facts.clamav_unanswered);
  return out;
}

// Unlike a file, an image is told whole in part 4: here it is what to know before trusting it.
std::vector<Html> unread_of_images(const ReportFacts& facts, Language language) {
  std::vector<Html> out;
  for (const ImageTold& image : facts.images) {
    const std::string which = number(image.number, language);
    const auto line = [&](Id id) { out.push_back(say(language, id, {which})); };
    const auto lacks = [&](Id id, std::uint64_t bytes) {
      out.push_back(say(language, id, {which, size(bytes, language)}));
    };
    if (!image.complete) line(Id::report_unread_stopped);
    if (image.gaps > 0) lacks(Id::report_unread_gaps, image.unreadable);
    if (image.only_used) lacks(Id::report_unread_free, image.left_out);
    if (image.hidden == HiddenArea::some) lacks(Id::report_unread_hidden, image.hidden_bytes);
    if (image.hidden == HiddenArea::unknown) line(Id::report_unread_unknown);
  }
  return out;
}

struct Reason {
  std::string why;
  std::string detail;
};

Reason reason(const Artifact& artifact, Language language) {
  if (const auto* absent = std::get_if<Absent>(&artifact.answer)) {
    return {why(absent->why, language), absent->detail};
  }
  const auto& taken = std::get<Taken>(artifact.answer);
  std::uint64_t lost = 0;
  for (const Gap& gap : taken.gaps) lost += gap.length;
  return {std::string(text(Id::why_gaps, language)),
          filled(Id::gaps_detail, language,
                 {number(taken.gaps.size(), language), size(lost, language)})};
}

Html troubles_table(const std::vector<Artifact>& troubles, Language language) {
  std::vector<HtmlRow> rows;
  for (const Artifact& artifact : troubles) {
    const Reason because = reason(artifact, language);
    const std::string at = artifact.origin
                               ? place(artifact.origin->volume, artifact.origin->file.path.text(),
                                       artifact.origin->stream, 600)
                               : artifact.question.asked;
    rows.push_back({evidence(family(artifact.question.family, language)), evidence(at, 608),
                    plain(because.why), evidence(because.detail, 300)});
  }
  return table({say(language, Id::column_what), say(language, Id::column_where),
                say(language, Id::column_why), say(language, Id::column_detail)},
               rows, "wide");
}

}  // namespace

Html part_disk(const ReportFacts& facts, Language language) {
  Html out = element("h2", say(language, Id::report_disk));
  out += paragraph(language, Id::report_never_written);
  out += source_table(facts.source, language);
  if (facts.images_alone) return element("section", out);
  if (facts.volumes.empty()) out += paragraph(language, Id::report_no_volumes);
  out += volumes_table(facts.volumes, language);
  for (const VolumeInfo& volume : facts.volumes) out += volume_details(volume, language);
  return element("section", out);
}

Html part_taken(const ReportFacts& facts, Language language) {
  Html out = element("h2", say(language, Id::report_taken));
  if (!facts.images_alone) out += families_table(facts, language);
  return element("section", out + images(facts, language));
}

Html part_not_read(const ReportFacts& facts, Language language) {
  Html out = element("h2", say(language, Id::report_not_read));
  out += paragraph(language, Id::report_not_read_intro);
  std::vector<Html> items = unread_places(facts, language);
  for (Html& item : unscanned(facts, language)) items.push_back(std::move(item));
  for (Html& item : unread_of_images(facts, language)) items.push_back(std::move(item));
  if (items.empty() && facts.troubles.empty() && facts.troubles_in_all == 0) {
    items.push_back(say(language, Id::report_not_read_none));
  }
  items.push_back(say(language, Id::report_memory));
  if (!facts.profile.empty()) {
    items.push_back(say(language, Id::report_profile, {profile(facts.profile, language)}));
  }
  out += list("ul", items);
  out += troubles_table(facts.troubles, language);
  if (facts.troubles_in_all > facts.troubles.size()) {
    out += paragraph(
        language, Id::report_troubles_shown,
        {number(facts.troubles.size(), language), number(facts.troubles_in_all, language)});
  }
  return element("section", out);
}

}  // namespace trousse::words
