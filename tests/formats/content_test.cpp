// SPDX-License-Identifier: Apache-2.0
#include "formats/content.hpp"

#include <filesystem>
#include <random>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/support.hpp"

using namespace trousse;
using namespace trousse::tests;
using formats::contradicts_extension;
using formats::entropy;
using formats::file_type;

namespace {

std::vector<std::byte> random_bytes(std::size_t count, unsigned seed = 7) {
  std::mt19937 source(seed);
  std::vector<std::byte> bytes(count);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(source());
  return bytes;
}

}  // namespace

TEST_CASE("entropy is 0 for one value, 8 for all values alike, 1 for two") {
  CHECK(entropy({}) == 0);
  CHECK(entropy(std::vector<std::byte>(100, std::byte{7})) == 0);
  CHECK(entropy(bytes_of("abababab")) == Approx(1.0));
  std::vector<std::byte> all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::byte>(i);
  CHECK(entropy(all) == Approx(8.0));
}

TEST_CASE("marks are read only inside the bytes that are there") {
  CHECK(file_type({}) == "");
  CHECK(file_type(bytes_of("%PD")) == "");
  CHECK(file_type(bytes_of("%PDF")) == "PDF");
  CHECK(file_type(bytes_of("M")) == "");
  CHECK(file_type(bytes_of("ElfFile")) == "");
}

TEST_CASE("two letters alone do not make a program or a picture") {
  auto bytes = random_bytes(4096);
  bytes[0] = std::byte{'B'};
  bytes[1] = std::byte{'M'};
  CHECK(file_type(bytes) == "");
  bytes[0] = std::byte{'M'};
  bytes[1] = std::byte{'Z'};
  CHECK(file_type(bytes) == "");
}

TEST_CASE("a name and a content that do not belong together contradict each other") {
  CHECK(contradicts_extension("pdf", bytes_of("PK\x03\x04 not a pdf")));
  CHECK_FALSE(contradicts_extension("pdf", bytes_of("%PDF-1.7")));
  CHECK_FALSE(contradicts_extension("doc", bytes_of("{\\rtf1 a letter}")));
  CHECK_FALSE(contradicts_extension("csv", bytes_of("nom;date\n")));
  CHECK(contradicts_extension("csv", random_bytes(512)));
  CHECK_FALSE(contradicts_extension("unheard", random_bytes(512)));
  CHECK_FALSE(contradicts_extension("pdf", {}));
}

TEST_CASE("the files of the Magika collection that bear a mark are recognised") {
  DATA_OR_SKIP(data, "14-filetypes");
  const std::map<std::string, std::string> expected{
      {"mitra/png/png.png", "PNG"},
      {"mitra/jpeg/jpg.jpg", "JPEG"},
      {"mitra/gif/gif87.gif", "GIF"},
      {"mitra/bmp/bmp.bmp", "BMP"},
      {"mitra/tiff/tiff-be.tif", "TIFF"},
      {"mitra/webp/webp.webp", "WEBP"},
      {"mitra/pebin/pe32.exe", "EXE"},
      {"mitra/pebin/pe64.exe", "EXE"},
      {"mitra/elf/elf.elf", "ELF"},
      {"mitra/pdf/pdf.pdf", "PDF"},
      {"mitra/rar/rar5.rar", "RAR"},
      {"mitra/sevenzip/7-zip.7z", "7Zip"},
      {"mitra/cab/cab.cab", "CAB"},
      {"mitra/gzip/gzip.gz", "GZIP"},
      {"mitra/bzip/bzip2.bz2", "BZip2"},
      {"mitra/xz/xz.xz", "XZ"},
      {"mitra/tar/tar.tar", "TAR"},
      {"mitra/iso/iso.iso", "ISO"},
      {"mitra/mp3/id3v1.mp3", "MP3"},
      {"mitra/mp3/id3v2.mp3", "MP3"},
      {"mitra/mp4/mp4.mp4", "MP4"},
      {"mitra/ogg/vorbis.ogg", "OGG"},
      {"mitra_candidates/qt.mov", "MP4"},
      {"mitra_candidates/dicom.dcm", "DICOM"},
      {"basic/docx/doc.docx", "ZIP"},
      {"basic/odt/doc.odt", "ZIP"},
      {"basic/outlook/sample.msg", "OLE"},
      {"basic/rtf/doc.rtf", "RTF"},
      {"basic/txt/many-words.txt", ""},
      {"basic/html/doc.html", ""},
      {"mitra/zip/filecomment.zip", "ZIP"},
      {"previous_missdetections/sqlite/test-gh-616.db", "SQLITE"},
  };
  for (const auto& [path, type] : expected) {
    const auto file = data / "google+magika" / "tests_data" / path;
    INFO(path);
    REQUIRE(std::filesystem::exists(file));
    CHECK(file_type(bytes_of(read_file(file))) == type);
  }
}

TEST_CASE("no file of the Magika collection contradicts its own extension but the broken ones") {
  DATA_OR_SKIP(data, "14-filetypes");
  std::vector<std::string> contradicting;
  for (const char* folder : {"basic", "mitra"}) {
    const auto root = data / "google+magika" / "tests_data" / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (!entry.is_regular_file()) continue;
      std::string extension = entry.path().extension().string();
      if (!extension.empty()) extension.erase(0, 1);
      if (contradicts_extension(extension, bytes_of(read_file(entry.path())))) {
        contradicting.push_back(entry.path().filename().string());
      }
    }
  }
  INFO(contradicting.size() << (contradicting.empty() ? "" : contradicting.front()));
  CHECK(contradicting.empty());
}
