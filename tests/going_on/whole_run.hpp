// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include "evidence/age.hpp"
#include "evidence/archive.hpp"
#include "playbooks/examine.hpp"
#include "playbooks/steps.hpp"
#include "tests/evidence/pulled_key.hpp"

namespace trousse::tests {

/// A whole run, case to archive, onto a key in memory; begun again with the same words it goes on,
/// as `trousse run` does.
struct WholeRun {
  /// `practice`: a small NTFS volume through the playbooks, with the whole catalogue.
  /// `few_files`: a volume in memory through the collectors and scanners, a tenth of the time.
  enum class Of { practice, few_files };
  Of of = Of::practice;
  evidence::age::Identity expert = evidence::age::Identity::generate().value();
  static constexpr const char* folder = "/key/dossier.zip.case";
  static constexpr const char* archive = "/key/dossier.zip";

  /// Collects, scans, reports and seals what is not done yet.
  Result<void> go(PulledKey& key) const;

 private:
  Result<void> practice(evidence::Case& into) const;
  Result<void> few_files(evidence::Case& into) const;
};

/// The disk that `WholeRun::Of::practice` is about.
const playbooks::Examined& practice_disk();

/// What parts hold, decrypted.
struct Told {
  std::multiset<std::string> outcomes;  ///< question, asked, place, answer, hash of the bytes there
  std::multiset<std::string> findings;  ///< the lines
  std::multiset<std::string> files;
  std::set<std::string> own;  ///< names of the files of our own making
  std::string trouble;        ///< why a part could not be read whole, "" when all could
};
/// `part` bytes by the names of the parts.
Told told_by(const std::map<std::string, std::string>& parts, const evidence::age::Identity& by);

/// The parts that an archive holds, by name.
std::map<std::string, std::string> parts_in(const std::string& archive);

}  // namespace trousse::tests
