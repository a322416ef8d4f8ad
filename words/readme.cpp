// SPDX-License-Identifier: Apache-2.0
#include <span>

#include "core/embedded.hpp"
#include "core/text.hpp"
#include "words/report.hpp"

namespace trousse::words {

std::span<const EmbeddedFile> readme_texts();

namespace {

std::string_view embedded_text(Language language) {
  const std::string_view wanted = language == Language::french ? "LISEZMOI.txt" : "README.txt";
  for (const EmbeddedFile& file : readme_texts()) {
    if (file.name == wanted) return file.bytes;
  }
  return {};
}

}  // namespace

std::string readme(const std::string& case_id, Language language) {
  constexpr std::string_view mark = "@CASE@";
  // Notepad took accents without this mark for the local code page until Windows 10 1903, and
  // showed a text without carriage returns on one line until Windows 10 1809.
  std::string out = language == Language::french ? "\xEF\xBB\xBF" : "";
  const std::string_view whole = embedded_text(language);
  for (std::size_t at = 0; at < whole.size();) {
    if (whole.substr(at).starts_with(mark)) {
      out += printable(case_id, 100);
      at += mark.size();
      continue;
    }
    if (whole[at] == '\n') out += '\r';
    out += whole[at];
    ++at;
  }
  return out;
}

}  // namespace trousse::words
