// SPDX-License-Identifier: Apache-2.0
#include "evidence/key_file.hpp"

#include <algorithm>

#include "core/plain_text.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {
namespace {

using Kind = KeyFile::Kind;

constexpr std::string_view certificate_mark = "-----BEGIN CERTIFICATE-----";

KeyFile of(Kind kind, std::string what = "") {
  KeyFile file;
  file.kind = kind;
  file.what = std::move(what);
  return file;
}

bool holds(std::string_view text, std::string_view mark) {
  return text.find(mark) != std::string_view::npos;
}

/// The first byte of a DER SEQUENCE's content: 0x02 (a version number) in PKCS #8, PKCS #12 and the
/// older private keys, 0x06 (an OID) in CMS, 0x30 in a certificate. -1 when it is none.
int first_tag_inside(std::string_view der) {
  if (der.size() < 4 || der[0] != '\x30') return -1;
  const auto length = static_cast<unsigned char>(der[1]);
  const std::size_t at = length < 0x80 ? 2 : 2 + std::size_t{length & 0x7FU};
  return at < der.size() ? static_cast<unsigned char>(der[at]) : -1;
}

Result<KeyFile> certificate_file(std::string_view bytes) {
  KeyFile file = of(Kind::certificate);
  file.certificate = TRY(Certificate::parse(bytes));
  for (auto at = bytes.find(certificate_mark); at != std::string_view::npos;
       at = bytes.find(certificate_mark, at + 1)) {
    ++file.other_certificates;
  }
  if (file.other_certificates > 0) --file.other_certificates;
  return file;
}

/// The word of a line that should be an age recipient: in "Public key: age1…" the last one.
std::string_view age_word(std::string_view line) {
  const auto at = line.find("age1");
  if (at == std::string_view::npos || (at > 0 && line[at - 1] != ' ' && line[at - 1] != '\t' &&
                                       line[at - 1] != ':' && line[at - 1] != '"')) {
    return {};
  }
  std::string_view word = line.substr(at);
  return word.substr(0, std::min(word.find_first_of(" \t\"<>,;"), word.size()));
}

/// Takes the recipients of a text, one a line. False when no line says that it is one: "page1" in
/// a letter is no key.
bool read_recipients(std::string_view text, KeyFile& file) {
  bool any = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos || line[first] == '#') continue;
    const std::string_view word = age_word(line);
    any = any || !word.empty();
    const auto recipient = age::Recipient::parse(word);
    if (recipient) {
      file.recipients.push_back(*recipient);
    } else {
      file.bad_lines.push_back(number);
    }
  }
  return any;
}

KeyFile identities_file(std::string_view text) {
  KeyFile file = of(Kind::identities, "an age identity");
  if (const auto identities = age::parse_identity_file(text)) {
    for (const age::Identity& identity : *identities) {
      file.recipients.push_back(identity.recipient());
    }
  }
  return file;
}

struct Mark {
  std::string_view text;
  Kind kind;
  const char* what;
};

// In this order: a file with a private key is a private key, whatever else it holds.
constexpr Mark marks[] = {
    {"PRIVATE KEY-----", Kind::private_key, "a private key (PEM)"},
    {"-----BEGIN PGP PRIVATE", Kind::private_key, "an OpenPGP private key"},
    {"PuTTY-User-Key-File", Kind::private_key, "a PuTTY private key"},
    {"-----BEGIN PGP", Kind::foreign, "an OpenPGP key"},
    {"-----BEGIN CERTIFICATE REQUEST", Kind::foreign, "a request for a certificate"},
    {"-----BEGIN NEW CERTIFICATE REQUEST", Kind::foreign, "a request for a certificate"},
    {"-----BEGIN CERTIFICATE", Kind::certificate, ""},
    {"-----BEGIN X509 CERTIFICATE", Kind::certificate, ""},
    {"-----BEGIN TRUSTED CERTIFICATE", Kind::certificate, ""},
    {"-----BEGIN AGE ENCRYPTED FILE", Kind::age_file, "a file encrypted by age (text form)"},
    {"-----BEGIN PKCS7", Kind::foreign, "a PKCS #7 bundle"},
    {"-----BEGIN CMS", Kind::foreign, "a CMS message in text form"},
    {"BEGIN SSH2 PUBLIC KEY", Kind::foreign, "an SSH key"},
    {"PUBLIC KEY-----", Kind::foreign, "a public key without its certificate"},
};

Result<KeyFile> read_text_file(std::string_view text) {
  if (holds(text, "AGE-SECRET-KEY-") || holds(text, "age-secret-key-")) {
    return identities_file(text);
  }
  for (const Mark& mark : marks) {
    if (!holds(text, mark.text)) continue;
    if (mark.kind == Kind::certificate) return certificate_file(text);
    return of(mark.kind, mark.what);
  }
  for (const std::string_view ssh : {"ssh-ed25519 ", "ssh-rsa ", "ecdsa-sha2-", "sk-ssh-"}) {
    if (holds(text, ssh)) return of(Kind::foreign, "an SSH key");
  }
  KeyFile file = of(Kind::recipients);
  return read_recipients(text, file) ? std::move(file) : KeyFile{};
}

}  // namespace

Result<KeyFile> read_key_file(std::string_view bytes) {
  if (bytes.size() > certificate_file_limit) {
    return fail(Errc::unsupported, "larger than any key file (1 MiB)");
  }
  if (bytes.starts_with("age-encryption.org/v1")) {
    return of(Kind::age_file, holds(bytes.substr(0, 200), "-> scrypt ")
                                  ? "a file encrypted by age to a code or a passphrase"
                                  : "a file encrypted by age to recipients");
  }
  const int tag = first_tag_inside(bytes);
  if (tag == 0x02) return of(Kind::private_key, "a private key (DER, .p12 or .pfx)");
  if (tag == 0x06) return of(Kind::envelope, "a CMS message");
  if (tag == 0x30) return certificate_file(bytes);
  auto text = plain_text(std::as_bytes(std::span(bytes)));
  if (!text) return of(Kind::nothing);
  const WipedOnExit guard{*text};
  return read_text_file(*text);
}

}  // namespace trousse::evidence
