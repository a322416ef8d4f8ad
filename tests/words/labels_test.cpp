// SPDX-License-Identifier: Apache-2.0
#include "words/labels.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::words;

TEST_CASE("Every protector, file system, lock and source has its own words") {
  for (const Language language : {Language::french, Language::english}) {
    std::set<std::string> seen;
    for (int i = 0; i <= static_cast<int>(Protector::Kind::unknown); ++i) {
      seen.insert(protector(static_cast<Protector::Kind>(i), language));
    }
    CHECK(seen.size() == 10);
    seen.clear();
    for (int i = 0; i <= static_cast<int>(FileSystem::other); ++i) {
      seen.insert(file_system(static_cast<FileSystem>(i), language));
    }
    CHECK(seen.size() == 13);
    seen.clear();
    for (int i = 0; i <= static_cast<int>(LockKind::filevault); ++i) {
      seen.insert(lock_kind(static_cast<LockKind>(i), language));
    }
    CHECK(seen.size() == 3);
    seen.clear();
    for (int i = 0; i <= static_cast<int>(SourceKind::ewf_image); ++i) {
      seen.insert(source_kind(static_cast<SourceKind>(i), language));
    }
    CHECK(seen.size() == 4);
    seen.clear();
    for (int i = 0; i <= static_cast<int>(Hibernation::unknown); ++i) {
      seen.insert(hibernation(static_cast<Hibernation>(i), language));
    }
    CHECK(seen.size() == 4);
    seen.clear();
    for (int i = 0; i <= static_cast<int>(Absent::Why::skipped); ++i) {
      seen.insert(why(static_cast<Absent::Why>(i), language));
    }
    CHECK(seen.size() == 4);
  }
}

TEST_CASE("A family that has no row keeps its own name, printable") {
  CHECK(family("event_logs", Language::french) == "Journaux de Windows");
  CHECK(family("house_made", Language::french) == "house_made");
  CHECK(family("a\x1b", Language::english) == "a\\x1b");
}

TEST_CASE("The ways that open a lock are each said once") {
  Lock lock;
  CHECK(opens_with(lock, Language::english).empty());
  lock.protectors = {{Protector::Kind::tpm, "1"},
                     {Protector::Kind::recovery_password, "2"},
                     {Protector::Kind::recovery_password, "3"}};
  CHECK(opens_with(lock, Language::english) ==
        "this computer's chip (TPM); the recovery key of 48 digits");
}

TEST_CASE("A place is volume, path and stream, printable and cut") {
  CHECK(place("C", "/a/b.txt", "") == "C:/a/b.txt");
  CHECK(place("C", "/a/b.txt", "Zone.Identifier") == "C:/a/b.txt:Zone.Identifier");
  CHECK(place("", "/a", "") == "/a");
  CHECK(place("C",
              "/a\xE2\x80\xAE"
              "b",
              "") == "C:/a\\u202eb");
  CHECK(place("C", std::string(70000, 'x'), "s", 100).size() < 110);
}
