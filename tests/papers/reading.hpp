// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace trousse::tests {

/// A word as pdftotext places it, in points from the top left corner of its page.
struct PlacedWord {
  unsigned page = 0;
  double left = 0, top = 0, right = 0, bottom = 0;
  std::string text;
};

struct ReadPdf {
  std::string text;  ///< spaces and line ends each as one space; no-break spaces too
  std::vector<PlacedWord> words;
  unsigned pages = 0;
  double width = 0, height = 0;  ///< of a page, points
};

/// What poppler's pdftotext reads of it.
ReadPdf read_pdf(const std::string& bytes);

/// True when the words follow each other somewhere in the text, whatever the breaks.
bool says(const ReadPdf& pdf, const std::string& text);

/// The words that stand outside of the page, less `margin` millimetres.
std::vector<PlacedWord> outside(const ReadPdf& pdf, double margin);

}  // namespace trousse::tests
