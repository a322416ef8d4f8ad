// SPDX-License-Identifier: Apache-2.0
#include "cli/custody.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/confine.hpp"
#include "core/json_fields.hpp"
#include "core/text.hpp"
#include "machine/facts.hpp"

namespace trousse::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longest_operator = 200;  // bytes

Result<std::string> operator_of(const std::string& typed) {
  if (typed.empty()) return typed;
  const auto first = typed.find_first_not_of(' ');
  if (first == std::string::npos) return fail(Errc::usage, "--operator: nothing is typed");
  std::string text = typed.substr(first, typed.find_last_not_of(' ') - first + 1);
  if (text.size() > longest_operator) return fail(Errc::usage, "--operator: over 200 bytes");
  if (printable(text, 2 * longest_operator) != text) {
    return fail(Errc::usage, "--operator: a character that cannot be shown");
  }
  return text;
}

Json clock_facts(const machine::Clocks& clocks, const std::optional<ConfirmedTime>& confirmed) {
  Json facts;
  if (!clocks.rtc.empty()) facts["rtc"] = clocks.rtc;
  facts["system"] = to_iso8601(clocks.system);
  if (clocks.uptime) facts["uptime"] = *clocks.uptime;
  facts["source"] = confirmed ? "watch" : "none";
  if (!confirmed) return facts;
  facts["typed"] = confirmed->typed;
  facts["confirmed"] = to_iso8601(confirmed->time);
  facts["zone"] = zone_text(confirmed->zone);
  facts["zone_from"] = confirmed->zone_typed ? "typed" : "computer";
  facts["precision"] = confirmed->precision;
  facts["offset"] = clock_offset(*confirmed, clocks.system);
  return facts;
}

// Two starts of one machine have other numbers; a kernel that gives none is known by the rest.
bool is_same_start(const std::string& before, const std::string& now) {
  const Json one = Json::parse(before, nullptr, false);
  const Json other = Json::parse(now, nullptr, false);
  if (!one.is_object() || !other.is_object()) return false;
  for (const auto& [name, value] : other.items()) {
    const auto found = one.find(name);
    if (found == one.end() || *found != value) return false;
  }
  return true;
}

}  // namespace

void add_custody_options(CLI::App& command, CustodyOptions& options) {
  command.add_option("--operator", options.operator_typed,
                     "Who works: name and role, for the custody journal; never a patient's name");
  command.add_option("--confirmed-time", options.confirmed_time,
                     "What a watch shows now, \"2026-11-24 18:05\" (or with a zone: +01:00)");
}

Result<CustodyStart> custody_start(const CustodyOptions& options) {
  CustodyStart start;
  start.clocks = machine::clocks();
  start.operator_typed = TRY(operator_of(options.operator_typed));
  if (!options.confirmed_time.empty()) {
    start.confirmed = TRY(parse_confirmed_time(options.confirmed_time));
  }
  return start;
}

Result<void> journal_start(evidence::Case& into, const CustodyStart& start) {
  if (!start.operator_typed.empty()) {
    TRY(into.journal("operator", json_fields::line({{"typed", start.operator_typed}})));
  }
  TRY(into.journal("machine", machine::to_json(machine::facts())));
  return into.journal("clock", json_fields::line(clock_facts(start.clocks, start.confirmed)));
}

Result<void> journal_operator(evidence::Case& into, const CustodyStart& start) {
  if (start.operator_typed.empty()) return {};
  const Json before = Json::parse(into.last_note("operator"), nullptr, false);
  if (before.is_object() && before.value("typed", "") == start.operator_typed) return {};
  return into.journal("operator", json_fields::line({{"typed", start.operator_typed}}));
}

Result<evidence::Case> reopen_case(const std::string& folder) {
  const machine::Clocks clocks = machine::clocks();
  evidence::Case opened = TRY(evidence::Case::open(folder));
  const std::string here = machine::to_json(machine::facts());
  if (is_same_start(opened.last_note("machine"), here)) return opened;
  TRY(opened.journal("machine", here));
  TRY(opened.journal("clock", json_fields::line(clock_facts(clocks, std::nullopt))));
  return opened;
}

Result<void> confine_and_say(const Context& context, evidence::Case& into,
                             const std::vector<std::string>& writable, playbooks::Tally* tally) {
  const Confinement confinement = TRY(confine(writable));
  Json facts;
  facts["holds"] = confinement.holds;
  facts["lacks"] = confinement.lacks;
  TRY(into.journal("confined", json_fields::line(facts)));
  const EventSink say = face(context);
  for (const std::string& lack : confinement.lacks) {
    const Note note{"confinement_lacks", lack};
    say(note);
    if (tally != nullptr) tally->hear(note);
  }
  return {};
}

}  // namespace trousse::cli
