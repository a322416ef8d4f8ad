// SPDX-License-Identifier: Apache-2.0
#include "evidence/certificate.hpp"

#include "core/text.hpp"
#include "core/time.hpp"
#include "evidence/envelope.hpp"
#include "evidence/key_file.hpp"
#include "tests/evidence/certificates.hpp"
#include "tests/evidence/fixture.hpp"
#include "tests/support/catch.hpp"

namespace trousse::evidence {
namespace {

bool openssl_is_here() {
  if (has_program("openssl")) return true;
  WARN("skipped: openssl is not installed");
  return false;
}

const std::vector<std::string> receiving{"rsa", "p256", "p384", "p521"};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

}  // namespace

TEST_CASE("a certificate tells its subject, key, dates and fingerprint, from PEM and from DER") {
  if (!openssl_is_here()) return;
  const Certificate pem = provider("p384").certificate();
  CHECK(pem.subject == "CN=Durand & fils p384,O=Durand");
  CHECK(pem.key == "EC P-384");
  CHECK(pem.fault == Certificate::Fault::none);
  CHECK(pem.at(now()) == Certificate::Time::valid);
  const auto der = Certificate::parse(pem.der);
  REQUIRE(der);
  CHECK(der->fingerprint == pem.fingerprint);
  CHECK(provider("rsa").certificate().key == "RSA 2048");
}

TEST_CASE("the name of an envelope is made of plain letters and is always the same") {
  if (!openssl_is_here()) return;
  Certificate certificate = provider("rsa").certificate();
  CHECK(certificate.envelope_name() ==
        "durand-fils-rsa-" + to_hex(std::span(certificate.fingerprint).first(8)) + ".p7m");
  certificate.common_name = "../\u00c9t\u00e9\x01\n" + std::string(90, 'x');
  const std::string name = certificate.envelope_name();
  CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos);
  CHECK(name.size() < 60);
  certificate.common_name = "\u00e9";
  CHECK(certificate.envelope_name().starts_with("certificate-"));
}

TEST_CASE("a certificate whose key cannot receive is told apart, and why") {
  if (!openssl_is_here()) return;
  using KeyFault = Certificate::Fault;
  const std::vector<std::pair<std::string, KeyFault>> wrong{{"rsa1024", KeyFault::key_size},
                                                            {"brainpool", KeyFault::key_kind},
                                                            {"ed25519", KeyFault::key_kind},
                                                            {"signing", KeyFault::signing_only}};
  for (const auto& [kind, fault] : wrong) {
    INFO(kind);
    const Certificate certificate = provider(kind).certificate();
    CHECK(certificate.fault == fault);
    const auto refused = check_receives(certificate);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::unsupported);
    CHECK_FALSE(wrap_for(certificate, "x"));
    const TestCase test;
    const auto no_case = Case::create({test.at("case"), {}, {}, "", "fr", {certificate}});
    REQUIRE_FALSE(no_case);
    CHECK(no_case.error().code == Errc::unsupported);
    CHECK_FALSE(std::filesystem::exists(test.at("case")));
  }
}

TEST_CASE("a certificate out of its dates is said and still used: the clock may be wrong") {
  if (!openssl_is_here()) return;
  const Certificate expired = provider("expired").certificate();
  CHECK(expired.at(now()) == Certificate::Time::expired);
  CHECK(check_receives(expired));
  CHECK(wrap_for(expired, "x"));
  CHECK(provider("future").certificate().at(now()) == Certificate::Time::not_yet);
}

TEST_CASE("a damaged certificate is malformed, whatever byte of its ends is gone") {
  if (!openssl_is_here()) return;
  const std::string pem = provider("p256").cert_pem;
  const Certificate good = provider("p256").certificate();
  for (const std::string& wrong :
       {std::string(), std::string("\x30"), std::string("\x30\x82\xff\xff"), std::string("hello"),
        pem.substr(0, pem.size() / 2), replaced(pem, "END", "FIN"), good.der + "x",
        good.der.substr(0, good.der.size() - 1), good.der.substr(1)}) {
    const auto refused = Certificate::parse(wrong);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::malformed);
  }
  const auto large = Certificate::parse(std::string(certificate_file_limit + 1, 'x'));
  REQUIRE_FALSE(large);
  CHECK(large.error().code == Errc::unsupported);
}

TEST_CASE("what is wrapped for a certificate is unwrapped by its key and by no other") {
  if (!openssl_is_here()) return;
  for (const std::string& kind : receiving) {
    INFO(kind);
    const Provider& one = provider(kind);
    const auto envelope = wrap_for(one.certificate(), "the secret\n");
    REQUIRE(envelope);
    CHECK(envelope->find("secret") == std::string::npos);
    CHECK(one.key().unwrap(*envelope).value() == "the secret\n");
    const auto named = RecipientKey::read(one.key_pem, std::nullopt, one.certificate());
    REQUIRE(named);
    CHECK(named->unwrap(*envelope).value() == "the secret\n");
    for (const std::string other : {"other-rsa", "p256", "p384"}) {
      if (other == kind) continue;
      const auto refused = provider(other).key().unwrap(*envelope);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == Errc::wrong_key);
    }
  }
}

TEST_CASE(
    "an envelope cut anywhere is refused; a changed one nearly everywhere, and never crashes") {
  if (!openssl_is_here()) return;
  for (const std::string kind : {"rsa", "p256"}) {
    const Provider& one = provider(kind);
    const std::string secret = "AGE-SECRET-KEY-1";
    const std::string envelope = wrap_for(one.certificate(), secret).value();
    const auto key = RecipientKey::read(one.key_pem, std::nullopt, one.certificate()).value();
    std::size_t same = 0;
    std::size_t refused = 0;
    std::size_t noise = 0;  // CBC has no tag: the case's key unmasks it, see certificate_case_test
    for (std::size_t i = 0; i < envelope.size(); i += 5) {
      std::string wrong = envelope;
      wrong[i] = static_cast<char>(wrong[i] ^ 0x55);
      const auto read = key.unwrap(wrong);
      if (!read) {
        ++refused;
      } else {
        ++(*read == secret ? same : noise);
      }
    }
    INFO(kind << ": " << refused << " refused, " << noise << " noise, " << same << " same");
    CHECK(refused > 10 * (same + noise));
    for (std::size_t size = 0; size < envelope.size(); size += 13) {
      CHECK_FALSE(key.unwrap(envelope.substr(0, size)));
    }
    CHECK_FALSE(key.unwrap(envelope + "x"));
    CHECK_FALSE(key.unwrap(std::string(envelope_limit + 1, '0')));
  }
}

TEST_CASE("a private key with a password opens with it, and says which of the two is lacking") {
  if (!openssl_is_here()) return;
  const Provider& one = provider("rsa");
  const tests::TemporaryFolder folder;
  tests::write_file(folder.path() / "key.pem", one.key_pem);
  REQUIRE(runs("cd '" + folder.path().string() +
               "' && openssl pkcs8 -topk8 -v2 aes-256-cbc -in key.pem -passout pass:secret -out "
               "closed.pem"));
  const std::string closed = tests::read_file(folder.path() / "closed.pem");
  CHECK(RecipientKey::read(closed).error().code == Errc::locked);
  CHECK(RecipientKey::read(closed, "wrong").error().code == Errc::wrong_key);
  CHECK(RecipientKey::read(closed, std::string(5000, 'x')).error().code == Errc::wrong_key);
  const auto key = RecipientKey::read(closed, "secret");
  REQUIRE(key);
  CHECK(key->unwrap(wrap_for(one.certificate(), "x").value()).value() == "x");
  CHECK(RecipientKey::read("nothing").error().code == Errc::malformed);
  CHECK(RecipientKey::read(one.cert_pem).error().code == Errc::malformed);
  CHECK(RecipientKey::read(provider("ed25519").key_pem).error().code == Errc::unsupported);
  const auto mixed = RecipientKey::read(one.key_pem, std::nullopt, provider("p256").certificate());
  CHECK(mixed.error().code == Errc::wrong_key);
}

TEST_CASE("a certificate made here receives, and openssl reads it") {
  const auto made = make_certificate("Durand Informatique");
  REQUIRE(made);
  const auto certificate = Certificate::parse(made->cert_pem);
  REQUIRE(certificate);
  CHECK(certificate->key == "RSA 3072");
  CHECK(check_receives(*certificate));
  CHECK(certificate->at(now()) == Certificate::Time::valid);
  const auto key = RecipientKey::read(made->key_pem, std::nullopt, *certificate);
  REQUIRE(key);
  CHECK(key->unwrap(wrap_for(*certificate, "x").value()).value() == "x");
  CHECK_FALSE(make_certificate(""));
  CHECK_FALSE(make_certificate(std::string(65, 'x')));
}

TEST_CASE("a key file is told from its bytes, whatever editor saved it") {
  const age::Identity identity = age::Identity::generate().value();
  const std::string recipient = identity.recipient().text();
  using Kind = KeyFile::Kind;
  const auto kind_of = [](const std::string& bytes) { return read_key_file(bytes).value().kind; };

  for (const std::string& text :
       {recipient, "\xEF\xBB\xBF# Durand\r\n" + recipient + "\r\n", "Public key: " + recipient}) {
    const auto file = read_key_file(text);
    REQUIRE(file);
    CHECK(file->kind == Kind::recipients);
    REQUIRE(file->recipients.size() == 1);
    CHECK(file->recipients[0].text() == recipient);
    CHECK(file->bad_lines.empty());
  }
  std::string utf16 = "\xFF\xFE";
  for (const char letter : recipient + "\r\n") utf16 += {letter, '\0'};
  CHECK(read_key_file(utf16)->recipients.size() == 1);

  std::string altered = recipient;
  altered.back() = altered.back() == 'q' ? 'p' : 'q';
  const auto broken = read_key_file(recipient + "\n\n" + altered + "\n");
  CHECK(broken->recipients.size() == 1);
  CHECK(broken->bad_lines == std::vector<std::size_t>{3});

  const auto secret = read_key_file("# mine\n" + identity.text() + "\n");
  CHECK(secret->is_secret());
  CHECK(secret->recipients.at(0).text() == recipient);
  CHECK(read_key_file(recipient + "\nAGE-SECRET-KEY-1BROKEN\n")->is_secret());

  CHECK(kind_of("") == Kind::nothing);
  CHECK(kind_of("Bonjour, voir la page1.") == Kind::nothing);
  CHECK(kind_of(std::string("\0\1\2", 3)) == Kind::nothing);
  CHECK(kind_of("ssh-ed25519 AAAA me") == Kind::foreign);
  CHECK(kind_of("-----BEGIN PGP PUBLIC KEY BLOCK-----\n") == Kind::foreign);
  CHECK(kind_of("-----BEGIN PUBLIC KEY-----\n") == Kind::foreign);
  CHECK(kind_of("age-encryption.org/v1\n-> scrypt a b\n") == Kind::age_file);
  CHECK(kind_of(std::string("\x30\x82\x01\x00\x02\x01\x03", 7)) == Kind::private_key);
  CHECK_FALSE(read_key_file("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
}

TEST_CASE("a certificate beside its private key is taken for what it must not be: a secret") {
  if (!openssl_is_here()) return;
  const Provider& one = provider("rsa");
  CHECK(read_key_file(one.cert_pem)->kind == KeyFile::Kind::certificate);
  CHECK(read_key_file(one.cert_pem + one.key_pem)->is_secret());
  CHECK(read_key_file(one.key_pem)->is_secret());
  const auto chain = read_key_file(one.cert_pem + provider("p256").cert_pem);
  CHECK(chain->other_certificates == 1);
  CHECK(chain->certificate->fingerprint == one.certificate().fingerprint);
}

}  // namespace trousse::evidence
