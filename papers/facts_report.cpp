// SPDX-License-Identifier: Apache-2.0
#include "papers/facts_report.hpp"

#include <algorithm>

#include "words/labels.hpp"
#include "words/messages.hpp"

namespace trousse::papers {
namespace {

using words::Id;
using words::Language;

constexpr std::size_t most_observations = 100;

std::string joined(std::initializer_list<std::string> parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += ", ";
    out += part;
  }
  return out;
}

void add_volume(const VolumeInfo& volume, Language language, Facts& facts) {
  const std::string name = volume.letter.empty() ? std::to_string(volume.number) : volume.letter;
  if (volume.lock) {
    const std::string lock = name + " : " + words::lock_kind(volume.lock->kind, language);
    facts.machine.encryption = joined({facts.machine.encryption, lock});
    if (!volume.lock->clear_key) facts.not_read.push_back(lock);
  } else if (!volume.trouble.empty()) {
    facts.not_read.push_back(name + " : " + volume.trouble);
  }
  if (volume.hibernation == Hibernation::full) facts.memory = Memory::in_hibernation_file;
  if (!volume.windows || !facts.machine.windows.empty()) return;
  const WindowsInfo& windows = *volume.windows;
  facts.machine.windows = words::filled(
      Id::windows_found, language, {windows.display_name, windows.display_version, windows.build});
  facts.machine.computer_name = windows.computer_name;
  facts.machine.time_zone = windows.time_zone;
  if (windows.last_shutdown) {
    facts.machine.last_shutdown = words::moment(*windows.last_shutdown, language);
  }
}

void add_unread(const words::ReportFacts& report, Language language, Facts& facts) {
  const auto line = [&](Id id, std::uint64_t count) {
    if (count != 0) {
      facts.not_read.push_back(words::filled(id, language, {words::number(count, language)}));
    }
  };
  std::uint64_t failed = 0;
  for (const auto& [family, counts] : report.families) failed += counts.failed + counts.skipped;
  line(Id::papers_not_taken, std::max(failed, report.troubles_in_all));
  line(Id::report_scan_failed, report.scan_failed);
  line(Id::report_scan_timed_out, report.scan_timed_out);
  line(Id::report_rules_left_out, report.rules_left_out);
  line(Id::report_clamav_passed_over, report.clamav_passed_over);
  line(Id::report_clamav_unanswered, report.clamav_unanswered);
}

// Only dated facts of serious findings: a file may be older than its attack.
std::optional<Utc> moment_of_attack(const Finding& finding) {
  if (finding.severity < Severity::high) return std::nullopt;
  const auto first = finding.facts.find("first");
  if (first != finding.facts.end()) {
    if (const auto exact = from_iso8601(first->second)) return exact;
  }
  return finding.when;
}

void add_findings(const words::ReportFacts& report, Names names, Language language, Facts& facts) {
  for (const Finding& finding : report.findings) {
    ++facts.counts[std::min<std::size_t>(static_cast<std::size_t>(finding.severity), 4)];
    if (const auto when = moment_of_attack(finding)) {
      if (!facts.earliest || *when < *facts.earliest) facts.earliest = when;
    }
    const bool is_ransom = finding.kind == "ransom_note" || finding.kind == "mass_rename" ||
                           finding.kind == "encrypted_files";
    if (is_ransom && finding.severity >= Severity::high) facts.suggested = "ransomware";
    if (facts.observations.size() == most_observations) continue;
    facts.observations.push_back(
        {said(finding, names, language), finding.severity, finding.certainty, finding.when});
  }
}

}  // namespace

Facts facts_of(const words::ReportFacts& report, Names names, Language language) {
  Facts facts;
  facts.case_id = report.case_id;
  facts.machine.disk_model = report.source.model;
  facts.machine.disk_serial = report.source.serial;
  facts.machine.disk_size = report.source.size;
  if (!report.tool_version.empty()) facts.archive.tool = "Trousse " + report.tool_version;
  for (const VolumeInfo& volume : report.volumes) add_volume(volume, language, facts);
  add_unread(report, language, facts);
  facts.scanned = report.scanned_files > 0 || !report.findings.empty();
  facts.names_masked = names == Names::masked;
  add_findings(report, names, language, facts);
  return facts;
}

}  // namespace trousse::papers
