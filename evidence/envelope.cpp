// SPDX-License-Identifier: Apache-2.0
#include "evidence/envelope.hpp"

#include <algorithm>

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "core/handle.hpp"
#include "evidence/primitives.hpp"

namespace trousse::evidence {
namespace {

using KeyPair = Handle<EVP_PKEY, EVP_PKEY_free>;
using Parsed = Handle<X509, X509_free>;
using Cms = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using Bio = Handle<BIO, BIO_free_all>;

tl::unexpected<Error> trouble(Errc code, const char* doing) {
  char text[256];
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  ERR_clear_error();
  return fail(code, std::string(doing) + ": " + text);
}

tl::unexpected<Error> quiet(Errc code, const char* what) {
  ERR_clear_error();
  return fail(code, what);
}

Bio bio_of(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Parsed parsed(const Certificate& certificate) {
  const auto* at = reinterpret_cast<const unsigned char*>(certificate.der.data());
  return Parsed(d2i_X509(nullptr, &at, static_cast<long>(certificate.der.size())));
}

// RFC 4055: one hash for the label and the mask; openssl's default would be SHA-1.
bool choose_rsa(EVP_PKEY_CTX* context) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) > 0 &&
         EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) > 0 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) > 0;
}

bool add_recipient(CMS_ContentInfo* cms, X509* certificate) {
  CMS_RecipientInfo* info = CMS_add1_recipient_cert(cms, certificate, CMS_KEY_PARAM);
  EVP_PKEY_CTX* context = info != nullptr ? CMS_RecipientInfo_get0_pkey_ctx(info) : nullptr;
  if (context == nullptr) return false;
  if (CMS_RecipientInfo_type(info) == CMS_RECIPINFO_TRANS) return choose_rsa(context);
  return EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) > 0;
}

Cms cms_from(std::string_view envelope) {
  const auto* at = reinterpret_cast<const unsigned char*>(envelope.data());
  const unsigned char* const end = at + envelope.size();
  Cms cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(envelope.size())));
  if (at != end) cms.reset();
  return cms;
}

/// Where a password callback finds what it may give, and says that it was asked.
struct Asked {
  const std::string* password = nullptr;
  bool asked = false;
};

int give_password(char* into, int size, int, void* context) {
  auto& asked = *static_cast<Asked*>(context);
  asked.asked = true;
  if (asked.password == nullptr || asked.password->size() > static_cast<std::size_t>(size)) {
    return -1;
  }
  std::ranges::copy(*asked.password, into);
  return static_cast<int>(asked.password->size());
}

bool addressed_to(CMS_RecipientInfo* info, X509* certificate) {
  if (CMS_RecipientInfo_type(info) == CMS_RECIPINFO_TRANS) {
    return CMS_RecipientInfo_ktri_cert_cmp(info, certificate) == 0;
  }
  STACK_OF(CMS_RecipientEncryptedKey)* keys = CMS_RecipientInfo_kari_get0_reks(info);
  for (int i = 0; i < sk_CMS_RecipientEncryptedKey_num(keys); ++i) {
    auto* key = sk_CMS_RecipientEncryptedKey_value(keys, i);
    if (CMS_RecipientEncryptedKey_cert_cmp(key, certificate) == 0) return true;
  }
  return false;
}

}  // namespace

Result<std::string> wrap_for(const Certificate& certificate, std::string_view secret) {
  TRY(check_receives(certificate));
  const Parsed recipient = parsed(certificate);
  const Bio in = bio_of(secret);
  const Cms cms(CMS_encrypt(nullptr, nullptr, EVP_aes_256_cbc(), CMS_PARTIAL | CMS_BINARY));
  if (!recipient || !in || !cms || !add_recipient(cms.get(), recipient.get()) ||
      CMS_final(cms.get(), in.get(), nullptr, CMS_BINARY) != 1) {
    return trouble(Errc::refused, "wrapping for a certificate");
  }
  unsigned char* bytes = nullptr;
  const int length = i2d_CMS_ContentInfo(cms.get(), &bytes);
  if (length <= 0) return trouble(Errc::refused, "wrapping for a certificate");
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return der;
}

struct RecipientKey::Body {
  KeyPair key;
  Parsed certificate;
};

Result<RecipientKey> RecipientKey::read(std::string_view pem,
                                        const std::optional<std::string>& password,
                                        const std::optional<Certificate>& certificate) {
  if (pem.size() > certificate_file_limit) return fail(Errc::malformed, "not a private key");
  Asked asked;
  if (password) asked.password = &*password;
  auto body = std::make_shared<Body>();
  const Bio in = bio_of(pem);
  body->key.reset(in ? PEM_read_bio_PrivateKey(in.get(), nullptr, give_password, &asked) : nullptr);
  if (!body->key && asked.asked) {
    return password ? quiet(Errc::wrong_key, "the password does not open this private key")
                    : quiet(Errc::locked, "this private key has a password");
  }
  if (!body->key) return trouble(Errc::malformed, "not a private key in PEM form");
  if (EVP_PKEY_is_a(body->key.get(), "RSA") != 1 && EVP_PKEY_is_a(body->key.get(), "EC") != 1) {
    return quiet(Errc::unsupported, "a private key that is neither RSA nor EC");
  }
  if (certificate) {
    body->certificate = parsed(*certificate);
    if (!body->certificate ||
        X509_check_private_key(body->certificate.get(), body->key.get()) != 1) {
      return quiet(Errc::wrong_key, "this private key is not that of the certificate");
    }
  }
  ERR_clear_error();
  return RecipientKey(std::move(body));
}

Result<std::string> RecipientKey::unwrap(std::string_view envelope) const {
  if (envelope.size() > envelope_limit) return fail(Errc::malformed, "an envelope too large");
  const Cms cms = cms_from(envelope);
  if (!cms || OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_enveloped) {
    return quiet(Errc::malformed, "not a CMS envelope");
  }
  STACK_OF(CMS_RecipientInfo)* infos = CMS_get0_RecipientInfos(cms.get());
  if (sk_CMS_RecipientInfo_num(infos) != 1) {
    return quiet(Errc::malformed, "an envelope that is not for exactly one certificate");
  }
  CMS_RecipientInfo* info = sk_CMS_RecipientInfo_value(infos, 0);
  const int wanted =
      EVP_PKEY_is_a(body_->key.get(), "RSA") == 1 ? CMS_RECIPINFO_TRANS : CMS_RECIPINFO_AGREE;
  const bool named = body_->certificate && CMS_RecipientInfo_type(info) == wanted &&
                     addressed_to(info, body_->certificate.get());
  if (CMS_RecipientInfo_type(info) != wanted || (body_->certificate && !named)) {
    return quiet(Errc::wrong_key, "addressed to another key");
  }
  // Without this flag a wrong RSA key would give noise instead of an error. That hides a padding
  // oracle from whoever sends many envelopes; here one file is opened by its owner.
  constexpr unsigned flags = CMS_BINARY | CMS_DEBUG_DECRYPT;
  static_cast<void>(CMS_decrypt(cms.get(), nullptr, nullptr, nullptr, nullptr, flags));
  if (CMS_decrypt_set1_pkey(cms.get(), body_->key.get(), body_->certificate.get()) != 1) {
    return named ? quiet(Errc::not_whole, "an envelope for this certificate, and damaged")
                 : quiet(Errc::wrong_key, "addressed to another key, or damaged");
  }
  // A memory BIO wipes its buffer when it is freed.
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || CMS_decrypt(cms.get(), nullptr, nullptr, nullptr, out.get(), flags) != 1) {
    return quiet(Errc::not_whole, "an envelope for this key, and damaged");
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  ERR_clear_error();
  return std::string(text, static_cast<std::size_t>(std::max(0L, length)));
}

}  // namespace trousse::evidence
