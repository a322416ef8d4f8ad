// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.hpp"
#include "words/messages.hpp"
#include "words/phrases.hpp"

using namespace trousse;
using namespace trousse::words;

namespace {

Finding finding(std::string kind, std::map<std::string, std::string> facts) {
  Finding made;
  made.kind = std::move(kind);
  made.rule = "rule_name";
  made.volume = "C";
  made.path = "/Users/Alice/note.txt";
  made.facts = std::move(facts);
  return made;
}

std::string en(const Finding& finding) { return sentence(finding, Language::english); }

}  // namespace

TEST_CASE("Every kind of finding speaks of its own facts") {
  CHECK(en(finding("yara", {{"description", "a password thief"}})) ==
        "The file note.txt matches the detection rule rule_name: \u201ca password thief\u201d.");
  CHECK(en(finding("yara", {})) == "The file note.txt matches the detection rule rule_name.");
  CHECK(en(finding("ransom_note", {{"family", "LockBit"}})) ==
        "The file note.txt looks like a ransom note of the LockBit kind.");
  CHECK(en(finding("ransom_note", {{"family", ""}})) ==
        "The file note.txt looks like a ransom note.");
  CHECK(en(finding("encrypted_files",
                   {{"extension", ".locked"}, {"sampled", "64"}, {"encrypted", "60"}})) ==
        "60 .locked files out of 64 examined seem to be encrypted.");
  CHECK(en(finding("scan_cut", {{"seconds", "60"}})) ==
        "The scan of the file note.txt was not carried to its end (limit: 60 seconds).");
}

TEST_CASE("A signature of ClamAV is told by its name, and a guess or a test file as what it is") {
  Finding found = finding("clamav", {});
  found.severity = Severity::high;
  CHECK(en(found) == "ClamAV recognises the signature rule_name in the file note.txt.");
  found.severity = Severity::low;
  CHECK(en(found).ends_with("It is a suspicion: many ordinary files look like that."));
  found.severity = Severity::informational;
  CHECK(en(found).ends_with("It is a test file for antivirus programs, not an attack."));
  CHECK(en(finding("scan_cut", {{"why", "a limit"}})) ==
        "The scan of the file note.txt was not carried to its end: a limit.");
}

TEST_CASE("Encrypted files without an added extension are told without one") {
  CHECK(en(finding("encrypted_files", {{"sampled", "64"}, {"encrypted", "60"}})) ==
        "60 files out of 64 examined seem to be encrypted.");
}

TEST_CASE(
    "An extension that is known and copies that were counted are told in their own sentence") {
  CHECK(en(finding(
            "encrypted_files",
            {{"extension", "x"}, {"sampled", "9"}, {"encrypted", "9"}, {"family", "LockBit"}})) ==
        "9 .x files out of 9 examined seem to be encrypted. This extension is used by LockBit.");
  CHECK(en(finding("ransom_note", {{"copies", "1204"}})) ==
        "The file note.txt looks like a ransom note. The same text was found 1,204 times.");
}

TEST_CASE("A note is said by its row, and one that has no row by its own name") {
  CHECK(sentence(Note{"rule_left_out", "a.yar: r\x1b"}, Language::english) ==
        "A detection rule could not be used: a.yar: r\\x1b");
  CHECK(sentence(Note{"new_note", "why"}, Language::english) == "new_note: why");
}

TEST_CASE("A mass renaming says how many and from when to when") {
  const std::string said = en(finding("mass_rename", {{"extension", "lockbit"},
                                                      {"files", "12840"},
                                                      {"doubled", "12833"},
                                                      {"first", "2026-11-23T18:20:00.0000000Z"},
                                                      {"last", "2026-11-23T18:58:00.0000000Z"}}));
  CHECK(said ==
        "12,840 files bear the extension .lockbit. For 12,833 of them it was added after their "
        "true name. These changes run from 23 November 2026, 18:20 UTC to 23 November 2026, 18:58 "
        "UTC.");
}

TEST_CASE("Each kind says other things than the kind nobody knows, in both languages") {
  for (const Language language : {Language::french, Language::english}) {
    const std::string unknown =
        filled(Id::finding_unknown, language, {"x", "rule_name", "note.txt"});
    for (const std::string kind : {"yara", "ransom_note", "mass_rename", "encrypted_files",
                                   "remote_access", "event_log", "scan_cut", "clamav"}) {
      Finding of_kind = finding(kind, {});
      const std::string said = sentence(of_kind, language);
      INFO(said);
      CHECK(said.find('{') == std::string::npos);
      of_kind.kind = "x";
      CHECK(sentence(of_kind, language) == unknown);
      CHECK(said.substr(0, 12) != unknown.substr(0, 12));
    }
  }
}

TEST_CASE("A remote control program is told as one that may be the provider's own") {
  CHECK(en(finding("remote_access", {{"program", "AnyDesk"}, {"files", "1"}})) ==
        "The remote control program AnyDesk is on this disk. "
        "It may be your IT provider's own tool: ask your provider.");
  CHECK(en(finding("remote_access", {{"program", "AnyDesk"}, {"files", "0"}}))
            .starts_with("The remote control program AnyDesk has left a folder on this disk."));
}

TEST_CASE("How Windows starts a remote control program is said in plain words") {
  const auto said = [](const std::string& files, const std::string& start) {
    return en(finding(
        "remote_access",
        {{"program", "AnyDesk"}, {"files", files}, {"service", "AnyDesk"}, {"start", start}}));
  };
  CHECK(said("1", "automatic") ==
        "The remote control program AnyDesk is on this disk. Windows starts it by itself each time "
        "it starts. It may be your IT provider's own tool: ask your provider.");
  CHECK(said("1", "manual").find("Windows can start it on demand.") != std::string::npos);
  CHECK(said("0", "disabled") ==
        "Windows keeps a service of the remote control program AnyDesk. Its file was not seen on "
        "this disk. Its service is disabled: Windows does not start it. It may be your IT "
        "provider's own tool: ask your provider.");
  CHECK(said("1", "unknown").find("start") == std::string::npos);
}

TEST_CASE("What was seen is said in one sentence, each kind once, in the order given") {
  const std::vector<Finding> seen{finding("ransom_note", {}), finding("encrypted_files", {}),
                                  finding("ransom_note", {}), finding("not yet known", {})};
  CHECK(in_short(seen, Language::english) ==
        "In short, Trousse saw: a ransom note, files that seem to be encrypted, other points to be "
        "read by somebody.");
  CHECK(in_short({}, Language::french).empty());
}

TEST_CASE("A rule for event logs is told by its title, in French where it has one") {
  const std::string one = en(finding("event_log", {{"count", "1"}, {"channel", "Security"}}));
  CHECK(one == "Windows noted in its log Security: \u201crule_name\u201d.");
  Finding many = finding("event_log", {{"count", "1240"},
                                       {"channel", "System"},
                                       {"title_fr", "Un titre"},
                                       {"first", "2026-11-23T18:20:00.0000000Z"},
                                       {"last", "2026-11-23T18:58:00.0000000Z"}});
  CHECK(en(many) ==
        "Windows noted 1,240 times in its log System: \u201crule_name\u201d. The first time: "
        "23 November 2026, 18:20 UTC. The last: 23 November 2026, 18:58 UTC.");
  const std::string french = sentence(many, Language::french);
  CHECK(french.find("Un titre") != std::string::npos);
  CHECK(french.find("rule_name") == std::string::npos);
}

TEST_CASE("An unknown kind is still said, with its rule and its file") {
  CHECK(en(finding("strange_thing", {})) ==
        "A check noted \u201cstrange_thing\u201d (rule rule_name): note.txt.");
}

TEST_CASE("A file without a name and a stream are said as such") {
  Finding nameless = finding("yara", {});
  nameless.path = "";
  CHECK(en(nameless) == "The file (no name) matches the detection rule rule_name.");
  Finding stream = finding("yara", {});
  stream.stream = "hidden";
  CHECK(en(stream) == "The file note.txt:hidden matches the detection rule rule_name.");
}

TEST_CASE("No fact of a finding reaches a terminal raw, whichever it is") {
  const std::string hostile = "\x1b]0;owned\x07\xE2\x80\xAE{0}\r\n" + std::string(70000, 'A');
  for (const std::string kind : {"yara", "ransom_note", "mass_rename", "encrypted_files",
                                 "remote_access", "event_log", "scan_cut", "clamav", "other"}) {
    Finding made = finding(kind, {});
    made.kind = kind == "other" ? hostile : kind;
    made.rule = made.path = made.stream = hostile;
    for (const char* fact : {"description", "family", "extension", "files", "doubled", "first",
                             "last", "sampled", "encrypted", "seconds", "channel", "count"}) {
      made.facts[fact] = hostile;
    }
    const std::string said = en(made);
    INFO(kind);
    for (const char* bad : {"\x1b", "\x07", "\r", "\n", "\xE2\x80\xAE"}) {
      CHECK(said.find(bad) == std::string::npos);
    }
    CHECK(said.size() < 4000);
  }
}

TEST_CASE("A fact has its label, and one that has no row keeps its name") {
  CHECK(fact_label("strings", Language::english) == "strings found");
  CHECK(fact_label("odd<fact", Language::english) == "odd<fact");
}
