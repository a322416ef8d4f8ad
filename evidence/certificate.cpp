// SPDX-License-Identifier: Apache-2.0
#include "evidence/certificate.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "evidence/hash.hpp"

namespace trousse::evidence {
namespace {

using Fault = Certificate::Fault;
using Parsed = Handle<X509, X509_free>;
using Bio = Handle<BIO, BIO_free_all>;

constexpr int fewest_rsa_bits = 2048;
constexpr int most_rsa_bits = 16'384;  // OpenSSL refuses to use a larger one

std::string name_of(const X509_NAME* name) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out ||
      X509_NAME_print_ex(out.get(), name, 0,
                         XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) < 0) {
    return "?";
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return printable(std::string_view(text, static_cast<std::size_t>(std::max(0L, length))), 200);
}

std::string common_name_of(const X509* certificate) {
  char text[128] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, text, sizeof text);
  return text;
}

Result<Utc> time_of(const ASN1_TIME* time) {
  const Handle<ASN1_TIME, ASN1_TIME_free> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int seconds = 0;
  if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) {
    return fail(Errc::malformed, "a certificate with a wrong date");
  }
  return Utc{std::int64_t{days} * 86'400 + seconds, 0};
}

/// A named curve that we use, as people write it; "" for any other.
std::string curve_of(const EVP_PKEY* key) {
  char group[64] = {};
  if (EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) != 1) return "";
  switch (OBJ_txt2nid(group)) {
    case NID_X9_62_prime256v1: return "P-256";
    case NID_secp384r1: return "P-384";
    case NID_secp521r1: return "P-521";
    default: return "";
  }
}

bool makes_a_key(EVP_PKEY* key) {
  const Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new(key, nullptr));
  return context && EVP_PKEY_public_check(context.get()) == 1;
}

// RFC 5280 4.2.1.3: absent means any use.
bool may(X509* certificate, std::uint32_t use) {
  return (X509_get_extension_flags(certificate) & EXFLAG_KUSAGE) == 0 ||
         (X509_get_key_usage(certificate) & use) != 0;
}

Fault judge(X509* certificate, std::string& described) {
  described = "?";
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr) return Fault::key_kind;
  if (EVP_PKEY_is_a(key, "RSA") == 1) {
    const int bits = EVP_PKEY_get_bits(key);
    described = fmt::format("RSA {}", bits);
    if (bits < fewest_rsa_bits || bits > most_rsa_bits) return Fault::key_size;
    if (!makes_a_key(key)) return Fault::weak_key;
    return may(certificate, KU_KEY_ENCIPHERMENT) ? Fault::none : Fault::signing_only;
  }
  if (EVP_PKEY_is_a(key, "EC") != 1) {
    const char* kind = EVP_PKEY_get0_type_name(key);
    if (kind != nullptr) described = printable(kind, 40);
    return Fault::key_kind;
  }
  const std::string curve = curve_of(key);
  described = curve.empty() ? "EC" : "EC " + curve;
  if (curve.empty()) return Fault::key_kind;
  if (!makes_a_key(key)) return Fault::weak_key;
  return may(certificate, KU_KEY_AGREEMENT) ? Fault::none : Fault::signing_only;
}

Parsed read(std::string_view text) {
  const auto length = static_cast<long>(text.size());
  const auto* at = reinterpret_cast<const unsigned char*>(text.data());
  if (text.starts_with('\x30')) {
    const unsigned char* const end = at + length;
    Parsed parsed(d2i_X509(nullptr, &at, length));
    if (at != end) parsed.reset();
    return parsed;
  }
  const Bio in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  // A passphrase is never asked for: certificates have none.
  const auto nobody = +[](char*, int, int, void*) { return -1; };
  return Parsed(in ? PEM_read_bio_X509(in.get(), nullptr, nobody, nullptr) : nullptr);
}

std::string der_of(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509(certificate, &bytes);
  if (length <= 0) return {};
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return out;
}

const char* said(Fault fault) {
  switch (fault) {
    case Fault::none: break;
    case Fault::key_kind: return "its key is neither RSA nor EC on P-256, P-384 or P-521";
    case Fault::key_size: return "its RSA key is shorter than 2048 bits, or too long";
    case Fault::weak_key: return "the numbers of its key make no key";
    case Fault::signing_only: return "its keyUsage is for signing, not for encryption";
  }
  return "";
}

}  // namespace

Certificate::Time Certificate::at(const Utc& moment) const {
  if (moment < not_before) return Time::not_yet;
  return not_after < moment ? Time::expired : Time::valid;
}

std::string Certificate::envelope_name() const {
  constexpr std::size_t longest = 32;
  std::string name;
  for (const char letter : common_name) {
    const bool capital = letter >= 'A' && letter <= 'Z';
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (capital || plain) {
      name += capital ? static_cast<char>(letter - 'A' + 'a') : letter;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
    if (name.size() == longest) break;
  }
  while (name.ends_with('-')) name.pop_back();
  if (name.empty()) name = "certificate";
  return name + "-" + to_hex(std::span(fingerprint).first(8)) + ".p7m";
}

Result<Certificate> Certificate::parse(std::string_view pem_or_der) {
  if (pem_or_der.size() > certificate_file_limit) {
    return fail(Errc::unsupported, "a certificate file larger than 1 MiB");
  }
  const Parsed parsed = read(pem_or_der);
  ERR_clear_error();
  if (!parsed) return fail(Errc::malformed, "not a certificate, or a damaged one");
  Certificate certificate;
  certificate.der = der_of(parsed.get());
  if (certificate.der.empty()) return fail(Errc::malformed, "a certificate without its bytes");
  if (certificate.der.size() > certificate_limit) {
    return fail(Errc::unsupported, "a certificate larger than 64 KiB");
  }
  certificate.subject = name_of(X509_get_subject_name(parsed.get()));
  certificate.issuer = name_of(X509_get_issuer_name(parsed.get()));
  certificate.common_name = common_name_of(parsed.get());
  certificate.fingerprint = sha256(std::as_bytes(std::span(certificate.der)));
  certificate.not_before = TRY(time_of(X509_get0_notBefore(parsed.get())));
  certificate.not_after = TRY(time_of(X509_get0_notAfter(parsed.get())));
  certificate.fault = judge(parsed.get(), certificate.key);
  if ((X509_get_extension_flags(parsed.get()) & EXFLAG_INVALID) != 0) {
    ERR_clear_error();
    return fail(Errc::malformed, "a certificate with a damaged extension");
  }
  ERR_clear_error();
  return certificate;
}

Result<void> check_receives(const Certificate& certificate) {
  if (certificate.fault == Fault::none) return {};
  return fail(Errc::unsupported,
              fmt::format("certificate {}: {}", certificate.subject, said(certificate.fault)));
}

}  // namespace trousse::evidence
