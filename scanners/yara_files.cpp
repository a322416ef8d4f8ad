// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "core/text.hpp"
#include "scanners/scanner.hpp"

namespace trousse::scanners {
namespace {

/// As rules written for a running Windows expect a path: "C:\Users\Alice\note.txt".
std::string windows_path(const Subject& subject) {
  std::string path = subject.volume.empty() ? "" : std::string(subject.volume) + ":";
  for (const char letter : subject.file.path.text()) path += letter == '/' ? '\\' : letter;
  if (!subject.stream.name.empty()) path += ":" + subject.stream.name;
  return path;
}

YaraExternals externals_of(const Subject& subject) {
  YaraExternals about;
  about.filename = subject.file.path.name();
  about.filepath = windows_path(subject);
  const EvidencePath named(subject.stream.name.empty() ? subject.file.path.text()
                                                       : "/" + subject.stream.name);
  const std::string extension = named.extension();
  if (!extension.empty()) about.extension = "." + extension;
  about.filetype = subject.type;
  about.owner = subject.owner;
  return about;
}

std::string_view meta(const YaraHit& hit, std::string_view name) {
  for (const auto& [key, value] : hit.meta) {
    if (same_name(key, name)) return value;
  }
  return "";
}

/// Our rules say it in words; public sets often give a score from 0 to 100 instead.
Severity severity_of(const YaraHit& hit) {
  constexpr std::array words{"informational", "low", "medium", "high", "critical"};
  const std::string word = folded(meta(hit, "severity"));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (word == words[i]) return static_cast<Severity>(i);
  }
  const std::string_view text = meta(hit, "score");
  int score = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), score).ec != std::errc()) {
    return Severity::medium;
  }
  if (score >= 75) return Severity::high;
  return score >= 50 ? Severity::medium : Severity::low;
}

Certainty certainty_of(const YaraHit& hit) {
  const std::string word = folded(meta(hit, "certainty"));
  if (word == "certain") return Certainty::certain;
  return word == "possible" ? Certainty::possible : Certainty::probable;
}

Finding finding_of(const Subject& subject, const YaraHit& hit) {
  Finding finding = finding_about(subject, "yara", hit.rule);
  finding.severity = severity_of(hit);
  finding.certainty = certainty_of(hit);
  // The file alone: the folders above it are the examiner's own machine.
  finding.facts["rules"] = hit.space.substr(hit.space.find_last_of('/') + 1);
  for (const char* fact : {"description", "description_fr", "reference"}) {
    if (const auto text = meta(hit, fact); !text.empty()) finding.facts[fact] = text;
  }
  std::string tags;
  for (const std::string& tag : hit.tags) tags += (tags.empty() ? "" : " ") + tag;
  if (!tags.empty()) finding.facts["tags"] = tags;
  std::string strings;
  for (const auto& [name, offset] : hit.strings) {
    strings += fmt::format("{}{}@{:#x}", strings.empty() ? "" : " ", name, offset);
  }
  if (!strings.empty()) finding.facts["strings"] = strings;
  return finding;
}

class YaraExaminer final : public Examiner {
 public:
  YaraExaminer(std::unique_ptr<YaraScanner> scanner, std::chrono::seconds timeout)
      : scanner_(std::move(scanner)), timeout_(timeout) {}

  std::vector<Finding> look(const Subject& subject) override {
    const YaraExternals about = externals_of(subject);
    const auto hits = subject.large != nullptr ? scanner_->scan(*subject.large, about)
                                               : scanner_->scan(subject.whole, about);
    std::vector<Finding> findings;
    if (!hits) {
      // Said, not swallowed: nobody knows what the rest of this file would have shown.
      Finding cut = finding_about(subject, "scan_cut", "yara");
      cut.certainty = Certainty::certain;
      cut.facts["seconds"] = fmt::format("{}", timeout_.count());
      cut.facts["why"] = hits.error().what;
      findings.push_back(std::move(cut));
      return findings;
    }
    for (const YaraHit& hit : *hits) findings.push_back(finding_of(subject, hit));
    return findings;
  }

 private:
  std::unique_ptr<YaraScanner> scanner_;
  std::chrono::seconds timeout_;
};

class YaraExamination final : public Examination {
 public:
  explicit YaraExamination(const Setup& setup)
      : rules_(setup.rules.yara), timeout_(setup.options.file_timeout) {}

  Result<std::unique_ptr<Examiner>> examiner() override {
    auto scanner = TRY(YaraScanner::create(rules_, timeout_));
    return std::make_unique<YaraExaminer>(std::move(scanner), timeout_);
  }

 private:
  std::shared_ptr<const YaraRules> rules_;
  std::chrono::seconds timeout_;
};

}  // namespace

std::unique_ptr<Examination> yara_files(const Setup& setup) {
  return std::make_unique<YaraExamination>(setup);
}

}  // namespace trousse::scanners
