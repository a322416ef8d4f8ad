// SPDX-License-Identifier: Apache-2.0
#include "formats/sigma_documents.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/text.hpp"
#include "formats/sigma_pattern.hpp"

namespace trousse::formats {
namespace {

constexpr std::size_t longest_rule_file = std::size_t{1} << 20;
// A large `action: global` before many small rules would be copied for each.
constexpr std::size_t most_merged_nodes = 200'000;

std::size_t nodes_in(const Yaml& node) {
  std::size_t count = 1;
  for (const Yaml& item : node.items) count += nodes_in(item);
  for (const auto& [name, value] : node.members) count += nodes_in(value);
  return count;
}

/// The members of both maps; where both have one, maps are merged and else `own` stands. The depth
/// is what `parse_yaml` lets through.
Yaml merged(const Yaml& global, const Yaml& own) {
  Yaml both = global;
  for (const auto& member : own.members) {
    const auto same = std::find_if(both.members.begin(), both.members.end(),
                                   [&](const auto& each) { return each.first == member.first; });
    if (same == both.members.end()) {
      both.members.push_back(member);
    } else if (same->second.kind == Yaml::Kind::map && member.second.kind == Yaml::Kind::map) {
      same->second = merged(same->second, member.second);
    } else {
      same->second = member.second;
    }
  }
  return both;
}

/// Names and ids of the rules that a correlation of this file counts. They are no alerts of their
/// own unless it says `generate` (Sigma correlation rules specification).
std::set<std::string> parts_of_correlations(const std::vector<Yaml>& documents) {
  std::set<std::string> parts;
  for (const Yaml& document : documents) {
    const Yaml* correlation = document.find("correlation");
    if (correlation == nullptr) continue;
    const std::string generate = correlation->text("generate", document.text("generate"));
    if (folded_value(generate) == "true") continue;
    for (std::string& part : correlation->texts("rules")) parts.insert(std::move(part));
  }
  return parts;
}

std::string trouble_with(const Yaml& yaml, const std::set<std::string>& parts) {
  if (yaml.kind != Yaml::Kind::map) return "no map";
  if (yaml.find("correlation") != nullptr) return "correlation of events is not supported";
  if (yaml.find("filter") != nullptr) return "a filter for other rules is not supported";
  if (parts.contains(yaml.text("name", "\n")) || parts.contains(yaml.text("id", "\n"))) {
    return "it only serves a correlation of this file";
  }
  const std::string status = yaml.text("status");
  if (status == "deprecated" || status == "unsupported") {
    return fmt::format("its authors call it {}", status);
  }
  if (yaml.text("title").empty()) return "no title";
  return "";
}

Severity severity_of(std::string_view level) {
  if (level == "informational") return Severity::informational;
  if (level == "low") return Severity::low;
  if (level == "high") return Severity::high;
  if (level == "critical") return Severity::critical;
  return Severity::medium;
}

}  // namespace

Result<std::vector<SigmaDocument>> sigma_documents(std::string_view text) {
  if (text.size() > longest_rule_file) {
    return fail(Errc::malformed, fmt::format("more than {} bytes", longest_rule_file));
  }
  const std::vector<Yaml> documents = TRY(parse_yaml(text));
  const std::set<std::string> parts = parts_of_correlations(documents);
  std::vector<SigmaDocument> rules;
  Yaml global;
  std::size_t merged_nodes = 0;
  for (const Yaml& document : documents) {
    if (document.kind == Yaml::Kind::null) continue;
    const std::string action = document.text("action");
    if (action == "global" || action == "reset") {
      global = action == "global" ? document : Yaml{};
      std::erase_if(global.members, [](const auto& member) { return member.first == "action"; });
      continue;
    }
    const bool merges = document.kind == Yaml::Kind::map && global.kind == Yaml::Kind::map;
    if (merges) merged_nodes += nodes_in(global);
    if (merged_nodes > most_merged_nodes) {
      return fail(Errc::malformed, "too many rules behind an 'action: global' of that size");
    }
    SigmaDocument rule{merges ? merged(global, document) : document, {}, {}};
    rule.title = rule.yaml.text("title");
    rule.trouble = trouble_with(rule.yaml, parts);
    if (!action.empty()) rule.trouble = fmt::format("action '{}'", printable(action, 80));
    rules.push_back(std::move(rule));
  }
  return rules;
}

SigmaRule sigma_rule_facts(const Yaml& yaml, std::string_view file) {
  SigmaRule rule;
  rule.id = yaml.text("id");
  rule.title = yaml.text("title");
  rule.title_fr = yaml.text("title_fr");
  rule.file = file;
  rule.status = yaml.text("status");
  rule.level = severity_of(folded_value(yaml.text("level")));
  rule.tags = yaml.texts("tags");
  rule.references = yaml.texts("references");
  return rule;
}

}  // namespace trousse::formats
