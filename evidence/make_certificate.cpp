// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/handle.hpp"
#include "evidence/envelope.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {
namespace {

using KeyPair = Handle<EVP_PKEY, EVP_PKEY_free>;
using Parsed = Handle<X509, X509_free>;
using Number = Handle<BIGNUM, BN_free>;
using Bio = Handle<BIO, BIO_free_all>;
using Extension = Handle<X509_EXTENSION, X509_EXTENSION_free>;

constexpr std::size_t rsa_bits = 3072;
constexpr std::size_t longest_name = 64;  // RFC 5280, ub-common-name

bool add_extension(X509* certificate, int nid, const char* value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::string& name, const BIGNUM* serial) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  return X509_set_version(certificate, X509_VERSION_3) == 1 &&
         BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate)) != nullptr &&
         X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                                    0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1 &&
         X509_set_pubkey(certificate, key) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), 0) != nullptr &&
         ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z") == 1 &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,keyEncipherment") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

std::string text_of(BIO* bio) {
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio, &text);
  return length > 0 ? std::string(text, static_cast<std::size_t>(length)) : std::string();
}

}  // namespace

Result<NewCertificate> make_certificate(const std::string& common_name) {
  if (common_name.empty() || common_name.size() > longest_name) {
    return fail(Errc::usage, "a certificate's name has 1 to 64 bytes");
  }
  std::array<std::byte, 16> random{};
  TRY(random_bytes(random));
  random[0] = (random[0] & std::byte{0x3f}) | std::byte{0x40};  // positive, RFC 5280 4.1.2.2
  const Number serial(BN_bin2bn(reinterpret_cast<const unsigned char*>(random.data()),
                                static_cast<int>(random.size()), nullptr));
  const KeyPair key(EVP_RSA_gen(rsa_bits));
  const Parsed certificate(X509_new());
  const Bio key_text(BIO_new(BIO_s_mem()));
  const Bio cert_text(BIO_new(BIO_s_mem()));
  if (!serial || !key || !certificate || !key_text || !cert_text ||
      !fill(certificate.get(), key.get(), common_name, serial.get()) ||
      PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1 ||
      PEM_write_bio_X509(cert_text.get(), certificate.get()) != 1) {
    ERR_clear_error();
    return fail(Errc::refused, "the certificate could not be made");
  }
  return NewCertificate{text_of(key_text.get()), text_of(cert_text.get())};
}

}  // namespace trousse::evidence
