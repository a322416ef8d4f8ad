// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "formats/ransomware.hpp"
#include "scanners/scanner.hpp"

namespace trousse::scanners {
namespace {

class RenameExamination final : public Examination {
 public:
  explicit RenameExamination(const Setup& setup) : volume_(setup.volume) {}

  void listed(const File& file) override { census_.add(file); }

  Result<std::unique_ptr<Examiner>> examiner() override { return std::make_unique<NoExaminer>(); }

  std::vector<Finding> finish() override {
    std::vector<Finding> findings;
    for (const formats::Census::Row& row : census_.suspicious()) {
      Finding finding;
      finding.kind = "mass_rename";
      finding.rule = "mass_rename";
      finding.volume = volume_;
      const std::string_view family = formats::family_of_extension(row.extension);
      const bool many = row.doubled >= 100;
      finding.severity = many || !family.empty() ? Severity::critical : Severity::high;
      finding.certainty = many || !family.empty() ? Certainty::probable : Certainty::possible;
      finding.when = row.first_change;
      finding.facts["extension"] = row.extension;
      finding.facts["files"] = fmt::format("{}", row.files);
      finding.facts["doubled"] = fmt::format("{}", row.doubled);
      finding.facts["bytes"] = fmt::format("{}", row.bytes);
      finding.facts["folders"] = most_counted(row.folders, 5);
      if (row.first_change) finding.facts["first"] = to_iso8601(*row.first_change);
      if (row.last_change) finding.facts["last"] = to_iso8601(*row.last_change);
      if (!family.empty()) finding.facts["family"] = family;
      findings.push_back(std::move(finding));
    }
    return findings;
  }

 private:
  std::string volume_;
  formats::Census census_;
};

}  // namespace

std::unique_ptr<Examination> mass_rename(const Setup& setup) {
  return std::make_unique<RenameExamination>(setup);
}

}  // namespace trousse::scanners
