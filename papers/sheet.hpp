// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/contact.hpp"
#include "papers/facts.hpp"
#include "papers/page.hpp"

namespace trousse::papers {

/// The text of the sheet, in points; its tables have 12, and so have the lines under the titles of
/// the steps when there are too many of them.
constexpr double sheet_points = 14;

/// What the printed reflex sheet is made of.
struct SheetFacts {
  std::string title;                ///< of the sequence, "" for our own
  std::vector<NumberedStep> steps;  ///< with the very numbers of the screens
  ContactCard contacts;             ///< what is empty is a blank to fill
  std::string url;                  ///< of the kit's page, "" for a blank line and no QR code
  std::string checked;              ///< date of the last reading of the steps' facts, YYYY-MM-DD
  unsigned hours = 72;              ///< of the two time limits
};

struct Sheet {
  Pdf pdf;
  double detail = sheet_points;  ///< points of the lines under the steps' titles: 12 at least
};

/// Two pages A4: the sequence, and what follows within 72 hours. Errors: usage (an address that no
/// QR code holds), refused (the steps do not fit on a page at 12 points).
Result<Sheet> reflex_sheet(const SheetFacts& facts, words::Language language);

}  // namespace trousse::papers
