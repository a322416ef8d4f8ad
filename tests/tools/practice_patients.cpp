// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tests/tools/bytes.hpp"
#include "tests/tools/practice.hpp"
#include "tests/tools/small_formats.hpp"

namespace trousse::tools {
namespace {

struct Document {
  std::string name;
  std::string content;
};

/// What a patient's folder holds; invented, and the same each time.
std::vector<Document> documents(const std::string& initials, std::uint64_t seed) {
  Random random(seed);
  std::vector<Document> out{
      {"ordonnance.docx",
       docx("Ordonnance pour " + initials + " : paracetamol 1 g, 3 fois par jour")},
      {"compte-rendu consultation.docx",
       docx("Compte rendu " + initials + " : examen sans particularite")},
      {"courrier cardiologue.pdf", pdf("Courrier au cardiologue, patient " + initials)},
      {"carte vitale.jpg", jpeg(seed, 12000 + random.below(60000))},
      {"r\u00e9sultats biologie.pdf", pdf("Resultats de biologie, patient " + initials)},
  };
  if (seed % 3 == 0) out.push_back({"radio thorax.jpg", jpeg(seed + 900, 150000)});
  return out;
}

/// What the ransomware leaves of a file: random bytes of its length, then a footer of 64 bytes
/// with the family's mark. Files above 128 KiB keep their middle, as many families do it.
std::string encrypted(const std::string& content, std::uint64_t seed) {
  constexpr std::size_t head = 65536;
  std::string out = Random(seed * 7919).bytes(content.size());
  if (content.size() > 2 * head) {
    out.replace(head, content.size() - 2 * head, content, head, content.size() - 2 * head);
  }
  return out + Bytes().text("PLOUP\x01").text(Random(seed).bytes(58)).take();
}

}  // namespace

std::string ransom_note();

void write_patients(NtfsWriter& disk, std::vector<practice::Renaming>& renamed) {
  const std::vector<std::string> patients{"A.B", "B.L", "C.D", "C.M", "D.P", "E.R", "F.G", "G.V",
                                          "H.T", "I.N", "J.C", "K.A", "L.F", "M.D", "M.J", "N.S",
                                          "O.H", "P.Q", "R.B", "S.W", "T.L", "V.E", "W.K", "Y.Z"};
  FileOptions options;
  options.owner = practice::desk_sid;
  std::uint64_t seed = 1;
  Utc now = when().encryption;
  for (const std::string& initials : patients) {
    const std::string folder = "/Cabinet/Patients/" + initials + "/";
    for (const Document& document : documents(initials, seed)) {
      options.created =
          later(at("2025-01-06T08:30:00Z"), static_cast<std::int64_t>(seed) * 1234567);
      // The last folder was open in a program: two of its files were passed over.
      if (initials == "Y.Z" && document.name.ends_with(".pdf")) {
        options.modified = later(*options.created, 3600);
        disk.file(folder + document.name, document.content, options);
      } else {
        now = later(now, 7, 310'000'000);
        options.modified = now;
        disk.file(folder + document.name + practice::extension, encrypted(document.content, seed),
                  options);
        renamed.push_back(
            {folder + document.name, folder + document.name + practice::extension, now});
      }
      ++seed;
    }
    options.created = now;
    disk.file(folder + "RESTAURER_VOS_FICHIERS.txt", ransom_note(), options);
  }
  // The twins that escaped: a forgotten copy, and what an upgrade of Windows kept.
  options.created = at("2025-03-01T10:00:00Z");
  options.modified = options.created;
  const auto first = documents("A.B", 1);
  disk.file("/Sauvegarde/2025-03/A.B/ordonnance.docx", first[0].content, options);
  disk.file("/Sauvegarde/2025-03/A.B/courrier cardiologue.pdf", first[2].content, options);
  disk.file("/Windows.old/Users/Alice.Martin/Documents/carte vitale A.B.jpg", first[3].content,
            options);
}

}  // namespace trousse::tools
