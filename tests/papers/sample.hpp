// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "papers/facts.hpp"
#include "papers/sheet.hpp"
#include "words/report.hpp"

namespace trousse::tests {

/// A practice hit by ransomware, everything known.
papers::Facts filled_facts();

/// The same practice as a run tells it; names of patients are in the paths.
words::ReportFacts report_with_patients();

/// A sequence of twelve steps with a contact card, and without.
papers::SheetFacts sheet_facts(bool with_contacts, words::Language language);

/// Strings that a hostile disk may hold.
const std::vector<std::string>& hostile_strings();

}  // namespace trousse::tests
