// SPDX-License-Identifier: Apache-2.0
#include "tui/width.hpp"

#include "tests/support/catch.hpp"
#include "tui/screen.hpp"

using namespace trousse::tui;

TEST_CASE("width is counted in columns, not in bytes") {
  CHECK(width_of("été") == 3);
  CHECK(width_of("日本") == 4);
  CHECK(width_of("e\u0301") == 1);
  CHECK(width_of("") == 0);
}

TEST_CASE("text is broken at spaces, and a line never begins with French punctuation") {
  CHECK(wrapped("un deux trois", 8) == std::vector<std::string>{"un deux", "trois"});
  CHECK(wrapped("Que voyez-vous ?", 14) == std::vector<std::string>{"Que", "voyez-vous ?"});
  CHECK(wrapped("dire « rien trouvé »", 14) == std::vector<std::string>{"dire « rien", "trouvé »"});
  CHECK(wrapped("", 10) == std::vector<std::string>{""});
}

TEST_CASE("a word longer than a line is broken inside, wide letters kept whole") {
  CHECK(wrapped("abcdefgh", 3) == std::vector<std::string>{"abc", "def", "gh"});
  CHECK(wrapped("日本語", 5) == std::vector<std::string>{"日本", "語"});
}

TEST_CASE("a cut keeps the beginning, or both ends") {
  CHECK(cut("abcdef", 4) == "abc…");
  CHECK(cut("abc", 4) == "abc");
  CHECK(cut("日本語", 4) == "日…");
  CHECK(cut_middle("C:/Users/Alice/Bureau/note.txt", 20).ends_with("/note.txt"));
  CHECK(width_of(cut_middle("C:/Users/Alice/Bureau/note.txt", 20)) <= 20);
}

TEST_CASE("what comes from a disk cannot move the cursor, change a direction or pile up") {
  CHECK(shown("a\x1b[2Jb").text() == "a\\x1b[2Jb");
  CHECK(shown("facture\u202Efdp.exe").text() == "facture\\u202efdp.exe");
  CHECK(shown("a\u2066b\u200Fc").text() == "a\\u2066b\\u200fc");
  CHECK(shown("a\nb\tc").text() == "a\\x0ab\\x09c");
  CHECK(shown("\xFF").text() == "\\xff");
  CHECK(shown("a\u3164b").text() == "a\\u3164b");
  std::string heap = "e";
  for (int i = 0; i < 50; ++i) heap += "\u0301";
  CHECK(shown(heap).text() == "e\u0301\u0301\u0301");
  CHECK(shown("\u0301a").text() == "a");
  CHECK(shown("\u0301").width() == 0);
}
