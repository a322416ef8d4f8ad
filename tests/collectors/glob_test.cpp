// SPDX-License-Identifier: Apache-2.0
#include "collectors/glob.hpp"

#include <chrono>

#include <fmt/format.h>

#include "tests/support/catch.hpp"

using trousse::Errc;
using trousse::collectors::fits;
using trousse::collectors::GlobSet;

namespace {

bool matches(std::string_view pattern, std::string_view path,
             GlobSet::Letters letters = GlobSet::Letters::folded) {
  GlobSet set(letters);
  REQUIRE(set.add(pattern, 7));
  return set.match(path) == std::vector<std::uint32_t>{7};
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("a component takes stars, single characters and sets") {
  CHECK(fits("*", ""));
  CHECK(fits("*.evtx", "Security.evtx"));
  CHECK_FALSE(fits("*.evtx", "Security.evtx.locked"));
  CHECK(fits("NTUSER.DAT*", "NTUSER.DAT.LOG1"));
  CHECK(fits("a*b*c", "aXbXbYc"));
  CHECK_FALSE(fits("a*b*c", "aXbXbY"));
  CHECK(fits("MAPPING[1-3].MAP", "MAPPING2.MAP"));
  CHECK_FALSE(fits("MAPPING[1-3].MAP", "MAPPING4.MAP"));
  CHECK(fits("[!a-c]x", "dx"));
  CHECK_FALSE(fits("[!a-c]x", "bx"));
  CHECK(fits("[]]", "]"));
  CHECK(fits("{*-*}", "{1-2}"));
  CHECK_FALSE(fits("", "a"));
  CHECK(fits("", ""));
}

TEST_CASE("a question mark and a set take one character, whatever its count of bytes") {
  CHECK(fits("d?but", "d\u00e9but"));
  CHECK(fits("?", "\U0001F480"));
  CHECK(fits("[\u00e0-\u00ff]t\u00e9", "\u00e9t\u00e9"));
  CHECK_FALSE(fits("[\u00e0-\u00ff]", "a"));
}

TEST_CASE("a bracket that is not closed is a letter like others, and bytes out of UTF-8 too") {
  CHECK(fits("[abc", "[abc"));
  CHECK_FALSE(fits("[abc", "a"));
  CHECK(fits("[", "["));
  CHECK(fits("[!", "[!"));
  CHECK(fits("*\xff*", "a\xffz"));
  CHECK_FALSE(fits("?", "\xff\xff\xff\xff\xff"));
  CHECK(fits("??", "a\xf0"));
}

TEST_CASE("a star stays within its component, and a whole path must fit") {
  CHECK(matches("/Users/*/NTUSER.DAT*", "/users/Alice/ntuser.dat.LOG2"));
  CHECK_FALSE(matches("/Users/*/NTUSER.DAT", "/Users/a/b/NTUSER.DAT"));
  CHECK_FALSE(matches("/Users/*", "/Users"));
  CHECK_FALSE(matches("/Users", "/Users/a"));
  CHECK(matches("/$Extend/$UsnJrnl", "/$Extend/$UsnJrnl"));
  CHECK(matches("/", "/"));
}

TEST_CASE("case counts only where the examined system makes it count") {
  CHECK(matches("/ETE/\u00c9T\u00c9", "/ete/\u00e9t\u00e9"));
  CHECK_FALSE(matches("/etc/Passwd", "/etc/passwd", GlobSet::Letters::exact));
  CHECK(matches("/etc/passwd", "/etc/passwd", GlobSet::Letters::exact));
}

TEST_CASE("two stars at the end take one to three levels, or as many as they say") {
  CHECK_FALSE(matches("/t/**", "/t"));
  CHECK(matches("/t/**", "/t/1"));
  CHECK(matches("/t/**", "/t/1/2/3"));
  CHECK_FALSE(matches("/t/**", "/t/1/2/3/4"));
  CHECK(matches("/t/**5", "/t/1/2/3/4/5"));
  CHECK_FALSE(matches("/t/**5", "/t/1/2/3/4/5/6"));
  CHECK_FALSE(matches("/t/**1", "/t/1/2"));
}

TEST_CASE("two stars in the middle take no level or more") {
  CHECK(matches("/t/**2/x.log", "/t/x.log"));
  CHECK(matches("/t/**2/x.log", "/t/1/2/x.log"));
  CHECK_FALSE(matches("/t/**2/x.log", "/t/1/2/3/x.log"));
  CHECK(matches("/t/**2/**2", "/t/1/2/3/4"));
  CHECK(matches("/t/**/a*/**", "/t/b/ab/c/d"));
  CHECK(matches("/t/x**y", "/t/xAAy"));
  CHECK(matches("/t/**a", "/t/bca"));
}

TEST_CASE("a depth out of 1 to 64 and a pattern out of bounds are refused") {
  GlobSet set(GlobSet::Letters::folded);
  CHECK_FALSE(set.add("/a/**0", 1));
  CHECK_FALSE(set.add("/a/**65", 1));
  CHECK_FALSE(set.add("/a/**99999999999999999999", 1));
  CHECK(set.add("/a/**64", 1));
  CHECK_FALSE(set.add("/" + std::string(5000, 'a'), 1));
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "/a";
  REQUIRE_FALSE(set.add(deep, 1));
  CHECK(set.add(deep, 1).error().code == Errc::unsupported);
}

TEST_CASE("every pattern that fits is named, once") {
  GlobSet set(GlobSet::Letters::folded);
  REQUIRE(set.add("/a/*", 3));
  REQUIRE(set.add("/a/**", 1));
  REQUIRE(set.add("/a/B", 2));
  REQUIRE(set.add("/a/b", 2));
  REQUIRE(set.add("/a/c", 4));
  CHECK(set.match("/A/b") == std::vector<std::uint32_t>{1, 2, 3});
  CHECK(set.match("/x").empty());
  CHECK(set.match("").empty());
  CHECK(set.match("//a///b") == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("hostile names and patterns cost their product, not its power") {
  const std::string stars = [] {
    std::string text = "/";
    for (int i = 0; i < 100; ++i) text += "*a";
    return text + "b";
  }();
  CHECK(seconds_of([&] { CHECK_FALSE(matches(stars, "/" + std::string(4000, 'a'))); }) < 2.0);

  GlobSet deep(GlobSet::Letters::folded);
  REQUIRE(deep.add("/**64/a/**64/a/**64/a/**64/b", 1));
  std::string path;
  for (int i = 0; i < 250; ++i) path += "/a";
  CHECK(seconds_of([&] { CHECK(deep.match(path + "/c").empty()); }) < 2.0);
  CHECK(deep.match("/a/a/a/b") == std::vector<std::uint32_t>{1});
}

TEST_CASE("a disk of many files is matched against thousands of patterns in seconds") {
  GlobSet set(GlobSet::Letters::folded);
  std::uint32_t id = 0;
  for (int vendor = 0; vendor < 300; ++vendor) {
    for (const char* place : {"/Users/*/AppData/Local", "/Users/*/AppData/Roaming", "/ProgramData",
                              "/Documents and Settings/*/Local Settings"}) {
      REQUIRE(set.add(fmt::format("{}/Vendor{}/Logs/**5", place, vendor), id++));
    }
  }
  std::size_t found = 0;
  const double took = seconds_of([&] {
    for (int i = 0; i < 200'000; ++i) {
      found += set.match(fmt::format("/Users/User{}/AppData/Local/Vendor{}/Logs/x/y{}.log", i % 5,
                                     i % 600, i))
                   .size();
    }
  });
  CHECK(found == 100'100);
  INFO(took);
  CHECK(took < 20.0);
}
