// SPDX-License-Identifier: Apache-2.0
// The report's facts, read again from an opened bag.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/json_fields.hpp"
#include "playbooks/image_report.hpp"
#include "playbooks/steps.hpp"
#include "scanners/counts.hpp"

namespace trousse::playbooks {
namespace {

namespace fs = std::filesystem;
using json_fields::flag_at;
using json_fields::Json;
using json_fields::number_at;
using json_fields::text_at;

// Each whole line of a file of records; a file that is not there has none.
template <class Hear>
Result<void> for_each_line(const fs::path& path, const Hear& hear) {
  std::ifstream in(path, std::ios::binary);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    auto heard = hear(line);
    if (!heard) {
      return fail(Errc::malformed, fmt::format("{}: line {}: {}", path.filename().string(), number,
                                               heard.error().what));
    }
  }
  return {};
}

std::optional<Json> object_in(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  Json value = Json::parse(in, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

Result<void> add_step_facts(const Json& step, words::ReportFacts& facts) {
  facts.tool_version = text_at(step, "tool");
  if (step.contains("source")) facts.source = TRY(source_from_json(step["source"].dump()));
  if (!facts.volumes.empty() || !step.contains("volumes")) return {};
  for (const Json& volume : step["volumes"]) {
    facts.volumes.push_back(TRY(volume_from_json(volume.dump())));
  }
  return {};
}

// Of a disk that was only imaged the records of the steps tell: the last one is the image told.
Result<void> add_acquired(const fs::path& steps, words::ReportFacts& facts) {
  return for_each_line(steps, [&](const std::string& line) -> Result<void> {
    const Json step = Json::parse(line, nullptr, false);
    if (!step.is_object() || text_at(step, "step") != "acquire") return {};
    const Json& source = json_fields::member(step, "source_facts");
    if (source.is_object()) facts.source = TRY(source_from_json(source.dump()));
    const Json& versions = json_fields::member(step, "versions");
    if (versions.is_object()) facts.tool_version = text_at(versions, "trousse");
    return {};
  });
}

// What the kernel did not offer while the evidence was read: the journal says it, the report too.
Result<void> add_confinement(const fs::path& journal, words::ReportFacts& facts) {
  const auto line = [&](const std::string& text_of_line) -> Result<void> {
    const Json event = Json::parse(text_of_line, nullptr, false);
    if (!event.is_object() || text_at(event, "event") != "confined") return {};
    const auto lacks = event.find("lacks");
    if (lacks == event.end() || !lacks->is_array()) return {};
    for (const Json& lack : *lacks) {
      const std::string what = lack.is_string() ? lack.get<std::string>() : std::string();
      const auto said = [&](const Note& note) { return note.detail == what; };
      const bool known = std::any_of(facts.notes.begin(), facts.notes.end(), said);
      if (!known && facts.notes.size() < Tally::most_notes) {
        facts.notes.push_back({"confinement_lacks", what});
      }
    }
    return {};
  };
  return for_each_line(journal, line);
}

// data/image-002.json of the second step, and so on, in their order.
std::vector<words::ImageTold> images_in(const fs::path& data) {
  std::vector<fs::path> records;
  std::error_code trouble;
  for (fs::directory_iterator at(data, trouble), end; !trouble && at != end;
       at.increment(trouble)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with("image-") && name.ends_with(".json")) records.push_back(at->path());
  }
  std::sort(records.begin(), records.end());
  std::vector<words::ImageTold> images;
  for (const fs::path& record : records) {
    if (const auto object = object_in(record)) images.push_back(image_of(*object));
  }
  return images;
}

}  // namespace

Result<words::ReportFacts> facts_of_bag(const std::string& folder) {
  const fs::path data = fs::path(folder) / "data";
  const auto images = images_in(data);
  const bool was_examined =
      fs::exists(data / "outcomes.jsonl") || fs::exists(data / "findings.jsonl");
  if (!was_examined && images.empty()) {
    return fail(Errc::missing,
                "this folder is no opened archive: data/outcomes.jsonl is not there");
  }
  Tally tally;
  const auto outcome = [&](const std::string& line) -> Result<void> {
    tally.hear(TRY(artifact_from_json(line)));
    return {};
  };
  const auto finding = [&](const std::string& line) -> Result<void> {
    tally.hear(TRY(finding_from_json(line)));
    return {};
  };
  TRY(for_each_line(data / "outcomes.jsonl", outcome));
  TRY(for_each_line(data / "findings.jsonl", finding));
  const auto scan = object_in(data / "scan.json");
  if (scan) tally.hear(scanners::counts_in(*scan));
  words::ReportFacts facts = tally.facts();
  facts.images = images;
  facts.images_alone = !was_examined;
  if (facts.images_alone) TRY(add_acquired(data / "steps.jsonl", facts));
  if (const auto step = object_in(data / "collect.json")) {
    TRY(add_step_facts(*step, facts));
    facts.profile = text_at(*step, "profile");
  }
  if (scan) TRY(add_step_facts(*scan, facts));
  if (const auto opened = object_in(fs::path(folder) / "archive" / "case.json")) {
    facts.case_id = text_at(*opened, "id");
    facts.began = text_at(*opened, "created");
  }
  TRY(add_confinement(fs::path(folder) / "archive" / "journal.jsonl", facts));
  return facts;
}

}  // namespace trousse::playbooks
