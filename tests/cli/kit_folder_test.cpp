// SPDX-License-Identifier: Apache-2.0
// What a provider dropped on the key: found and used, and what is broken is said.
#include <algorithm>

#include "core/text.hpp"
#include "playbooks/who_opens.hpp"
#include "tests/evidence/certificates.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"
#include "words/messages.hpp"

namespace trousse::playbooks {
namespace {

namespace fs = std::filesystem;
using evidence::provider;

struct Kit {
  tests::TemporaryFolder folder;
  evidence::age::Identity expert = evidence::age::Identity::generate().value();

  std::string recipient() const { return expert.recipient().text(); }
  fs::path drop(const std::string& name, const std::string& content) const {
    const fs::path path = folder.path() / name;
    fs::create_directories(path.parent_path());
    tests::write_file(path, content);
    return path;
  }
  WhoOpens read() const {
    WhoOpens who;
    REQUIRE(add_kit(who, folder.path(), now()));
    // Each note is a row that words know, in both languages, with the name of the file in it.
    for (const Note& note : who.notes) {
      INFO(note.id);
      CHECK(words::id_of(note.id));
      CHECK(printable(note.detail) == note.detail);
    }
    return who;
  }
};

std::vector<std::string> rows_of(const WhoOpens& who) {
  std::vector<std::string> rows;
  for (const Note& note : who.notes) rows.push_back(note.id + " " + note.detail.substr(0, 60));
  return rows;
}

bool says(const WhoOpens& who, const std::string& row, const std::string& detail) {
  return std::ranges::any_of(who.notes, [&](const Note& note) {
    return note.id == row && note.detail.starts_with(detail);
  });
}

bool openssl_is_here() {
  if (evidence::has_program("openssl")) return true;
  WARN("skipped: openssl is not installed");
  return false;
}

}  // namespace

TEST_CASE("keys, a certificate and a card dropped as plain files are found and used") {
  if (!openssl_is_here()) return;
  const Kit kit;
  kit.drop("prestataire/cle-publique.txt", "\xEF\xBB\xBF# Durand\r\n" + kit.recipient() + "\r\n");
  kit.drop("prestataire/durand.crt", provider("rsa").cert_pem);
  kit.drop("expert.cer", provider("p256").certificate().der);
  kit.drop("contact.txt", "Prestataire : Durand\nT\u00e9l\u00e9phone : 04\n");
  const WhoOpens who = kit.read();
  CHECK(rows_of(who).empty());
  REQUIRE(who.found.size() == 3);
  CHECK(who.found[0].file == "prestataire/cle-publique.txt");
  CHECK(who.found[0].who == kit.recipient());
  CHECK(who.found[1].who == "CN=Durand & fils rsa,O=Durand");
  CHECK(who.found[1].fingerprint.size() == 64);
  CHECK(who.found[2].file == "expert.cer");
  CHECK(who.card.provider.phone == "04");
  CHECK(who.contact_file == "contact.txt");
  CHECK_FALSE(who.needs_rescue_code());
}

TEST_CASE("a private key on the key is said and never used") {
  if (!openssl_is_here()) return;
  const Kit kit;
  kit.drop("prestataire/key.txt", kit.expert.text() + "\n");
  kit.drop("prestataire/both.pem", provider("rsa").cert_pem + provider("rsa").key_pem);
  kit.drop("prestataire/id_rsa", "-----BEGIN OPENSSH PRIVATE KEY-----\n");
  kit.drop("LISEZMOI.pdf", provider("p256").key_pem);
  const WhoOpens who = kit.read();
  CHECK(who.found.empty());
  for (const std::string file :
       {"prestataire/key.txt", "prestataire/both.pem", "prestataire/id_rsa", "LISEZMOI.pdf"}) {
    INFO(file);
    CHECK(says(who, "kit_private_key", file));
  }
  CHECK(says(who, "kit_no_key", kit.folder.path().string()));
  CHECK(who.needs_rescue_code());
}

TEST_CASE("what looks like a key and is broken is said, with its file, and the rest is used") {
  if (!openssl_is_here()) return;
  const Kit kit;
  const std::string pem = provider("rsa").cert_pem;
  std::string altered = kit.recipient();
  altered[20] = altered[20] == 'q' ? 'p' : 'q';
  kit.drop("cut.pem", pem.substr(0, pem.size() / 2));
  kit.drop("empty.crt", "");
  kit.drop("cle-publique.txt", "");
  kit.drop("notes.cer", "hello");
  kit.drop("recipients.txt", kit.recipient() + "\n" + altered + "\n");
  kit.drop("ssh.pub", "ssh-ed25519 AAAA me@here\n");
  kit.drop("weak.pem", provider("rsa1024").cert_pem);
  kit.drop("signing.pem", provider("signing").cert_pem);
  kit.drop("bundle.p7b", "-----BEGIN PKCS7-----\n");
  kit.drop("huge.pem", std::string(2 << 20, 'x'));
  const WhoOpens who = kit.read();
  CHECK(who.found.size() == 1);
  CHECK(says(who, "kit_key_broken", "cut.pem: "));
  CHECK(says(who, "kit_key_nothing", "empty.crt"));
  CHECK(says(who, "kit_key_nothing", "cle-publique.txt"));
  CHECK(says(who, "kit_key_nothing", "notes.cer"));
  CHECK(says(who, "kit_key_lines", "recipients.txt, 2"));
  CHECK(says(who, "kit_key_foreign", "ssh.pub: an SSH key"));
  CHECK(says(who, "kit_key_foreign", "bundle.p7b"));
  CHECK(says(who, "kit_certificate_unfit", "weak.pem: "));
  CHECK(says(who, "kit_certificate_unfit", "signing.pem: "));
  CHECK(says(who, "kit_key_broken", "huge.pem: "));
  CHECK(who.notes.size() == 10);
}

TEST_CASE("an expired certificate is used and said, and a rescue code is wanted beside it") {
  if (!openssl_is_here()) return;
  const Kit kit;
  kit.drop("old.pem", provider("expired").cert_pem);
  kit.drop("future.pem", provider("future").cert_pem);
  WhoOpens who = kit.read();
  CHECK(who.certificates.size() == 2);
  CHECK(says(who, "certificate_expired", "old.pem, 2011-01-01"));
  CHECK(says(who, "certificate_not_yet", "future.pem, 2990-01-01"));
  CHECK(who.needs_rescue_code());
  REQUIRE(add_recipient(who, kit.recipient(), now()));
  CHECK_FALSE(who.needs_rescue_code());
}

TEST_CASE("files that are clearly other things are left alone") {
  const Kit kit;
  kit.drop("prestataire/cle.txt", kit.recipient());
  kit.drop("README.txt", "Bonjour, voir la page1.\n");
  kit.drop("LISEZMOI.txt", "Lisez-moi");
  kit.drop("manuel.pdf", "%PDF-1.7");
  kit.drop("agenda.txt", "lundi");
  kit.drop("._cle.pem", std::string("\0\5\x16\7", 4));
  kit.drop(".DS_Store", "x");
  kit.drop("rules/mine.yar", "rule a { condition: true }");
  kit.drop("dossier.zip", std::string(200'000, 'z'));
  kit.drop("rescue.age", "age-encryption.org/v1\n-> scrypt a b\n");
  const WhoOpens who = kit.read();
  CHECK(rows_of(who).empty());
  CHECK(who.found.size() == 1);
}

TEST_CASE("the same key in two files is used once") {
  const Kit kit;
  kit.drop("prestataire/cle.txt", kit.recipient());
  kit.drop("cle.pub", kit.recipient());
  const WhoOpens who = kit.read();
  CHECK(who.recipients.size() == 1);
  CHECK(who.notes.empty());
}

TEST_CASE("a card saved as UTF-16 is read; an empty, misnamed or second one is said") {
  const Kit kit;
  std::string utf16 = "\xFF\xFE";
  for (const char letter : std::string("Assureur : Mutuelle\r\nPlan : B\r\n"))
    utf16 += {letter, '\0'};
  kit.drop("prestataire/contact.txt", utf16);
  kit.drop("contact.txt", "Assureur : Autre\n");
  kit.drop("contacts.txt", "Assureur : Autre\n");
  kit.drop("cle.txt", kit.recipient());
  const WhoOpens who = kit.read();
  CHECK(who.card.insurer.name == "Mutuelle");
  CHECK(who.contact == "Assureur : Mutuelle\nPlan : B\n");
  CHECK(says(who, "card_line_unknown", "prestataire/contact.txt, 2: Plan : B"));
  CHECK(says(who, "card_second", "contact.txt"));
  CHECK(says(who, "card_name", "contacts.txt"));
  CHECK(who.notes.size() == 3);

  const Kit other;
  other.drop("Contact.TXT", "");
  other.drop("cle.txt", other.recipient());
  CHECK(says(other.read(), "card_empty", "Contact.TXT"));
}

TEST_CASE("a name made to speak to the terminal is printed as text") {
  const Kit kit;
  kit.drop("a\x1b[2J\u202e.pem", "hello");
  const WhoOpens who = kit.read();
  CHECK(says(who, "kit_key_nothing", "a\\x1b[2J\\u202e.pem"));
}

TEST_CASE("R is an age key, a certificate or a file of age keys, and anything else is refused") {
  if (!openssl_is_here()) return;
  const Kit kit;
  WhoOpens who;
  REQUIRE(add_recipient(who, kit.recipient(), now()));
  const auto other = evidence::age::Identity::generate().value().recipient().text();
  REQUIRE(add_recipient(who, kit.drop("list", "# two\n" + other + "\n" + kit.recipient()).string(),
                        now()));
  REQUIRE(add_recipient(who, kit.drop("cert", provider("p521").cert_pem).string(), now()));
  CHECK(who.recipients.size() == 2);
  CHECK(who.certificates.size() == 1);

  const auto refused = [&](const std::string& typed) {
    const auto done = add_recipient(who, typed, now());
    REQUIRE_FALSE(done);
    return done.error().code;
  };
  CHECK(refused("age1notakey") == Errc::malformed);
  CHECK(refused((kit.folder.path() / "none.pem").string()) == Errc::missing);
  CHECK(refused(kit.drop("a", kit.expert.text()).string()) == Errc::refused);
  CHECK(refused(kit.drop("b", provider("rsa").key_pem).string()) == Errc::refused);
  CHECK(refused(kit.drop("c", other + "\nbonjour\n").string()) == Errc::malformed);
  CHECK(refused(kit.drop("d", "bonjour").string()) == Errc::unsupported);
  CHECK(refused(kit.drop("e", provider("rsa1024").cert_pem).string()) == Errc::unsupported);
}

TEST_CASE("a kit's folder that is not there is an error, not an empty kit") {
  const Kit kit;
  WhoOpens who;
  const auto refused = add_kit(who, kit.folder.path() / "none", now());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Errc::missing);
}

}  // namespace trousse::playbooks
