// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/text.hpp"
#include "formats/event_log.hpp"
#include "formats/sigma.hpp"
#include "scanners/scanner.hpp"

namespace trousse::scanners {
namespace {

using formats::EventLog;
using formats::LogRecord;

constexpr std::size_t numbers_told = 10;
constexpr std::size_t ids_told = 20;
constexpr std::size_t details_told = 8;
constexpr std::size_t longest_detail = 200;  // bytes

/// Bytes that somebody else keeps.
class BorrowedBytes final : public Reader {
 public:
  explicit BorrowedBytes(std::span<const std::byte> bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= bytes_.size()) return std::size_t{0};
    const auto from = bytes_.subspan(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(from.size(), into.size());
    std::copy_n(from.begin(), count, into.begin());
    return count;
  }

 private:
  std::span<const std::byte> bytes_;
};

/// What helps a technician most, in the order of telling; the names are Windows' own.
constexpr std::array<std::string_view, 38> telling_names{
    "Threat Name",     "ThreatName",   "Path",
    "Process Name",    "Action Name",  "ServiceName",
    "ImagePath",       "TaskName",     "TaskContent",
    "NewProcessName",  "Image",        "CommandLine",
    "ScriptBlockText", "ParentImage",  "ParentProcessName",
    "TargetUserName",  "MemberSid",    "MemberName",
    "TargetSid",       "User",         "UserName",
    "SubjectUserName", "IpAddress",    "Address",
    "WorkstationName", "LogonType",    "RuleName",
    "ApplicationPath", "url",          "name",
    "New Value",       "Old Value",    "ObjectName",
    "TargetFilename",  "TargetObject", "DestinationIp",
    "QueryName",       "Channel"};

bool says_something(std::string_view value) { return !value.empty() && value != "-"; }

/// At most `longest_detail` bytes, cut between characters.
std::string shortened(std::string_view value) {
  if (value.size() <= longest_detail) return std::string(value);
  std::size_t end = longest_detail;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return std::string(value.substr(0, end)) + "\u2026";
}

std::string details_of(const LogRecord& record) {
  std::string text;
  std::size_t told = 0;
  const auto tell = [&](const std::string& name, const std::string& value) {
    if (told == details_told || !says_something(value)) return;
    ++told;
    text += (text.empty() ? "" : "; ") + shortened(name) + ": " + shortened(value);
  };
  for (const std::string_view wanted : telling_names) {
    const auto found = std::find_if(record.data.begin(), record.data.end(),
                                    [&](const auto& pair) { return pair.first == wanted; });
    if (found != record.data.end()) tell(found->first, found->second);
  }
  if (told > 0) return text;
  for (const auto& [name, value] : record.data) tell(name, value);
  return text;
}

/// The events of one log that match one rule. Of the newest only what is told is kept: a made event
/// may be large, and match a thousand rules.
struct Matches {
  std::uint64_t count = 0;
  std::vector<std::uint64_t> first_numbers;
  std::set<std::uint32_t> ids;
  std::optional<Utc> first;
  std::optional<Utc> last;
  std::string channel;
  std::string computer;
  std::string details;

  void add(const LogRecord& record) {
    ++count;
    if (first_numbers.size() < numbers_told) first_numbers.push_back(record.number);
    if (ids.size() < ids_told) ids.insert(record.event_id);
    // A log is a ring: the order of the file is not that of time.
    if (record.when && (!first || *record.when < *first)) first = record.when;
    const bool is_newest = record.when ? !last || *record.when >= *last : !last;
    if (!is_newest) return;
    last = record.when;
    channel = shortened(record.channel);
    computer = shortened(record.computer);
    details = details_of(record);
  }
};

template <class Numbers>
std::string listed(const Numbers& numbers) {
  std::string text;
  for (const auto number : numbers) text += fmt::format("{}{}", text.empty() ? "" : "; ", number);
  return text;
}

/// Sigma has no word for how sure a rule is: ours say it by a tag, others are possible.
Certainty certainty_of(const formats::SigmaRule& rule) {
  if (!rule.file.starts_with("trousse/")) return Certainty::possible;
  const auto has = [&](std::string_view tag) {
    return std::find(rule.tags.begin(), rule.tags.end(), tag) != rule.tags.end();
  };
  if (has("trousse.certain")) return Certainty::certain;
  return has("trousse.probable") ? Certainty::probable : Certainty::possible;
}

Finding finding_of(const Subject& subject, const formats::SigmaRule& rule, const Matches& matches) {
  Finding finding = finding_about(subject, "event_log", rule.title);
  finding.severity = rule.level;
  finding.certainty = certainty_of(rule);
  if (matches.last) finding.when = matches.last;
  const auto put = [&](const char* fact, std::string value) {
    if (!value.empty()) finding.facts[fact] = std::move(value);
  };
  // The file alone: the folders above it are the examiner's own machine.
  put("rules", rule.file.substr(rule.file.find_last_of('/') + 1));
  put("id", rule.id);
  put("title_fr", rule.title_fr);
  put("count", fmt::format("{}", matches.count));
  put("records", listed(matches.first_numbers));
  put("event_ids", listed(matches.ids));
  if (matches.first) put("first", to_iso8601(*matches.first));
  if (matches.last) put("last", to_iso8601(*matches.last));
  put("channel", matches.channel);
  put("computer", matches.computer);
  put("details", matches.details);
  if (!rule.references.empty()) put("reference", rule.references.front());
  std::string tags;
  for (const std::string& tag : rule.tags) {
    if (!tag.starts_with("trousse.")) tags += (tags.empty() ? "" : " ") + tag;
  }
  put("tags", tags);
  return finding;
}

class EventLogExaminer final : public Examiner {
 public:
  EventLogExaminer(std::shared_ptr<const formats::SigmaRules> rules, const ScanOptions& options)
      : rules_(std::move(rules)), options_(options) {}

  std::vector<Finding> look(const Subject& subject) override {
    besides_ = {};
    if (!formats::looks_like_event_log(subject.head)) return {};
    const BorrowedBytes whole(subject.whole);
    const Reader& bytes = subject.large != nullptr ? *subject.large : whole;
    auto log = EventLog::open(bytes);
    if (!log) {
      besides_.troubles.push_back(log.error().what);
      return {};
    }
    std::map<std::size_t, Matches> matches;
    const bool is_cut = !read(*log, bytes.size(), matches);
    std::vector<Finding> findings;
    for (const auto& [number, of_rule] : matches) {
      findings.push_back(finding_of(subject, rules_->rule(number), of_rule));
    }
    tell_damage(log->facts());
    if (is_cut) findings.push_back(cut(subject));
    return findings;
  }

  Besides besides() override { return std::exchange(besides_, {}); }

 private:
  /// False when the time ran out, or when the person at the screen stopped.
  bool read(EventLog& log, std::uint64_t size, std::map<std::size_t, Matches>& matches) {
    const auto time = options_.file_timeout * std::min<std::uint64_t>(1 + (size >> 30), 10);
    const auto end = std::chrono::steady_clock::now() + time;
    LogRecord record;
    while (true) {
      const auto step = log.next(record);
      if (!step) {
        besides_.troubles.push_back(step.error().what);
        return true;
      }
      if (*step == EventLog::Step::end) return true;
      if (options_.stop.stop_requested() || std::chrono::steady_clock::now() > end) return false;
      if (*step != EventLog::Step::record) continue;
      ++besides_.seen.events;
      for (const std::size_t number : rules_->match(record)) matches[number].add(record);
    }
  }

  void tell_damage(const formats::EventLogFacts& facts) {
    if (facts.damaged_records == 0 && facts.damaged_chunks == 0) return;
    besides_.troubles.push_back(fmt::format("event log with {} damaged records, {} damaged chunks",
                                            facts.damaged_records, facts.damaged_chunks));
  }

  // Said, not swallowed: nobody knows what the rest of this log would have shown.
  Finding cut(const Subject& subject) const {
    Finding finding = finding_about(subject, "scan_cut", "event_logs");
    finding.certainty = Certainty::certain;
    finding.facts["seconds"] = fmt::format("{}", options_.file_timeout.count());
    finding.facts["why"] = "time ran out";
    return finding;
  }

  std::shared_ptr<const formats::SigmaRules> rules_;
  const ScanOptions& options_;
  Besides besides_;
};

class EventLogExamination final : public Examination {
 public:
  explicit EventLogExamination(const Setup& setup)
      : rules_(setup.rules.sigma), options_(setup.options) {}

  Result<std::unique_ptr<Examiner>> examiner() override {
    return std::make_unique<EventLogExaminer>(rules_, options_);
  }

  std::vector<Finding> finish() override {
    const std::uint64_t count = rules_->take_gave_up();
    if (count > 0 && options_.events) {
      options_.events(Note{"rules_gave_up", fmt::format("{}", count)});
    }
    return {};
  }

 private:
  std::shared_ptr<const formats::SigmaRules> rules_;
  const ScanOptions& options_;
};

}  // namespace

std::unique_ptr<Examination> event_logs(const Setup& setup) {
  return std::make_unique<EventLogExamination>(setup);
}

}  // namespace trousse::scanners
