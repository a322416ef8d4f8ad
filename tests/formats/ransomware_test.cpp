// SPDX-License-Identifier: Apache-2.0
#include "formats/ransomware.hpp"

#include <filesystem>
#include <random>
#include <set>

#include "core/text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using formats::judge_content;
using formats::Look;

namespace {

std::string random_text(std::size_t count, unsigned seed = 11) {
  std::mt19937 source(seed);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(source());
  return bytes;
}

Look look(std::string_view name, std::string_view content) {
  return judge_content(name, bytes_of(content.substr(0, 64 * 1024)));
}

}  // namespace

TEST_CASE("every row of the families' table can match: lower case, no dot, no path") {
  std::set<std::string_view> names;
  for (const auto& family : formats::ransomware_families()) {
    INFO(family.name);
    CHECK(names.insert(family.name).second);
    CHECK((!family.extensions.empty() || !family.note_names.empty()));
    for (const auto extension : family.extensions) {
      CHECK(folded(extension) == extension);
      CHECK(extension.find_first_of("./") == std::string_view::npos);
    }
    for (const auto note : family.note_names) {
      CHECK(folded(note) == note);
      CHECK(note.find('/') == std::string_view::npos);
    }
  }
  CHECK(names.size() >= 60);
}

TEST_CASE("an extension points to its family whatever its case") {
  CHECK(formats::family_of_extension("LockBit") == "LockBit");
  CHECK(formats::family_of_extension("akira") == "Akira");
  CHECK(formats::family_of_extension("marlock07") == "MedusaLocker");
  CHECK(formats::family_of_extension("docx") == "");
  CHECK(formats::family_of_extension("") == "");
}

TEST_CASE("files that real ransomware encrypted are seen as encrypted") {
  DATA_OR_SKIP(data, "10-ransomware");
  for (const char* path : {"Akira/test.png.akira", "Akira/test.png.powerranges",
                           "LockBit3/test.png.l8rt4wHOx", "Play/test.jpg.PLAY"}) {
    INFO(path);
    const std::string content = read_file(data / "rivitna+Malware" / path);
    REQUIRE(content.size() > 65536);
    CHECK(look(std::filesystem::path(path).filename().string(), content) == Look::encrypted);
  }
}

TEST_CASE("ciphertext under a document's name is encrypted, compressed files are only dense") {
  CHECK(look("ordonnance.docx", random_text(8192)) == Look::encrypted);
  CHECK(look("ordonnance.docx.k3x9", random_text(8192)) == Look::encrypted);
  CHECK(look("patients.unheard", random_text(8192)) == Look::encrypted);
  CHECK(look("archive.gpg", random_text(8192)) == Look::dense);
  CHECK(look("notes.txt.gz", "\x1F\x8B\x08" + random_text(8192)) == Look::dense);
  CHECK(look("scan.pdf", "%PDF-1.4" + random_text(8192)) == Look::dense);
  CHECK(look("lettre.txt", "Cher confrere, je vous adresse ce patient. ") == Look::plain);
  CHECK(look("vide.docx", "") == Look::unknown);
  CHECK(look("court.docx", random_text(40)) == Look::plain);
}

TEST_CASE("a program's mark that ciphertext shows by chance hides nothing") {
  std::string content = random_text(65536);
  content[0] = '#';
  content[1] = '!';
  CHECK(look("cabinet.mdb.qqzz", content) == Look::encrypted);
}

TEST_CASE("files that were renamed in mass stand out of a census, everyday double names do not") {
  formats::Census census;
  const auto add = [&](const std::string& path, std::int64_t seconds) {
    File file;
    file.path = EvidencePath(path);
    file.streams.push_back({"", 100, false, false, false, false});
    file.standard.modified = Utc{seconds, 0};
    census.add(file);
  };
  for (int i = 0; i < 40; ++i) {
    add("/Users/a/Documents/lettre" + std::to_string(i) + ".docx.k3x9", 1000 + i);
    add("/Windows/System32/fr-FR/tool" + std::to_string(i) + ".exe.mui", 5);
    add("/Users/a/lettre" + std::to_string(i) + ".doc.pdf", 6);
  }
  for (int i = 0; i < 30; ++i) add("/data/v1." + std::to_string(i) + ".unheard", 7);
  const auto found = census.suspicious();
  REQUIRE(found.size() == 1);
  CHECK(found[0].extension == "k3x9");
  CHECK(found[0].files == 40);
  CHECK(found[0].doubled == 40);
  CHECK(found[0].bytes == 4000);
  CHECK(found[0].first_change == Utc{1000, 0});
  CHECK(found[0].last_change == Utc{1039, 0});
  CHECK(found[0].folders == std::map<std::string, std::uint64_t>{{"/Users/a/Documents", 40}});
}

TEST_CASE("an extension with a mail address before it still counts as doubled") {
  formats::Census census;
  for (int i = 0; i < 6; ++i) {
    File file;
    file.path = EvidencePath("/a" + std::to_string(i) + ".XLSX.id-BCBE.[pay@mail.cc].cmb");
    census.add(file);
  }
  REQUIRE(census.suspicious().size() == 1);
  CHECK(census.suspicious()[0].doubled == 6);
}

TEST_CASE("a census keeps its size whatever the disk holds") {
  formats::Census census;
  for (int i = 0; i < 6000; ++i) {
    File file;
    file.path = EvidencePath("/folder" + std::to_string(i) + "/f.e" + std::to_string(i));
    census.add(file);
    file.path = EvidencePath("/folder" + std::to_string(i) + "/f.txt");
    census.add(file);
    file.path = EvidencePath("/always/f.txt");
    census.add(file);
  }
  CHECK(census.overflowed());
  const auto rows = census.rows();
  CHECK(rows.size() == 4096);
  CHECK(rows[0].extension == "txt");
  CHECK(rows[0].folders.size() == 16);
  CHECK(rows[0].folders.contains("/always"));
}
