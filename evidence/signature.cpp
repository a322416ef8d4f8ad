// SPDX-License-Identifier: Apache-2.0
#include "evidence/signature.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "evidence/cms_form.hpp"
#include "evidence/hash.hpp"

namespace trousse::evidence {
namespace {

using KeyPair = Handle<EVP_PKEY, EVP_PKEY_free>;
using Certificate = Handle<X509, X509_free>;
using Cms = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using Bio = Handle<BIO, BIO_free_all>;
using Number = Handle<BIGNUM, BN_free>;
using EcSignature = Handle<ECDSA_SIG, ECDSA_SIG_free>;
using Extension = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using Certificates =
    Handle<STACK_OF(X509), +[](STACK_OF(X509) * all) { sk_X509_pop_free(all, X509_free); }>;

constexpr unsigned signing_flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES;

tl::unexpected<Error> trouble(Errc code, const char* doing) {
  char text[256];
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  ERR_clear_error();
  return fail(code, std::string(doing) + ": " + text);
}

tl::unexpected<Error> not_whole(const char* why) {
  ERR_clear_error();
  return fail(Errc::not_whole, why);
}

Bio bio_of(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Read through a filter, because CMS_verify of OpenSSL 3.0 copies a plain memory BIO and loses the
// copy when the message is a broken one.
Bio content_bio_of(std::string_view content) {
  Bio memory = bio_of(content);
  Bio filter(BIO_new(BIO_f_null()));
  if (!memory || !filter) return nullptr;
  BIO_push(filter.get(), memory.release());
  return filter;
}

// The DER of anything that has an i2d function.
template <auto encode, class T>
std::string der_of(const T* value) {
  unsigned char* bytes = nullptr;
  const int length = encode(value, &bytes);
  if (length <= 0) return {};
  std::string out(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return out;
}

std::string der_of_certificate(const X509* certificate) { return der_of<i2d_X509>(certificate); }

Sha256 fingerprint_of(const X509* certificate) {
  const std::string der = der_of_certificate(certificate);
  return sha256(std::as_bytes(std::span(der)));
}

std::string common_name_of(const X509* certificate) {
  char text[128] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, text, sizeof text);
  return text;
}

std::string subject_of(const X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out ||
      X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0,
                         XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) < 0) {
    return "?";
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return printable(std::string_view(text, static_cast<std::size_t>(std::max(0L, length))), 200);
}

bool add_extension(X509* certificate, int nid, const char* value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

Result<Certificate> self_signed(EVP_PKEY* key, const std::string& subject) {
  Certificate certificate(X509_new());
  std::array<std::byte, 16> serial{};
  TRY(random_bytes(serial));
  // RFC 5280 4.1.2.2: positive, at most 20 bytes.
  serial[0] = (serial[0] & std::byte{0x3f}) | std::byte{0x40};
  const Number number(BN_bin2bn(reinterpret_cast<const unsigned char*>(serial.data()),
                                static_cast<int>(serial.size()), nullptr));
  X509* raw = certificate.get();
  X509_NAME* name = raw != nullptr ? X509_get_subject_name(raw) : nullptr;
  const bool made =
      name != nullptr && number && X509_set_version(raw, X509_VERSION_3) == 1 &&
      BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(raw)) != nullptr &&
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(subject.c_str()), -1, -1,
                                 0) == 1 &&
      X509_set_issuer_name(raw, name) == 1 && X509_set_pubkey(raw, key) == 1 &&
      X509_gmtime_adj(X509_getm_notBefore(raw), 0) != nullptr &&
      // RFC 5280 4.1.2.5: a certificate without an end; the PC's clock may be years off.
      ASN1_TIME_set_string_X509(X509_getm_notAfter(raw), "99991231235959Z") == 1 &&
      add_extension(raw, NID_basic_constraints, "critical,CA:FALSE") &&
      add_extension(raw, NID_key_usage, "critical,digitalSignature") &&
      X509_sign(raw, key, EVP_sha256()) > 0;
  if (!made) return trouble(Errc::refused, "sealing certificate");
  return certificate;
}

// (r, s) and (r, n - s) both verify. Only the lower one is ours, or a byte could be changed.
Result<EcSignature> low_form(const EVP_PKEY* key, const ASN1_OCTET_STRING* signature) {
  const unsigned char* at = ASN1_STRING_get0_data(signature);
  EcSignature value(d2i_ECDSA_SIG(nullptr, &at, ASN1_STRING_length(signature)));
  BIGNUM* order_raw = nullptr;
  char group[64] = {};
  const bool named = EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1;
  const Handle<EC_GROUP, EC_GROUP_free> curve(named ? EC_GROUP_new_by_curve_name(OBJ_txt2nid(group))
                                                    : nullptr);
  const Number order(curve ? BN_dup(EC_GROUP_get0_order(curve.get())) : order_raw);
  if (!value || !order) return trouble(Errc::not_whole, "ECDSA signature");
  const BIGNUM* r = nullptr;
  const BIGNUM* s = nullptr;
  ECDSA_SIG_get0(value.get(), &r, &s);
  const Number mirrored(BN_new());
  if (!mirrored || BN_sub(mirrored.get(), order.get(), s) != 1) {
    return trouble(Errc::refused, "ECDSA signature");
  }
  if (BN_cmp(s, mirrored.get()) <= 0) return value;
  if (ECDSA_SIG_set0(value.get(), BN_dup(r), BN_dup(mirrored.get())) != 1) {
    return trouble(Errc::refused, "ECDSA signature");
  }
  return value;
}

bool is_ec(const EVP_PKEY* key) { return EVP_PKEY_is_a(key, "EC") == 1; }

Result<void> make_low(CMS_SignerInfo* signer, const EVP_PKEY* key) {
  if (!is_ec(key)) return {};
  ASN1_OCTET_STRING* signature = CMS_SignerInfo_get0_signature(signer);
  const EcSignature value = TRY(low_form(key, signature));
  const std::string der = der_of<i2d_ECDSA_SIG>(value.get());
  if (ASN1_OCTET_STRING_set(signature, reinterpret_cast<const unsigned char*>(der.data()),
                            static_cast<int>(der.size())) != 1) {
    return trouble(Errc::refused, "ECDSA signature");
  }
  return {};
}

int no_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

struct Person {
  KeyPair key;
  Certificate certificate;
};

Result<Person> read_person(const PersonalKey& pem) {
  bool asked = false;
  Person person;
  person.key.reset(
      PEM_read_bio_PrivateKey(bio_of(pem.key_pem).get(), nullptr, no_passphrase, &asked));
  if (!person.key && asked) return fail(Errc::locked, "the signing key wants a passphrase");
  if (!person.key) return trouble(Errc::malformed, "signing key");
  person.certificate.reset(
      PEM_read_bio_X509(bio_of(pem.cert_pem).get(), nullptr, no_passphrase, &asked));
  if (!person.certificate) return trouble(Errc::malformed, "signing certificate");
  if (X509_check_private_key(person.certificate.get(), person.key.get()) != 1) {
    ERR_clear_error();
    return fail(Errc::refused, "the signing key is not that of its certificate");
  }
  if (!is_ec(person.key.get()) && EVP_PKEY_is_a(person.key.get(), "RSA") != 1) {
    return fail(Errc::unsupported, "a signing key that is neither EC nor RSA");
  }
  return person;
}

// --- Checking ---

/// What one signer of a CMS is, taken apart for comparison with the only allowed form.
Result<cms_form::Signer> signer_of(CMS_SignerInfo* info, const std::string& attributes) {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  CMS_SignerInfo_get0_algs(info, &key, &certificate, nullptr, nullptr);
  if (certificate == nullptr || key == nullptr) return not_whole("a signer without certificate");
  const ASN1_OCTET_STRING* signature = CMS_SignerInfo_get0_signature(info);
  cms_form::Signer signer;
  signer.certificate = der_of_certificate(certificate);
  signer.issuer = der_of<i2d_X509_NAME>(X509_get_issuer_name(certificate));
  signer.serial = der_of<i2d_ASN1_INTEGER>(X509_get0_serialNumber(certificate));
  signer.is_ec = is_ec(key);
  signer.attributes = attributes;
  signer.signature.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(signature)),
                          static_cast<std::size_t>(ASN1_STRING_length(signature)));
  if (signer.is_ec) {
    const EcSignature low = TRY(low_form(key, signature));
    if (der_of<i2d_ECDSA_SIG>(low.get()) != signer.signature) {
      return not_whole("an ECDSA signature that is not in its low form");
    }
  }
  return signer;
}

// The signed attributes as they are signed: SET OF, RFC 5652 5.4.
std::string attributes_of(CMS_SignerInfo* info) {
  std::vector<std::string> all;
  for (int i = 0; i < CMS_signed_get_attr_count(info); ++i) {
    all.push_back(der_of<i2d_X509_ATTRIBUTE>(CMS_signed_get_attr(info, i)));
  }
  return cms_form::sorted(all);
}

// CAdES-BES: the signed attributes name the certificate by its hash, so that no other certificate
// can be put beside the same signature (RFC 5035, SigningCertificateV2).
bool names_certificate(CMS_SignerInfo* info, const X509* certificate) {
  const int at = CMS_signed_get_attr_by_NID(info, NID_id_smime_aa_signingCertificateV2, -1);
  if (at < 0) return false;
  const std::string attribute = der_of<i2d_X509_ATTRIBUTE>(CMS_signed_get_attr(info, at));
  const Sha256 hash = fingerprint_of(certificate);
  std::string wanted("\x04\x20");  // OCTET STRING of 32 bytes
  for (const std::byte byte : hash) wanted += static_cast<char>(byte);
  return attribute.find(wanted) != std::string::npos;
}

Result<Utc> signing_time(CMS_SignerInfo* info) {
  const int at = CMS_signed_get_attr_by_NID(info, NID_pkcs9_signingTime, -1);
  const ASN1_TYPE* value =
      at < 0 ? nullptr : X509_ATTRIBUTE_get0_type(CMS_signed_get_attr(info, at), 0);
  if (value == nullptr ||
      (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME)) {
    return not_whole("a signature without its time");
  }
  const Handle<ASN1_TIME, ASN1_TIME_free> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int seconds = 0;
  if (!epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), value->value.asn1_string) != 1) {
    return not_whole("a signature with a wrong time");
  }
  return Utc{std::int64_t{days} * 86'400 + seconds, 0};
}

Result<void> note_signer(CMS_SignerInfo* info, const std::string& subject,
                         CheckedSignature& checked, int& seals) {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
  CMS_SignerInfo_get0_algs(info, &key, &certificate, nullptr, nullptr);
  if (!names_certificate(info, certificate)) {
    return not_whole("a signature that does not name its certificate");
  }
  if (common_name_of(certificate) != subject) {
    checked.other_signers.push_back(subject_of(certificate));
    return {};
  }
  if (X509_verify(certificate, key) != 1) return not_whole("a sealing certificate not self-signed");
  ++seals;
  checked.fingerprint = fingerprint_of(certificate);
  checked.signed_at = TRY(signing_time(info));
  return {};
}

}  // namespace

std::string sealing_subject(std::string_view case_id) {
  return std::string("Trousse case ").append(case_id);
}

std::string short_fingerprint(std::span<const std::byte, 32> fingerprint) {
  std::string text;
  for (std::size_t group = 0; group < 4; ++group) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = (value << 8) | std::to_integer<std::uint32_t>(fingerprint[4 * group + i]);
    }
    text += fmt::format("{}{:05}", group == 0 ? "" : "-", value % 100'000);
  }
  return text;
}

struct SealingKey::Body {
  KeyPair key;
  Certificate certificate;
  Sha256 fingerprint{};
};

SealingKey::SealingKey(std::unique_ptr<Body> body) : body_(std::move(body)) {}
SealingKey::SealingKey(SealingKey&&) noexcept = default;
SealingKey& SealingKey::operator=(SealingKey&&) noexcept = default;
SealingKey::~SealingKey() = default;

const Sha256& SealingKey::fingerprint() const { return body_->fingerprint; }

Result<SealingKey> SealingKey::generate(std::string_view case_id) {
  auto body = std::make_unique<Body>();
  body->key.reset(EVP_EC_gen("P-256"));
  if (!body->key) return trouble(Errc::refused, "sealing key");
  body->certificate = TRY(self_signed(body->key.get(), sealing_subject(case_id)));
  body->fingerprint = fingerprint_of(body->certificate.get());
  return SealingKey(std::move(body));
}

Result<Bytes> SealingKey::sign(std::string_view content,
                               const std::optional<PersonalKey>& pem) const {
  std::optional<Person> person;
  if (pem) person = TRY(read_person(*pem));
  const Bio data = bio_of(content);
  const Cms cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, signing_flags | CMS_PARTIAL));
  if (!data || !cms) return trouble(Errc::refused, "signature");
  std::vector<std::pair<CMS_SignerInfo*, const EVP_PKEY*>> signers;
  const auto add = [&](X509* certificate, EVP_PKEY* key) {
    CMS_SignerInfo* signer =
        CMS_add1_signer(cms.get(), certificate, key, EVP_sha256(), signing_flags);
    signers.emplace_back(signer, key);
    return signer != nullptr;
  };
  if (!add(body_->certificate.get(), body_->key.get()) ||
      (person && !add(person->certificate.get(), person->key.get())) ||
      CMS_final(cms.get(), data.get(), nullptr, signing_flags) != 1) {
    return trouble(Errc::refused, "signature");
  }
  for (const auto& [signer, key] : signers) TRY(make_low(signer, key));
  const std::string der = der_of<i2d_CMS_ContentInfo>(cms.get());
  if (der.empty()) return trouble(Errc::refused, "signature");
  const auto bytes = std::as_bytes(std::span(der));
  return Bytes(bytes.begin(), bytes.end());
}

Result<CheckedSignature> check_signature(std::span<const std::byte> bytes, std::string_view content,
                                         std::string_view case_id) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(bytes.size())));
  if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed) {
    return not_whole("not a CMS signature");
  }
  // Trust comes from the fingerprint on paper, not from an authority: no chain is looked for.
  const Bio data = content_bio_of(content);
  if (!data) return trouble(Errc::refused, "signature");
  if (CMS_verify(cms.get(), nullptr, nullptr, data.get(), nullptr,
                 CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1) {
    return not_whole("the signature does not hold");
  }
  CheckedSignature checked;
  std::vector<cms_form::Signer> signers;
  int seals = 0;
  STACK_OF(CMS_SignerInfo)* infos = CMS_get0_SignerInfos(cms.get());
  for (int i = 0; i < sk_CMS_SignerInfo_num(infos); ++i) {
    CMS_SignerInfo* info = sk_CMS_SignerInfo_value(infos, i);
    signers.push_back(TRY(signer_of(info, attributes_of(info))));
    TRY(note_signer(info, sealing_subject(case_id), checked, seals));
  }
  if (seals != 1) return not_whole("not signed by exactly one seal of this case");
  const std::string_view found(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (cms_form::build(signers) != found) return not_whole("a signature in another form");
  return checked;
}

}  // namespace trousse::evidence
