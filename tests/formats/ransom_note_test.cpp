// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include "core/text.hpp"
#include "formats/note_text.hpp"
#include "formats/ransomware.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using formats::judge_note;
using formats::may_be_note;
using formats::note_text;

namespace {

std::string head_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string head(64 * 1024, '\0');
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(in.gcount()));
  return head;
}

constexpr std::string_view french_note =
    "ATTENTION ! Tous vos fichiers ont \xC3\xA9t\xC3\xA9 chiffr\xC3\xA9s.\n"
    "Ne renommez pas les fichiers. Pour les r\xC3\xA9"
    "cup\xC3\xA9rer, payez la ran\xC3\xA7on en bitcoin.\n"
    "\xC3\x89"
    "crivez \xC3\xA0 aide@protonmail.com avec votre identifiant.\n";

}  // namespace

TEST_CASE("at least 95 of 100 real ransom notes are recognised whatever their name") {
  DATA_OR_SKIP(data, "10-ransomware");
  std::size_t notes = 0;
  std::size_t seen = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(data / "ThreatLabz+ransomware_notes")) {
    const auto folder = entry.path().parent_path().filename();
    if (!entry.is_regular_file() || folder == "ThreatLabz+ransomware_notes") continue;
    ++notes;
    if (judge_note("x.txt", bytes_of(head_of(entry.path()))).score >= 50) ++seen;
  }
  INFO(seen << " of " << notes);
  REQUIRE(notes >= 150);
  CHECK(seen * 100 >= notes * 95);
}

TEST_CASE("no text of this machine's documentation is taken for a ransom note") {
  std::size_t texts = 0;
  std::vector<std::string> taken;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(
           "/usr/share/doc", std::filesystem::directory_options::skip_permission_denied)) {
    if (!entry.is_regular_file() || entry.path().extension() == ".gz") continue;
    if (++texts > 3000) break;
    const auto name = entry.path().filename().string();
    if (judge_note(name, bytes_of(head_of(entry.path()))).score >= 50) {
      taken.push_back(entry.path().string());
    }
  }
  if (texts == 0) WARN("skipped: no /usr/share/doc here");
  INFO((taken.empty() ? "" : taken.front()));
  CHECK(taken.empty());
}

TEST_CASE("a note in French is one, in UTF-8, in UTF-16, in Latin-1 and in RTF") {
  const auto utf8 = judge_note("a.txt", bytes_of(french_note));
  CHECK(utf8.score >= 50);

  std::string wide = "\xFF\xFE";
  for (const char16_t unit : utf16_from_utf8(french_note)) {
    wide += static_cast<char>(unit & 0xFF);
    wide += static_cast<char>(unit >> 8);
  }
  CHECK(judge_note("a.txt", bytes_of(wide)).score == utf8.score);

  std::string latin1;
  for (const char16_t unit : utf16_from_utf8(french_note)) latin1 += static_cast<char>(unit);
  CHECK(judge_note("a.txt", bytes_of(latin1)).score == utf8.score);

  std::string rtf = "{\\rtf1\\ansi {\\b ";
  for (const char letter : latin1) {
    if (static_cast<unsigned char>(letter) < 0x80) {
      rtf += letter;
    } else {
      rtf += "\\'" + to_hex(bytes_of(std::string_view(&letter, 1)));
    }
  }
  CHECK(judge_note("a.rtf", bytes_of(rtf + "}}")).score == utf8.score);
}

TEST_CASE("markup does not hide a note") {
  const auto verdict = judge_note(
      "info.hta", bytes_of("<html><style>p{}</style><body><p>Your <b>files</b> are <i>encrypted</i>"
                           " by LockBit<p>Write to us: x@tuta.io, Tor Browser, "
                           "do not rename files"));
  CHECK(verdict.score >= 50);
  CHECK(verdict.family == "LockBit");
}

TEST_CASE("a name alone is enough only when it says much and the text could not be read") {
  CHECK(judge_note("Info.hta", {}).score < 50);
  CHECK(judge_note("Restore-My-Files.txt", {}).score >= 50);
  CHECK(judge_note("Restore-My-Files.txt", {}).family == "LockBit");
  CHECK(judge_note("Restore-My-Files.txt", bytes_of("liste de courses: pain, lait")).score < 50);
  CHECK(judge_note("README.txt", {}).score == 0);
}

TEST_CASE("texts about encryption without a blackmailer are not notes") {
  CHECK(judge_note("doc.txt", bytes_of("Your files are encrypted with AES-256 before upload. To "
                                       "decrypt your data, enter the decryption key."))
            .score < 50);
  CHECK(judge_note("news.txt", bytes_of("Tor Browser 13 is out. Download it from torproject.org. "
                                        "Donate in bitcoin."))
            .score < 50);
}

TEST_CASE("a walk reads the text of small files whose name could be a note's, and of no others") {
  CHECK(may_be_note("HOW_TO_DECRYPT.txt", 2000));
  CHECK(may_be_note("akira_readme.txt", 2000));
  CHECK(may_be_note("LISEZ-MOI.TXT", 2000));
  CHECK(may_be_note("[how to recover files].txt", 2000));
  CHECK(may_be_note("db.README_TO_RESTORE", 900));
  CHECK_FALSE(may_be_note("HOW_TO_DECRYPT.txt", 0));
  CHECK_FALSE(may_be_note("HOW_TO_DECRYPT.txt", 5'000'000));
  CHECK_FALSE(may_be_note("ordonnance.docx", 2000));
  CHECK_FALSE(may_be_note("kernel32.dll", 2000));
}

TEST_CASE("bytes that are no text give no words") {
  CHECK(note_text(bytes_of(std::string("\x00\x01\x02\x03\x04\x05", 6))).empty());
  CHECK(note_text({}).empty());
  CHECK(note_text(bytes_of("\\")) == "\\");
  CHECK(note_text(bytes_of("{\\rtf1 \\")).find("rtf") == std::string::npos);
  CHECK(note_text(bytes_of("<html><a")).empty());
  CHECK(note_text(bytes_of("A  B\r\n\tC")) == "a b c");
}
