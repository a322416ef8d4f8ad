// SPDX-License-Identifier: Apache-2.0
#include "papers/masking.hpp"

#include "papers/facts_report.hpp"
#include "tests/papers/sample.hpp"
#include "tests/support/catch.hpp"

using namespace trousse;
using namespace trousse::papers;
using words::Language;

TEST_CASE("A masked file shows the kind of its folder and a known extension, nothing else") {
  const auto masked = [](const char* path) { return masked_place(path, Language::english); };
  CHECK(masked("/Users/a/Desktop/DUPONT.docx") == "[name masked, .docx, a user's desktop]");
  CHECK(masked("/Users/a/Documents/DUPONT/x.PDF") == "[name masked, .pdf, a user's documents]");
  CHECK(masked("/Users/a/AppData/Local/Temp/x.exe") == "[name masked, .exe, a temporary folder]");
  CHECK(masked("/Windows/System32/x.dll") == "[name masked, .dll, the Windows folder]");
  CHECK(masked("/$Recycle.Bin/S-1-5-21/$R1.doc") == "[name masked, .doc, the recycle bin]");
  CHECK(masked("/note.txt") == "[name masked, .txt, the root of the disk]");
  CHECK(masked("note") == "[name masked, the root of the disk]");
}

TEST_CASE("What looks like an extension may be a name, and is not shown") {
  for (const char* path : {"/p/certificat.Marie", "/p/.DUPONT", "/p/lettre.", "/p/a.dupontx",
                           "/p/a.docx\xFF", "/DUPONT/MARTIN/x"}) {
    INFO(path);
    CHECK(masked_place(path, Language::english) == "[name masked, another folder]");
  }
}

TEST_CASE("The papers of a report name no patient unless it was asked for") {
  const auto report = tests::report_with_patients();
  for (const Language language : {Language::french, Language::english}) {
    std::string masked, shown;
    for (const auto& seen : facts_of(report, Names::masked, language).observations) {
      masked += seen.sentence + "\n";
    }
    for (const auto& seen : facts_of(report, Names::shown, language).observations) {
      shown += seen.sentence + "\n";
    }
    for (const char* name : {"DUPONT", "Marie", "MARTIN", "docteur"}) {
      INFO(name << " in " << masked);
      CHECK(masked.find(name) == std::string::npos);
    }
    CHECK(shown.find("DUPONT Marie readme.txt") != std::string::npos);
    CHECK(masked.find(".lockbit") != std::string::npos);
  }
}
