// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/tools/bytes.hpp"
#include "tests/tools/practice.hpp"

namespace trousse::tools {
namespace {

std::string lines(unsigned count, const char* what) {
  std::string out;
  for (unsigned i = 0; i < count; ++i) out += fmt::format("{} {} {}\r\n", what, i, i * 2654435761U);
  return out;
}

}  // namespace

void write_oddities(NtfsWriter& disk) {
  const std::string folder = "/Cabinet/Comptabilite/";
  disk.now(at("2026-06-30T15:00:00Z"));
  FileOptions packed;
  packed.lznt1 = true;
  disk.file(folder + "journal 2025.csv", lines(20000, "ecriture"), packed);
  // Text and noise in turn: compression units of both kinds.
  disk.file(folder + "archive mixte.bin",
            lines(4000, "a") + Random(31).bytes(300000) + lines(4000, "b"), packed);
  disk.sparse(folder + "base.sparse", "", 32 << 20, lines(500, "fin"));
  disk.fragmented(folder + "fragments 1.dat", Random(41).bytes(1 << 20));
  disk.fragmented(folder + "fragments 2.csv", lines(30000, "fragment"));
  disk.file(folder + "vide.txt", "");
  disk.file(folder + "resident.txt", "tient dans son entree\r\n");
  disk.file("/Cabinet/a/b/c/d/e/profond.txt", "au fond\r\n");

  const std::string odd = "/Cabinet/Noms/";
  disk.file(odd + "\x1b[31mrouge\x1b[0m.txt", "escape codes in the name\r\n");
  disk.file(odd + "facture\u202Efdp.exe", "right-to-left override in the name\r\n");
  disk.file(odd + "a:b*c?.txt", "characters that Windows does not take\r\n");
  disk.file(odd + "aux", "a device name\r\n");
  disk.file(odd + "point final.", "a dot at the end\r\n");
  disk.file(odd + "deux\nlignes.txt", "a line feed in the name\r\n");
  disk.file(odd + "<script>alert(1)</script>.html", "markup in the name\r\n");
  disk.file(odd + "=cmd|' /C calc'!A0.csv", "a formula in the name\r\n");
  std::string longest;
  for (int i = 0; i < 255; ++i) longest += "\u00e9";
  disk.file(odd + longest, "255 wide characters\r\n");
  FileOptions broken;
  broken.raw_name = std::u16string(u"moitie\xD83D.txt");
  disk.file(odd + "moitie\uFFFD.txt", "half a surrogate pair in the name\r\n", broken);
  disk.file(odd + "\u00c9T\u00c9 \U0001F600.txt", "accents and an emoji\r\n");
  disk.file("/Cabinet/Rapport annuel 2025.document", "a short name beside the long one\r\n");
  disk.short_name("/Cabinet/Rapport annuel 2025.document", "RAPPOR~1.DOC");
}

}  // namespace trousse::tools
