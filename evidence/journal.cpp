// SPDX-License-Identifier: Apache-2.0
#include "evidence/journal.hpp"

#include <fmt/format.h>

#include "core/json_fields.hpp"
#include "core/time.hpp"
#include "evidence/hash.hpp"

namespace trousse::evidence {
namespace {

constexpr int deepest = 32;
const std::string first_previous(64, '0');

bool is_ours(std::string_view name) {
  return name == "n" || name == "time" || name == "event" || name == "prev";
}

}  // namespace

Result<Json> parse_object(std::string_view text) {
  bool too_deep = false;
  const auto watch = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > deepest;
    return !too_deep;
  };
  // The third argument turns syntax errors into a value, not an exception.
  Json value = Json::parse(text, watch, false);
  if (too_deep || value.is_discarded() || !value.is_object()) {
    return fail(Errc::malformed, "not a JSON object");
  }
  return value;
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

namespace {

// What a power cut leaves behind what was synced can be anything, lines of it too: a sector that
// was never written. Nothing of ours follows it.
bool holds_a_line(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (parse_object(text.substr(0, end))) return true;
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return false;
}

}  // namespace

Result<JournalText> read_journal(std::string_view text) {
  JournalText journal;
  journal.last_hash = first_previous;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    auto fields = parse_object(line);
    if (end == std::string_view::npos || (!fields && !holds_a_line(text.substr(end + 1)))) {
      journal.torn = text.size();
      break;
    }
    text.remove_prefix(end + 1);
    const std::size_t number = journal.lines.size();
    if (!fields || !fields->contains("n") || number_of(*fields, "n") != number ||
        text_of(*fields, "prev") != journal.last_hash || text_of(*fields, "event").empty()) {
      return fail(Errc::not_whole, fmt::format("journal line {} does not follow", number));
    }
    journal.last_hash = hex(sha256(std::as_bytes(std::span(line))));
    std::string event = text_of(*fields, "event");
    journal.lines.push_back({std::move(event), std::move(*fields)});
  }
  return journal;
}

Result<Journal> Journal::open(Files& files, const std::filesystem::path& path,
                              const JournalText& text) {
  auto out = TRY(files.append(path));
  return Journal(std::move(out), text.lines.size(), text.last_hash);
}

Result<void> Journal::add(std::string_view event, const Json& facts) {
  // After a failed write nobody knows what the file holds: only a new start may read it again.
  if (broken_) return fail(Errc::key_removed, "the journal could not be written before");
  Json line;
  line["n"] = next_;
  line["time"] = to_iso8601(now());
  line["event"] = event;
  for (const auto& [name, value] : facts.items()) {
    if (is_ours(name)) return fail(Errc::usage, "a journal fact with a reserved name");
    line[name] = value;
  }
  line["prev"] = previous_;
  const std::string text = json_fields::line(line);
  const std::string with_end = text + "\n";
  broken_ = true;
  TRY(out_->write(std::as_bytes(std::span(with_end))));
  TRY(out_->sync());
  broken_ = false;
  previous_ = hex(sha256(std::as_bytes(std::span(text))));
  ++next_;
  return {};
}

}  // namespace trousse::evidence
