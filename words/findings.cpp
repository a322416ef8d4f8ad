// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.hpp"
#include "words/phrases.hpp"

namespace trousse::words {
namespace {

// What a kind of finding needs to know to speak.
struct Speaker {
  const Finding& finding;
  Language language;

  bool has(const std::string& fact) const {
    const auto at = finding.facts.find(fact);
    return at != finding.facts.end() && !at->second.empty();
  }
  std::string fact(const std::string& key) const {
    return has(key) ? finding.facts.at(key) : std::string(text(Id::unknown_value, language));
  }
  // A count, with the spaces of the language; anything else as it came.
  std::string count(const std::string& key) const {
    const std::string raw = fact(key);
    std::uint64_t value = 0;
    const char* end = raw.data() + raw.size();
    const auto [stop, trouble] = std::from_chars(raw.data(), end, value);
    return trouble == std::errc() && stop == end ? number(value, language) : raw;
  }
  // Without the dot that some write before it: the rows have it.
  std::string extension() const {
    const std::string raw = fact("extension");
    return raw.size() > 1 && raw.front() == '.' ? raw.substr(1) : raw;
  }
  std::string file_name() const {
    const auto slash = finding.path.find_last_of('/');
    std::string out = finding.path.substr(slash == std::string::npos ? 0 : slash + 1);
    if (out.empty()) out = std::string(text(Id::no_name, language));
    if (!finding.stream.empty()) out += ":" + finding.stream;
    return out;
  }
};

using Phrases = std::vector<Phrase>;

Phrases yara(const Speaker& from) {
  // Rules of others speak English only; ours speak both.
  const bool french = from.language == Language::french && from.has("description_fr");
  const char* described = french ? "description_fr" : "description";
  if (!from.has(described)) return {{Id::finding_yara, {from.file_name(), from.finding.rule}}};
  return {
      {Id::finding_yara_described, {from.file_name(), from.finding.rule, from.fact(described)}}};
}

Phrases ransom_note(const Speaker& from) {
  Phrases out;
  if (from.has("family")) {
    out.push_back({Id::finding_ransom_note_family, {from.file_name(), from.fact("family")}});
  } else {
    out.push_back({Id::finding_ransom_note, {from.file_name()}});
  }
  if (from.has("copies")) out.push_back({Id::finding_ransom_note_copies, {from.count("copies")}});
  return out;
}

// Renamed and encrypted files carry the same facts: an extension that may be known, a stretch of
// time.
void say_extension_and_time(const Speaker& from, Phrases& out) {
  if (from.has("family")) out.push_back({Id::finding_extension_family, {from.fact("family")}});
  if (!from.has("first") || !from.has("last")) return;
  out.push_back(
      {Id::finding_mass_rename_when,
       {moment(from.fact("first"), from.language), moment(from.fact("last"), from.language)}});
}

Phrases mass_rename(const Speaker& from) {
  Phrases out{
      {Id::finding_mass_rename, {from.extension(), from.count("files"), from.count("doubled")}}};
  say_extension_and_time(from, out);
  return out;
}

Phrases encrypted_files(const Speaker& from) {
  Phrases out;
  if (from.has("extension")) {
    out.push_back({Id::finding_encrypted_files,
                   {from.extension(), from.count("sampled"), from.count("encrypted")}});
  } else {
    out.push_back({Id::finding_encrypted_any, {from.count("sampled"), from.count("encrypted")}});
  }
  say_extension_and_time(from, out);
  return out;
}

void say_start(const Speaker& from, Phrases& out) {
  const std::string start = from.fact("start");
  if (start == "boot" || start == "system" || start == "automatic") {
    out.push_back({Id::finding_remote_access_automatic, {}});
  } else if (start == "manual") {
    out.push_back({Id::finding_remote_access_manual, {}});
  } else if (start == "disabled") {
    out.push_back({Id::finding_remote_access_disabled, {}});
  }
}

Phrases remote_access(const Speaker& from) {
  const bool no_file = from.fact("files") == "0";
  const bool is_service = from.has("service");
  Id seen = Id::finding_remote_access;
  if (no_file) {
    seen = is_service ? Id::finding_remote_access_service : Id::finding_remote_access_trace;
  }
  Phrases out{{seen, {from.fact("program")}}};
  if (no_file && is_service) out.push_back({Id::finding_remote_access_no_file, {}});
  if (is_service) say_start(from, out);
  out.push_back({Id::finding_remote_access_ask, {}});
  return out;
}

Phrases event_log(const Speaker& from) {
  // Rules of others speak English only; ours speak both.
  const bool french = from.language == Language::french && from.has("title_fr");
  const std::string title = french ? from.fact("title_fr") : from.finding.rule;
  const std::string log = from.has("channel") ? from.fact("channel") : from.file_name();
  if (from.fact("count") == "1") return {{Id::finding_event_log_once, {title, log}}};
  Phrases out{{Id::finding_event_log, {title, from.count("count"), log}}};
  if (from.has("first") && from.has("last")) {
    out.push_back(
        {Id::finding_event_log_between,
         {moment(from.fact("first"), from.language), moment(from.fact("last"), from.language)}});
  }
  return out;
}

Phrases clamav(const Speaker& from) {
  Phrases out{{Id::finding_clamav, {from.file_name(), from.finding.rule}}};
  if (from.finding.severity == Severity::low) out.push_back({Id::finding_clamav_doubt, {}});
  if (from.finding.severity == Severity::informational) {
    out.push_back({Id::finding_clamav_trial, {}});
  }
  return out;
}

Phrases scan_cut(const Speaker& from) {
  if (!from.has("seconds") && from.has("why")) {
    return {{Id::finding_scan_cut_why, {from.file_name(), from.fact("why")}}};
  }
  return {{Id::finding_scan_cut, {from.file_name(), from.count("seconds")}}};
}

struct Kind {
  std::string_view name;
  Phrases (*say)(const Speaker&);
  Id in_short;  // a few words, for a list of what was seen
};

constexpr std::array kinds{
    Kind{"yara", yara, Id::in_short_yara},
    Kind{"ransom_note", ransom_note, Id::in_short_ransom_note},
    Kind{"mass_rename", mass_rename, Id::in_short_mass_rename},
    Kind{"encrypted_files", encrypted_files, Id::in_short_encrypted_files},
    Kind{"remote_access", remote_access, Id::in_short_remote_access},
    Kind{"event_log", event_log, Id::in_short_event_log},
    Kind{"clamav", clamav, Id::in_short_clamav},
    Kind{"scan_cut", scan_cut, Id::in_short_scan_cut},
};

const Kind* kind_of(const Finding& finding) {
  const auto* const kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& candidate) {
    return candidate.name == finding.kind;
  });
  return kind == kinds.end() ? nullptr : kind;
}

}  // namespace

std::vector<Phrase> phrases(const Finding& finding, Language language) {
  const Speaker from{finding, language};
  if (const Kind* kind = kind_of(finding)) return kind->say(from);
  return {{Id::finding_unknown, {finding.kind, finding.rule, from.file_name()}}};
}

std::string in_short(const std::vector<Finding>& findings, Language language) {
  std::vector<Id> said;
  std::string list;
  for (const Finding& finding : findings) {
    const Kind* kind = kind_of(finding);
    const Id words = kind == nullptr ? Id::in_short_other : kind->in_short;
    if (std::find(said.begin(), said.end(), words) != said.end()) continue;
    said.push_back(words);
    list += (list.empty() ? "" : ", ") + std::string(text(words, language));
  }
  return list.empty() ? "" : filled(Id::in_short, language, {list});
}

std::string sentence(const Finding& finding, Language language) {
  std::string out;
  for (const Phrase& phrase : phrases(finding, language)) {
    if (!out.empty()) out += ' ';
    out += filled(phrase.id, language, phrase.values);
  }
  return out;
}

std::string fact_label(std::string_view fact, Language language) {
  const auto row = id_of("fact_" + std::string(fact.substr(0, 64)));
  return row ? std::string(text(*row, language)) : printable(fact, 64);
}

}  // namespace trousse::words
