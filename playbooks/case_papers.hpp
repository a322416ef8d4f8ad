// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "core/contact.hpp"
#include "papers/facts.hpp"
#include "playbooks/engine.hpp"
#include "words/report.hpp"

namespace trousse::playbooks {

/// What the guided path knows when it writes the papers.
struct CaseKnown {
  const words::ReportFacts& report;
  const std::map<std::string, std::string>& answers;  ///< open ones, by the id of their step
  const ContactCard& contacts;
  std::string archive;      ///< name of its file
  std::string sha256;       ///< of that file, hexadecimal
  std::string fingerprint;  ///< its short form
  std::optional<Utc> network_cut;
  std::string clock_offset;  ///< in words
};

/// The facts of the papers, names of files masked. The doctor's own words stay out: they were
/// promised to be in the encrypted case only.
papers::Facts facts_for_papers(const CaseKnown& known, const WritePapers& wish,
                               words::Language language);

}  // namespace trousse::playbooks
