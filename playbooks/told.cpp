// SPDX-License-Identifier: Apache-2.0
#include "playbooks/told.hpp"

#include <optional>
#include <string>

#include "core/json.hpp"
#include "core/json_fields.hpp"
#include "playbooks/going_on.hpp"
#include "scanners/counts.hpp"

namespace trousse::playbooks {
namespace {

using namespace json_fields;

// Calls `use` with each line that is an object, until it returns false.
template <class Use>
void each_object(std::string_view output, Use use) {
  while (!output.empty()) {
    const auto end = std::min(output.find('\n'), output.size());
    const auto object = parse(output.substr(0, end));
    output.remove_prefix(std::min(end + 1, output.size()));
    if (object && !use(*object)) return;
  }
}

// The first object that says it is of this step.
std::optional<Json> object_of(std::string_view output, std::string_view step) {
  std::optional<Json> found;
  each_object(output, [&](const Json& object) {
    if (text_at(object, "step") == step) found = object;
    return !found;
  });
  return found;
}

}  // namespace

std::vector<FoundSource> sources_told(std::string_view output) {
  constexpr std::size_t most = 64;
  std::vector<FoundSource> all;
  each_object(output, [&](const Json& object) {
    const auto info = source_from_json(line(object));
    if (!info || info->path.empty()) return true;
    FoundSource found{*info, {}};
    const Json& volumes = member(object, "volumes");
    for (std::size_t i = 0; volumes.is_array() && i < std::min<std::size_t>(volumes.size(), 256);
         ++i) {
      if (auto volume = volume_from_json(line(volumes[i]))) found.volumes.push_back(*volume);
    }
    all.push_back(std::move(found));
    return all.size() < most;
  });
  return all;
}

Result<CaseReady> case_told(std::string_view output) {
  const auto object = object_of(output, "case");
  if (!object) return fail(Errc::malformed, "the new case was not told");
  const auto code = object_of(output, "rescue_code");
  return CaseReady{
      text_at(*object, "folder"), text_at(*object, "case"), code ? text_at(*code, "code") : "", {}};
}

void summary_told(std::string_view output, StepEnded& ended) {
  const auto object = object_of(output, ended.kind == StepKind::collect ? "collect" : "scan");
  if (!object) return;
  ended.taken = number_at(*object, "taken");
  ended.failed = number_at(*object, "failed");
  ended.files = number_at(*object, "files");
  ended.findings = number_at(*object, "findings");
}

Result<Sealed> seal_told(std::string_view output) {
  const auto object = object_of(output, "seal");
  if (!object) return fail(Errc::malformed, "the seal was not told");
  return Sealed{text_at(*object, "archive"), number_at(*object, "size"),
                text_at(*object, "short_fingerprint"), text_at(*object, "sha256")};
}

scanners::Scanned scan_told(std::string_view output) {
  const auto object = object_of(output, "scan");
  return object ? scanners::counts_in(*object) : scanners::Scanned{};
}

void recall_told(std::string_view output, StepKind kind, Tally& tally) {
  const auto object = object_of(output, kind == StepKind::collect ? "collect" : "scan");
  if (!object) return;
  const Json& before = member(*object, "before");
  if (!before.is_object()) return;
  auto& facts = tally.edit();
  facts.was_interrupted = true;
  facts.troubles_in_all = number_at(before, "troubles");
  facts.findings_in_all = number_at(before, "findings");
  const Json& levels = member(before, "levels");
  for (std::size_t i = 0; levels.is_array() && i < std::min<std::size_t>(levels.size(), 5); ++i) {
    if (levels[i].is_number_unsigned()) facts.earlier_levels[i] = levels[i].get<std::uint64_t>();
  }
  facts.earlier_kinds = finding_counts_in(member(before, "kinds"));
  const Json& families = member(before, "families");
  if (!families.is_object()) return;
  for (const auto& [name, counts] : families.items()) {
    facts.families[name] = family_of(counts);
  }
}

}  // namespace trousse::playbooks
