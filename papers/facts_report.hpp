// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "papers/facts.hpp"
#include "papers/masking.hpp"
#include "words/report.hpp"

namespace trousse::papers {

/// What the report knows, for the papers: machine, disk, findings in words, what could not be read.
/// What only people know stays empty.
Facts facts_of(const words::ReportFacts& report, Names names, words::Language language);

}  // namespace trousse::papers
