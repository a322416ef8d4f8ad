// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/finding.hpp"
#include "words/messages.hpp"

namespace trousse::words {

/// A row and what fills it: raw values, which whoever shows the phrase makes printable.
struct Phrase {
  Id id;
  std::vector<std::string> values;
};

/// The phrases that `sentence` joins. A kind that has no rows gets the row for unknown kinds.
std::vector<Phrase> phrases(const Finding& finding, Language language);

/// "textes trouvés" for "strings"; a fact that has no row is given by its own name, printable.
std::string fact_label(std::string_view fact, Language language);

}  // namespace trousse::words
