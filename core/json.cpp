// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"

#include "core/json_fields.hpp"

namespace trousse {
namespace {

using namespace json_fields;

constexpr Word<Absent::Why> absences[] = {{Absent::Why::missing, "missing"},
                                          {Absent::Why::empty, "empty"},
                                          {Absent::Why::failed, "failed"},
                                          {Absent::Why::skipped, "skipped"}};
constexpr Word<FileKind> file_kinds[] = {{FileKind::regular, "file"},
                                         {FileKind::directory, "directory"},
                                         {FileKind::link, "link"},
                                         {FileKind::other, "other"}};
constexpr Word<Errc> errors[] = {{Errc::unreadable, "unreadable"},
                                 {Errc::missing, "missing"},
                                 {Errc::malformed, "malformed"},
                                 {Errc::unsupported, "unsupported"},
                                 {Errc::locked, "locked"},
                                 {Errc::refused, "refused"},
                                 {Errc::usage, "usage"},
                                 {Errc::key_full, "key_full"},
                                 {Errc::key_removed, "key_removed"},
                                 {Errc::not_whole, "not_whole"},
                                 {Errc::wrong_key, "wrong_key"},
                                 {Errc::exists, "exists"},
                                 {Errc::cancelled, "cancelled"}};

Json times_json(const Times& times) {
  Json out = Json::object();
  put(out, "created", times.created);
  put(out, "modified", times.modified);
  put(out, "changed", times.changed);
  put(out, "accessed", times.accessed);
  return out;
}

Times times_from(const Json& object) {
  return {time_at(object, "created"), time_at(object, "modified"), time_at(object, "changed"),
          time_at(object, "accessed")};
}

Json artifact_json(const Artifact& artifact) {
  Json out;
  out["question"] = valid_utf8(artifact.question.id);
  out["family"] = valid_utf8(artifact.question.family);
  out["asked"] = valid_utf8(artifact.question.asked);
  if (const auto* taken = std::get_if<Taken>(&artifact.answer)) {
    out["answer"] = "taken";
    out["size"] = taken->size;
    if (!taken->earlier) out["sha256"] = to_hex(taken->sha256);
    if (taken->earlier) out["earlier"] = true;
    out["bag_path"] = valid_utf8(taken->bag_path);
    if (taken->start != 0) out["start"] = taken->start;
    for (const Gap& gap : taken->gaps) out["gaps"].push_back({gap.offset, gap.length});
  } else {
    const auto& absent = std::get<Absent>(artifact.answer);
    out["answer"] = word_of(absences, absent.why);
    put(out, "detail", absent.detail);
  }
  if (artifact.origin) {
    const Origin& origin = *artifact.origin;
    out["volume"] = valid_utf8(origin.volume);
    out["path"] = valid_utf8(origin.file.path.text());
    put(out, "stream", origin.stream);
    for (const auto& link : origin.file.links) out["links"].push_back(valid_utf8(link.text()));
    out["entry"] = origin.file.entry;
    if (origin.file.sequence != 0) out["sequence"] = origin.file.sequence;
    if (origin.file.kind != FileKind::regular) out["kind"] = word_of(file_kinds, origin.file.kind);
    if (origin.file.deleted) out["deleted"] = true;
    if (origin.file.orphan) out["orphan"] = true;
    if (origin.file.dos_attributes != 0) out["dos_attributes"] = origin.file.dos_attributes;
    out["times"] = times_json(origin.file.standard);
    if (const Json names = times_json(origin.file.name_times); !names.empty()) {
      out["name_times"] = names;
    }
  }
  return out;
}

Json finding_json(const Finding& finding) {
  Json out;
  out["kind"] = valid_utf8(finding.kind);
  put(out, "rule", finding.rule);
  out["severity"] = word_of(severities, finding.severity);
  out["certainty"] = word_of(certainties, finding.certainty);
  put(out, "volume", finding.volume);
  put(out, "path", finding.path);
  put(out, "stream", finding.stream);
  if (finding.entry != 0) out["entry"] = finding.entry;
  if (finding.deleted) out["deleted"] = true;
  put(out, "when", finding.when);
  for (const auto& [name, value] : finding.facts)
    out["facts"][valid_utf8(name)] = valid_utf8(value);
  return out;
}

struct EventJson {
  Json operator()(const Progress& progress) const {
    return {{"event", "progress"},
            {"step", valid_utf8(progress.step)},
            {"now", valid_utf8(progress.now)},
            {"done", progress.done},
            {"total", progress.total},
            {"taken", progress.taken},
            {"findings", progress.findings}};
  }
  Json operator()(const Artifact& artifact) const {
    Json out = {{"event", "outcome"}};
    out.update(artifact_json(artifact));
    return out;
  }
  Json operator()(const Finding& finding) const {
    Json out = {{"event", "finding"}};
    out.update(finding_json(finding));
    return out;
  }
  Json operator()(const Note& note) const {
    return {{"event", "note"}, {"id", valid_utf8(note.id)}, {"detail", valid_utf8(note.detail)}};
  }
  Json operator()(const Error& error) const {
    return {{"event", "error"},
            {"code", word_of(errors, error.code)},
            {"detail", valid_utf8(error.what)}};
  }
  Json operator()(const Decision& decision) const {
    return {{"event", "question"},
            {"id", decision.id},
            {"answers", decision.answers},
            {"free", decision.free},
            {"needed", decision.needed}};
  }
};

Result<Sha256> hash_from(const std::string& hex) {
  Sha256 hash{};
  if (hex.size() != 64) return fail(Errc::malformed, "a SHA-256 has 64 digits");
  for (std::size_t i = 0; i < 64; ++i) {
    const auto digit = std::string_view("0123456789abcdef").find(hex[i]);
    if (digit == std::string_view::npos) return fail(Errc::malformed, "not hexadecimal");
    hash[i / 2] |= static_cast<std::byte>(i % 2 == 0 ? digit << 4 : digit);
  }
  return hash;
}

}  // namespace

std::string to_json(const Artifact& artifact) { return line(artifact_json(artifact)); }
std::string to_json(const Finding& finding) { return line(finding_json(finding)); }
std::string to_json(const Event& event) { return line(std::visit(EventJson{}, event)); }

Result<Artifact> artifact_from_json(std::string_view text) {
  const Json object = TRY(parse(text));
  Artifact artifact;
  artifact.question = {text_at(object, "question"), text_at(object, "family"),
                       text_at(object, "asked")};
  const std::string answer = text_at(object, "answer");
  if (answer == "taken") {
    Taken taken;
    taken.size = number_at(object, "size");
    taken.earlier = flag_at(object, "earlier");
    if (!taken.earlier) taken.sha256 = TRY(hash_from(text_at(object, "sha256")));
    taken.bag_path = text_at(object, "bag_path");
    taken.start = number_at(object, "start");
    for (const Json& gap : member(object, "gaps")) {
      if (gap.is_array() && gap.size() == 2 && gap[0].is_number_unsigned() &&
          gap[1].is_number_unsigned()) {
        taken.gaps.push_back({gap[0].get<std::uint64_t>(), gap[1].get<std::uint64_t>()});
      }
    }
    artifact.answer = taken;
  } else {
    artifact.answer =
        Absent{value_of(absences, answer, Absent::Why::failed), text_at(object, "detail")};
  }
  if (object.contains("path")) {
    Origin origin;
    origin.volume = text_at(object, "volume");
    origin.stream = text_at(object, "stream");
    origin.file.path = EvidencePath(text_at(object, "path"));
    for (const Json& link : member(object, "links")) {
      if (link.is_string()) origin.file.links.emplace_back(link.get<std::string>());
    }
    origin.file.entry = number_at(object, "entry");
    origin.file.sequence = static_cast<std::uint32_t>(number_at(object, "sequence"));
    origin.file.kind = value_of(file_kinds, text_at(object, "kind"), FileKind::regular);
    origin.file.deleted = flag_at(object, "deleted");
    origin.file.orphan = flag_at(object, "orphan");
    origin.file.dos_attributes = static_cast<std::uint32_t>(number_at(object, "dos_attributes"));
    origin.file.standard = times_from(member(object, "times"));
    origin.file.name_times = times_from(member(object, "name_times"));
    artifact.origin = origin;
  }
  return artifact;
}

Result<Event> event_from_json(std::string_view text) {
  const Json object = TRY(parse(text));
  const std::string event = text_at(object, "event");
  if (event == "progress") {
    return Progress{text_at(object, "step"),    text_at(object, "now"),
                    number_at(object, "done"),  number_at(object, "total"),
                    number_at(object, "taken"), number_at(object, "findings")};
  }
  if (event == "outcome") return TRY(artifact_from_json(text));
  if (event == "finding") return TRY(finding_from_json(text));
  if (event == "note") return Note{text_at(object, "id"), text_at(object, "detail")};
  if (event == "error") {
    return Error{value_of(errors, text_at(object, "code"), Errc::refused),
                 text_at(object, "detail")};
  }
  if (event == "question") {
    Decision decision{
        text_at(object, "id"), {}, number_at(object, "free"), number_at(object, "needed")};
    for (const Json& answer : member(object, "answers")) {
      if (answer.is_string()) decision.answers.push_back(answer.get<std::string>());
    }
    return decision;
  }
  return fail(Errc::malformed, "not an event");
}

Result<Finding> finding_from_json(std::string_view text) {
  const Json object = TRY(parse(text));
  Finding finding;
  finding.kind = text_at(object, "kind");
  finding.rule = text_at(object, "rule");
  finding.severity = value_of(severities, text_at(object, "severity"), Severity::informational);
  finding.certainty = value_of(certainties, text_at(object, "certainty"), Certainty::possible);
  finding.volume = text_at(object, "volume");
  finding.path = text_at(object, "path");
  finding.stream = text_at(object, "stream");
  finding.entry = number_at(object, "entry");
  finding.deleted = flag_at(object, "deleted");
  finding.when = time_at(object, "when");
  for (const auto& [name, value] : member(object, "facts").items()) {
    if (value.is_string()) finding.facts[name] = value.get<std::string>();
  }
  return finding;
}

}  // namespace trousse
