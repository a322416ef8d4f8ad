// SPDX-License-Identifier: Apache-2.0
#include "evidence/bag_names.hpp"

#include <set>

#include "core/text.hpp"
#include "evidence/bag_writer.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

std::string place(const std::string& path, const std::string& stream = "") {
  return BagNames().place("C", EvidencePath(path), stream);
}

}  // namespace

TEST_CASE("files and streams lie where KAPE puts them") {
  CHECK(place("/Windows/System32/config/SYSTEM") == "data/C/Windows/System32/config/SYSTEM");
  CHECK(place("/$MFT") == "data/C/$MFT");
  CHECK(place("/$Extend/$UsnJrnl", "$J") == "data/C/$Extend/$J");
  CHECK(place("/$Extend/$UsnJrnl", "$Max") == "data/C/$Extend/$Max");
  CHECK(place("/$Secure", "$SDS") == "data/C/$Secure_$SDS");
  CHECK(place("/a/b.txt", "Zone.Identifier") == "data/C/a/b.txt%3AZone.Identifier");
}

TEST_CASE("what Windows cannot hold is percent-encoded, and nothing else is") {
  const std::pair<std::string, std::string> names[] = {
      {"a<b>c:d\"e|f?g*h\\i%j", "a%3Cb%3Ec%3Ad%22e%7Cf%3Fg%2Ah%5Ci%j"},
      {std::string("a\0b\x1f\x7f", 5), "a%00b%1F%7F"},
      {"end.", "end%2E"},
      {"end ", "end%20"},
      {"..", ".%2E"},
      {".", "%2E"},
      {"...", "..%2E"},
      {"con", "%63on"},
      {"NUL.txt", "%4EUL.txt"},
      {"COM1", "%43OM1"},
      {"lpt9.tar.gz", "%6Cpt9.tar.gz"},
      {"COM\u00b9.x", "%43OM\u00b9.x"},
      {"aux .c", "%61ux .c"},
      {"CONIN$", "%43ONIN$"},
      {"console", "console"},
      {"COM10", "COM10"},
      {"$I30", "$I30"},
      {"L\u00e9a \u65e5\u672c.doc", "L\u00e9a \u65e5\u672c.doc"}};
  for (const auto& [name, expected] : names) CHECK(safe_component(name) == expected);
}

TEST_CASE("a percent sign stays, unless it would read as a code of ours") {
  for (const std::string name : {"Microsoft-Windows-PowerShell%4Operational.evtx",
                                 "Microsoft-Windows-Ntfs%4Admin.evtx", "100%", "100%.txt", "%zz"}) {
    CHECK(safe_component(name) == name);
  }
  CHECK(safe_component("a%3Ab") == "a%253Ab");
  CHECK(safe_component("%2e") == "%2e");
  CHECK(safe_component("%43ON") == "%2543ON");
  CHECK(safe_component("%25") == "%2525");
}

TEST_CASE("no name of a hostile disk can leave the bag") {
  for (const std::string path : {"/../../etc/passwd", "/..\\..\\x", "//a//b", "/./a", "/C:/Windows",
                                 "/a/../../b", "/", "", "/ /.", "/\xff\xfe", "/a\nb"}) {
    INFO(printable(path));
    const std::string placed = place(path);
    CHECK(is_safe_bag_path(placed));
    CHECK(placed.starts_with("data/C/"));
  }
  CHECK(BagNames().place("../../x", EvidencePath("/a"), "").starts_with("data/..%2F..%2Fx/"));
}

TEST_CASE("names too long for a disk are shortened, each to another one") {
  std::set<std::string> seen;
  BagNames names;
  for (const std::string last : {"x", "y", ".txt", "\u00e9", "%"}) {
    const std::string placed =
        names.place("C", EvidencePath("/" + std::string(253, 'n') + "%" + last), "");
    CHECK(seen.insert(placed).second);
    CHECK(placed.size() <= 255 + 7);
    CHECK(valid_utf8(placed) == placed);
  }
  const std::string wide = place("/" + std::string(100, '\x01') + "\u00e9\u00e9.evtx");
  CHECK(wide.size() <= 255 + 7);
  CHECK(wide.ends_with(".evtx"));
}

TEST_CASE("names that differ by case only, and the same name twice, lie side by side") {
  BagNames names;
  const auto put = [&](const std::string& path) {
    return names.place("C", EvidencePath(path), "");
  };
  CHECK(put("/Users/note.txt") == "data/C/Users/note.txt");
  CHECK(put("/Users/NOTE.txt") == "data/C/Users/NOTE (2).txt");
  CHECK(put("/USERS/note.TXT") == "data/C/USERS/note (3).TXT");
  CHECK(put("/\u00c9t\u00e9") == "data/C/\u00c9t\u00e9");
  CHECK(put("/\u00e9t\u00e9") == "data/C/\u00e9t\u00e9 (2)");
}

TEST_CASE("a file where another disk entry has a folder does not stand in its way") {
  BagNames names;
  const auto put = [&](const std::string& path) {
    return names.place("C", EvidencePath(path), "");
  };
  CHECK(put("/a") == "data/C/a");
  CHECK(put("/a/b") == "data/C/a (2)/b");
  CHECK(put("/A/c") == "data/C/A (2)/c");
  CHECK(put("/d/e") == "data/C/d/e");
  CHECK(put("/d") == "data/C/d (2)");
}

TEST_CASE("a hundred thousand deleted files of one name get as many names, in no time") {
  BagNames names;
  std::set<std::string> seen;
  for (int i = 0; i < 100'000; ++i) seen.insert(names.place("C", EvidencePath("/x.tmp"), ""));
  CHECK(seen.size() == 100'000);
}

TEST_CASE("paths of a part that could leave the bag are refused") {
  for (const std::string path :
       {"/data/a", "data/../a", "data/./a", "data//a", "data/", "data", "other/a", "../data/a",
        "data/a\\b", "data/a\x01", "data/\xff", "records/..", ""}) {
    INFO(printable(path));
    CHECK_FALSE(is_safe_bag_path(path));
  }
  CHECK(is_safe_bag_path("data/C/a b.txt"));
  CHECK(is_safe_bag_path("records/outcomes/001-001.jsonl"));
}

}  // namespace trousse::evidence
