// SPDX-License-Identifier: Apache-2.0
#include "evidence/case.hpp"

#include <algorithm>
#include <array>

#include "core/time.hpp"
#include "evidence/case_keys.hpp"
#include "evidence/intake_step.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t case_json_limit = std::uint64_t{1} << 20;

Files& real_or(Files* files) { return files != nullptr ? *files : Files::disk(); }

Result<std::string> new_id() {
  constexpr std::string_view letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  std::array<std::byte, 6> random{};
  TRY(random_bytes(random));
  std::string id = to_iso8601(now()).substr(0, 10) + "-";
  for (const std::byte byte : random) id += letters[std::to_integer<std::size_t>(byte) % 32];
  return id;
}

bool ends_with_partial(const std::string& name) { return name.ends_with(partial_ending); }

Result<std::uint64_t> drop_partials(Files& files, const fs::path& folder) {
  std::uint64_t dropped = 0;
  const auto names = TRY(files.list(folder));
  for (const std::string& name : names) {
    if (!ends_with_partial(name)) continue;
    TRY(files.remove(folder / name));
    ++dropped;
  }
  return dropped;
}

// A part that got its final name but not its journal line before a crash was written and synced
// whole: it gets its line now, with all that its `closing` line says of it.
Result<void> adopt_part(CaseBody& body, const std::string& name) {
  const PartFacts part = TRY(measure_part(body.files, body.parts_folder() / name));
  Json fields = part_fields(part);
  if (const auto said = body.state.closing.find(name); said != body.state.closing.end()) {
    const PartFacts closed = part_from(said->second);
    if (closed.size != part.size || closed.sha256 != part.sha256) {
      return fail(Errc::not_whole, "a part is not as it was closed: " + name);
    }
    for (const char* field : {"number", "files", "bytes", "cursor"}) {
      if (said->second.contains(field)) fields[field] = said->second[field];
    }
  }
  fields["recovered"] = true;
  ++body.reopening.recovered;
  return body.record("part", fields);
}

Result<void> adopt_parts(CaseBody& body) {
  const auto names = TRY(body.files.list(body.parts_folder()));
  for (const std::string& name : names) {
    const auto known = [&](const PartFacts& part) { return part.name == name; };
    if (!name.ends_with(part_ending) || std::ranges::any_of(body.state.parts, known)) continue;
    TRY(adopt_part(body, name));
  }
  for (const PartFacts& part : body.state.parts) {
    if (!std::ranges::binary_search(names, part.name)) {
      return fail(Errc::not_whole, "a part that the journal names is gone: " + part.name);
    }
  }
  return {};
}

// A folder for a new case. What a making that was cut left (never a case.json, never a part) goes.
Result<void> make_place(Files& files, const fs::path& folder) {
  const auto made = files.make_folder(folder);
  if (!made && made.error().code != Errc::exists) return made;
  const auto names = TRY(files.list(folder));
  for (const std::string& name : names) {
    if (name == "keys" || name == "parts") continue;
    if (name != "journal.jsonl" && name != "case.json.partial") {
      return fail(Errc::exists, "the folder holds something: " + folder.filename().string());
    }
  }
  if (std::ranges::binary_search(names, "parts")) TRY(files.make_folder(folder / "parts"));
  if (std::ranges::binary_search(names, "keys")) {
    const auto keys = TRY(files.list(folder / "keys"));
    for (const std::string& key : keys) {
      if (key != "rescue.age" && !key.ends_with(".p7m") && !key.ends_with(partial_ending)) {
        return fail(Errc::exists, "the folder holds something: " + folder.filename().string());
      }
    }
    for (const std::string& key : keys) TRY(files.remove(folder / "keys" / key));
  }
  for (const char* left : {"journal.jsonl", "case.json.partial"}) {
    if (std::ranges::binary_search(names, left)) TRY(files.remove(folder / left));
  }
  TRY(files.make_folder(folder / "keys"));
  return files.make_folder(folder / "parts");
}

}  // namespace

Result<Case> Case::create(const NewCase& wish, Files* given) {
  if (wish.recipients.empty() && wish.certificates.empty() && !wish.rescue_code) {
    return fail(Errc::usage,
                "a case needs a recipient, a certificate or a rescue code: nobody could open it");
  }
  // Said before anything is made.
  for (const Certificate& certificate : wish.certificates) TRY(check_receives(certificate));
  Files& files = real_or(given);
  CaseFacts facts;
  facts.id = TRY(new_id());
  facts.created = to_iso8601(now());
  facts.tool = tool_name;
  facts.language = wish.language;
  facts.contact = wish.contact;
  facts.recipients = wish.recipients;
  facts.has_rescue_code = wish.rescue_code.has_value();

  TRY(make_place(files, wish.folder));
  {
    // The secret lives in this block only.
    const age::Identity identity = TRY(age::Identity::generate());
    facts.own = identity.recipient();
    if (wish.rescue_code) {
      TRY(write_rescue_key(files, wish.folder / "keys", facts.id, identity, *wish.rescue_code));
    }
    facts.certificates =
        TRY(write_envelopes(files, wish.folder / "keys", facts.id, identity, wish.certificates));
  }
  const JournalText empty = TRY(read_journal(""));
  auto journal = TRY(Journal::open(files, wish.folder / "journal.jsonl", empty));
  Json created{{"case", facts.id}, {"tool", facts.tool}, {"case_key", facts.own.text()}};
  created["recipients"] = facts.recipients.size();
  created["certificates"] = facts.certificates.size();
  created["rescue_code"] = facts.has_rescue_code;
  TRY(journal.add("created", created));
  // Last: a folder without case.json is not a case.
  TRY(keep(files, wish.folder / "case.json", facts.text()));
  return Case(std::make_shared<CaseBody>(
      CaseBody{files, wish.folder, std::move(facts), std::move(journal)}));
}

Result<Case> Case::open(const fs::path& folder, Files* given) {
  Files& files = real_or(given);
  const std::string public_facts = TRY(read_text(files, folder / "case.json", case_json_limit));
  CaseFacts facts = TRY(CaseFacts::parse(public_facts));
  const fs::path journal_path = folder / "journal.jsonl";
  const std::string text = TRY(read_text(files, journal_path, journal_limit));
  const JournalText read = TRY(read_journal(text));
  if (read.lines.empty() || read.lines.front().event != "created" ||
      text_of(read.lines.front().fields, "case") != facts.id) {
    return fail(Errc::not_whole, "the journal is not of this case");
  }
  auto journal = TRY(Journal::open(files, journal_path, read));
  if (read.torn > 0) {
    TRY(files.cut(journal_path, text.size() - read.torn));
    TRY(journal.add("torn", {{"bytes", read.torn}}));
  }
  auto body = std::make_shared<CaseBody>(
      CaseBody{files, folder, std::move(facts), std::move(journal), state_of(read)});
  body->reopening.torn = read.torn;
  std::uint64_t dropped = TRY(drop_partials(files, folder));
  dropped += TRY(drop_partials(files, body->parts_folder()));
  body->reopening.partials_dropped = dropped;
  TRY(adopt_parts(*body));
  body->images = images_of(read);
  TRY(adopt_segments(*body));
  TRY(body->journal.add("reopened", {{"partials_dropped", dropped}}));
  return Case(std::move(body));
}

const fs::path& Case::folder() const { return body_->folder; }
const std::string& Case::id() const { return body_->facts.id; }
const std::string& Case::language() const { return body_->facts.language; }
const std::string& Case::created() const { return body_->facts.created; }

Result<std::unique_ptr<Intake>> Case::begin(const Step& step) { return begin_step(body_, step); }

Result<void> Case::journal(std::string_view event, std::string_view facts_json) {
  const bool plain_word = !event.empty() && std::ranges::all_of(event, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || letter == '_';
  });
  if (!plain_word || is_own_event(event)) {
    return fail(Errc::usage, "not a word for a journal event");
  }
  const Json facts = TRY(parse_object(facts_json.empty() ? "{}" : facts_json));
  return body_->record(event, facts);
}

std::string Case::last_note(std::string_view event) const {
  const auto found = body_->state.last_notes.find(event);
  return found == body_->state.last_notes.end() ? std::string() : found->second;
}

}  // namespace trousse::evidence
