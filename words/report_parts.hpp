// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "words/html.hpp"
#include "words/report.hpp"

/// The parts of the report, each a section with its title, in the order of its number.
namespace trousse::words {

Html at_a_glance(const ReportFacts& facts, Language language);
Html part_seen(const ReportFacts& facts, Language language);
Html part_next_steps(const ReportFacts& facts, Language language);
Html part_disk(const ReportFacts& facts, Language language);
Html part_taken(const ReportFacts& facts, Language language);
Html part_not_read(const ReportFacts& facts, Language language);
Html part_findings(const ReportFacts& facts, Language language);
Html part_how(const ReportFacts& facts, Language language);

/// What is told of each disk image, below what was taken; nothing when there is none.
Html images(const ReportFacts& facts, Language language);

/// True of a volume whose content no one could read: locked, its key not lying beside it.
bool stayed_closed(const VolumeInfo& volume);

/// True of the kinds that ransomware leaves: notes, mass renaming, encrypted files.
bool speaks_of_ransom(const Finding& finding);

/// "[!!!] très grave": sign, word and colour.
Html level(Severity severity, Language language);

/// "C", or "3" for a volume without a letter.
std::string volume_name(const VolumeInfo& volume);

/// A paragraph of one row.
Html paragraph(Language language, Id id, const std::vector<std::string>& values = {},
               std::string_view css_class = {});

}  // namespace trousse::words
