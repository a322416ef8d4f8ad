// SPDX-License-Identifier: Apache-2.0
#include "tests/papers/reading.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <regex>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

namespace trousse::tests {
namespace {

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  REQUIRE(pipe);
  std::string out;
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    out.append(buffer.data(), got);
  }
  return out;
}

std::string flat(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (text.compare(at, 2, "\xC2\xA0") == 0) c = ' ', ++at;
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\f' || c == '\t';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::string unescaped(std::string text) {
  const std::pair<std::string, std::string> entities[] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, letter] : entities) {
    for (auto at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) {
      text.replace(at, entity.size(), letter);
    }
  }
  return text;
}

}  // namespace

ReadPdf read_pdf(const std::string& bytes) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "paper.pdf";
  write_file(file, bytes);
  ReadPdf out;
  out.text = flat(output_of("pdftotext -layout '" + file.string() + "' -"));
  const std::string boxes = output_of("pdftotext -bbox '" + file.string() + "' -");
  REQUIRE_FALSE(boxes.empty());  // poppler-utils is one of the packages of ./dev test
  const std::regex element(
      R"re(<page width="([0-9.]+)" height="([0-9.]+)">|<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">([^<]*)</word>)re");
  for (std::sregex_iterator at(boxes.begin(), boxes.end(), element), end; at != end; ++at) {
    const auto& found = *at;
    if (found[1].matched) {
      ++out.pages;
      out.width = std::stod(found[1]);
      out.height = std::stod(found[2]);
      continue;
    }
    out.words.push_back({out.pages, std::stod(found[3]), std::stod(found[4]), std::stod(found[5]),
                         std::stod(found[6]), unescaped(found[7])});
  }
  return out;
}

bool says(const ReadPdf& pdf, const std::string& text) {
  return pdf.text.find(flat(text)) != std::string::npos;
}

std::vector<PlacedWord> outside(const ReadPdf& pdf, double margin) {
  const double points = margin * 72 / 25.4;
  std::vector<PlacedWord> out;
  for (const PlacedWord& word : pdf.words) {
    if (word.left < points || word.top < points || word.right > pdf.width - points ||
        word.bottom > pdf.height - points) {
      out.push_back(word);
    }
  }
  return out;
}

}  // namespace trousse::tests
