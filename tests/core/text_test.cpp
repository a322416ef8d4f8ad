// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"

#include "core/embedded.hpp"
#include "core/evidence_path.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;

TEST_CASE("a name from a hostile disk cannot move the cursor or turn the text around") {
  CHECK(printable("a\x1b[2Jb") == "a\\x1b[2Jb");
  CHECK(printable("photo\xE2\x80\xAEgpj.exe") == "photo\\u202egpj.exe");
  CHECK(printable("zero\xE2\x80\x8Bwidth") == "zero\\u200bwidth");
  CHECK(printable("c1\xC2\x9B"
                  "31m") == "c1\\x9b31m");
  CHECK(printable("bad\xFF\xC3") == "bad\\xff\\xc3");
  CHECK(printable("line\nline\r\t") == "line\\x0aline\\x0d\\x09");
}

TEST_CASE("a text that is too long is cut, never in the middle of a character") {
  CHECK(printable("aaaa", 3) == "aaa\xE2\x80\xA6");
  CHECK(printable("a\xC3\xA9\xC3\xA9", 4) == "a\xC3\xA9\xE2\x80\xA6");
  CHECK(printable("abc", 3) == "abc");
}

TEST_CASE("what Windows takes for the same name is the same name") {
  CHECK(same_name("Ordonnance.DOCX", "ordonnance.docx"));
  CHECK(same_name("R\xC3\x89SULTATS", "r\xC3\xA9sultats"));
  CHECK(same_name("\xC5\x92uvre", "\xC5\x93uvre"));
  CHECK(same_name("\xD0\x9F", "\xD0\xBF"));
  CHECK_FALSE(same_name("\xC3\x97", "\xC3\xB7"));  // multiplication and division signs
  CHECK_FALSE(same_name("a", "b"));
}

TEST_CASE("UTF-16 names come out as valid UTF-8, whatever they hold") {
  const auto utf8 = [](std::string_view bytes) {
    return utf8_from_utf16le(tests::bytes_of(bytes));
  };
  using namespace std::string_view_literals;
  CHECK(utf8("A\0\xE9\0"sv) == "A\xC3\xA9");
  CHECK(utf8("\x3D\xD8\x00\xDE"sv) == "\xF0\x9F\x98\x80");
  CHECK(utf8("\x3D\xD8"sv) == "\xEF\xBF\xBD");
  CHECK(utf8("\x00\xDE\x41\x00"sv) ==
        "\xEF\xBF\xBD"
        "A");
  CHECK(utf8("A\0B"sv) == "A\xEF\xBF\xBD");
}

TEST_CASE("UTF-8 that is not whole, too long or a surrogate is not let through") {
  CHECK(valid_utf8("\xC0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(valid_utf8("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(valid_utf8("\xE2\x82") == "\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(valid_utf8("\xF4\x90\x80\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(valid_utf8("h\xC3\xA9") == "h\xC3\xA9");
}

TEST_CASE("UTF-8 and UTF-16 go both ways") {
  const std::string text = "Cabinet \xC3\xA9 \xF0\x9F\x98\x80 \xE2\x82\xAC";
  const std::u16string wide = utf16_from_utf8(text);
  CHECK(utf8_from_utf16le(std::as_bytes(std::span(wide))) == text);
}

TEST_CASE("an extension is what follows the last dot, in lower case") {
  CHECK(EvidencePath("/a/b.tar.GZ").extension() == "gz");
  CHECK(EvidencePath("/a.d/b").extension().empty());
  CHECK(EvidencePath("/.profile").extension().empty());
  CHECK(EvidencePath("/a.").extension().empty());
  CHECK(EvidencePath("/a/b").folder() == "/a");
  CHECK(EvidencePath("/b").folder().empty());
  CHECK(EvidencePath("/a/b").name() == "b");
}

TEST_CASE("the disguise of embedded rules is its own inverse, and hides the text") {
  const std::string text = "rule x { condition: true }";
  CHECK(unscrambled(unscrambled(text)) == text);
  CHECK(unscrambled(text).find("rule") == std::string::npos);
}

TEST_CASE("characters that show nothing, or change how others stand, are made visible") {
  CHECK(printable("a\u3164b\u115Fc") == "a\\u3164b\\u115fc");
  CHECK(printable("x\uFE0Fy\u034Fz") == "x\\ufe0fy\\u034fz");
  CHECK(printable("\u2066a\u2069\u061C") == "\\u2066a\\u2069\\u061c");
  CHECK(printable("\uFFFD\u00E9") == "\uFFFD\u00E9");
}
