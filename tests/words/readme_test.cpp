// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"
#include "tests/support/catch.hpp"
#include "words/report.hpp"

using namespace trousse;
using namespace trousse::words;

TEST_CASE("Notepad of any Windows shows both readme files") {
  const std::string french = readme("2026-11-23-K7QF2M", Language::french, true);
  const std::string english = readme("2026-11-23-K7QF2M", Language::english, true);
  CHECK(french.substr(0, 3) == "\xEF\xBB\xBF");
  CHECK(english.substr(0, 7) == "TROUSSE");
  for (const std::string& whole : {french, english}) {
    CHECK(valid_utf8(whole) == whole);
    std::size_t lines = 0;
    for (std::size_t at = whole.find('\n'); at != std::string::npos;
         at = whole.find('\n', at + 1)) {
      REQUIRE(at > 0);
      CHECK(whole[at - 1] == '\r');
      ++lines;
    }
    CHECK(lines > 80);
    CHECK(whole.find("2026-11-23-K7QF2M") != std::string::npos);
    CHECK(whole.find('@') == std::string::npos);
  }
}

TEST_CASE("Both readme files give the same checks") {
  for (const Language language : {Language::french, Language::english}) {
    const std::string whole = readme("X", language, true);
    for (const char* part :
         {"openssl cms -verify -binary -noverify -inform DER -in SHA256SUMS.p7s "
          "-content SHA256SUMS -out /dev/null",
          "sha256sum -c SHA256SUMS", "certutil -hashfile", "keys/rescue.age", "keys/*.p7m",
          "openssl cms -decrypt", "openssl pkcs12", "--key ", "zstd -d", "records/manifest/*.txt",
          "trousse verify", "trousse open", "7-Zip"}) {
      INFO(part);
      CHECK(whole.find(part) != std::string::npos);
    }
  }
}

TEST_CASE("A case identifier cannot write lines of its own into the readme") {
  CHECK(readme("a\r\nrm -rf ~", Language::english, false).find("a\\x0d\\x0arm") !=
        std::string::npos);
}

// How many lines "1. …", "2. …" stand one after the other from the first.
static int sections_of(const std::string& whole) {
  int count = 0;
  for (std::size_t at = 0;; ++count) {
    at = whole.find("\n" + std::to_string(count + 1) + ". ", at);
    if (at == std::string::npos) return count;
    ++at;
  }
}

TEST_CASE("A readme names OUVRIR.html only where it is, in a section of its own") {
  for (const Language language : {Language::french, Language::english}) {
    const std::string with = readme("X", language, true);
    const std::string without = readme("X", language, false);
    CHECK(with.find("OUVRIR.html") != std::string::npos);
    CHECK(without.find("OUVRIR.html") == std::string::npos);
    CHECK(without.find('@') == std::string::npos);
    CHECK(sections_of(without) >= 9);
    CHECK(sections_of(with) == sections_of(without) + 1);
  }
}

TEST_CASE("The page of an archive is one file that connects nowhere, or is not there at all") {
  const std::string_view page = opening_page();
  if (page.empty()) return;  // built with TROUSSE_PAGE=OFF
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(page.find("connect-src 'none'") != std::string_view::npos);
  CHECK(page.find("<script src") == std::string_view::npos);
  CHECK(page.find("{{") == std::string_view::npos);
}
