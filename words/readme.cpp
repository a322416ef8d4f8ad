// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>
#include <string_view>

#include "core/embedded.hpp"
#include "core/text.hpp"
#include "words/report.hpp"

namespace trousse::words {

std::span<const EmbeddedFile> page_files();
std::span<const EmbeddedFile> readme_texts();

namespace {

std::string_view embedded_text(Language language) {
  const std::string_view wanted = language == Language::french ? "LISEZMOI.txt" : "README.txt";
  for (const EmbeddedFile& file : readme_texts()) {
    if (file.name == wanted) return file.bytes;
  }
  return {};
}

// A line that begins with this stands only in an archive that has OUVRIR.html.
constexpr std::string_view page_mark = "@PAGE@";

/// One line of a readme, its marks filled in: @CASE@ the case, @N@ the number of the section.
std::string filled(std::string_view line, const std::string& case_id, int& section) {
  constexpr std::string_view case_mark = "@CASE@";
  constexpr std::string_view number_mark = "@N@";
  std::string out;
  while (!line.empty()) {
    if (line.starts_with(case_mark)) {
      out += printable(case_id, 100);
      line.remove_prefix(case_mark.size());
    } else if (line.starts_with(number_mark)) {
      out += std::to_string(++section);
      line.remove_prefix(number_mark.size());
    } else {
      out += line.front();
      line.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace

std::string_view opening_page() { return page_files().empty() ? "" : page_files().front().bytes; }

std::string readme(const std::string& case_id, Language language, bool with_page) {
  // Notepad took accents without this mark for the local code page until Windows 10 1903, and
  // showed a text without carriage returns on one line until Windows 10 1809.
  std::string out = language == Language::french ? "\xEF\xBB\xBF" : "";
  int section = 0;
  for (std::string_view rest = embedded_text(language); !rest.empty();) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.starts_with(page_mark)) {
      if (!with_page) continue;
      line.remove_prefix(page_mark.size());
    }
    out += filled(line, case_id, section) + "\r\n";
  }
  return out;
}

}  // namespace trousse::words
