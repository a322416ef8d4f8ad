// SPDX-License-Identifier: Apache-2.0
#include "evidence/timestamp.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "core/handle.hpp"
#include "core/text.hpp"

namespace trousse::evidence {
namespace {

using Request = Handle<TS_REQ, TS_REQ_free>;
using Answer = Handle<TS_RESP, TS_RESP_free>;
using Imprint = Handle<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free>;
using Algorithm = Handle<X509_ALGOR, X509_ALGOR_free>;
using Integer = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using Number = Handle<BIGNUM, BN_free>;
using Store = Handle<X509_STORE, X509_STORE_free>;
using Bio = Handle<BIO, BIO_free_all>;
// The certificates themselves belong to the token.
using Signers = Handle<STACK_OF(X509), +[](STACK_OF(X509) * all) { sk_X509_free(all); }>;
using Infos = Handle<STACK_OF(X509_INFO), +[](STACK_OF(X509_INFO) * all) {
  sk_X509_INFO_pop_free(all, X509_INFO_free);
}>;

// What the library says last is the innermost reason, with its detail.
std::string reason() {
  std::string text = "refused";
  const char* data = nullptr;
  int flags = 0;
  while (const unsigned long code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags)) {
    const char* said = ERR_reason_error_string(code);
    text = said != nullptr ? said : "refused";
    if ((flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0') {
      text += std::string(": ") + data;
    }
  }
  return printable(text, 300);
}

tl::unexpected<Error> not_whole(std::string why) {
  ERR_clear_error();
  return fail(Errc::not_whole, std::move(why));
}

std::string hex_of(const ASN1_INTEGER* value) {
  const Number number(value != nullptr ? ASN1_INTEGER_to_BN(value, nullptr) : nullptr);
  char* text = number ? BN_bn2hex(number.get()) : nullptr;
  if (text == nullptr) return {};
  std::string out = folded(text);
  OPENSSL_free(text);
  return out;
}

std::string text_of(const Bio& out) {
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(std::max(0L, length))};
}

std::string subject_of(const X509* certificate) {
  const Bio out(BIO_new(BIO_s_mem()));
  constexpr unsigned long form =
      XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  if (!out || X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, form) < 0) {
    return "?";
  }
  return printable(text_of(out), 200);
}

Result<Sha256> hash_of(TS_MSG_IMPRINT* imprint) {
  const X509_ALGOR* algorithm = imprint != nullptr ? TS_MSG_IMPRINT_get_algo(imprint) : nullptr;
  const ASN1_OBJECT* kind = nullptr;
  if (algorithm != nullptr) X509_ALGOR_get0(&kind, nullptr, nullptr, algorithm);
  const ASN1_OCTET_STRING* value = imprint != nullptr ? TS_MSG_IMPRINT_get_msg(imprint) : nullptr;
  Sha256 hash{};
  if (kind == nullptr || OBJ_obj2nid(kind) != NID_sha256 || value == nullptr ||
      ASN1_STRING_length(value) != static_cast<int>(hash.size())) {
    return fail(Errc::unsupported, "the time stamp is not over a SHA-256");
  }
  std::memcpy(hash.data(), ASN1_STRING_get0_data(value), hash.size());
  return hash;
}

std::optional<Utc> utc_of(const ASN1_GENERALIZEDTIME* time) {
  const Handle<ASN1_TIME, ASN1_TIME_free> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int seconds = 0;
  if (time == nullptr || !epoch || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) {
    return std::nullopt;
  }
  return Utc{std::int64_t{days} * 86'400 + seconds, 0};
}

Imprint imprint_of(const Sha256& hash) {
  const Algorithm algorithm(X509_ALGOR_new());
  Imprint imprint(TS_MSG_IMPRINT_new());
  Sha256 bytes = hash;
  const bool made =
      algorithm && imprint &&
      X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1 &&
      TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1 &&
      TS_MSG_IMPRINT_set_msg(imprint.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                             static_cast<int>(bytes.size())) == 1;
  if (!made) imprint.reset();
  return imprint;
}

// RFC 3161 2.4.2: the status, its text and its reasons.
std::string refusal_of(const TS_STATUS_INFO* info, long status) {
  std::string why = fmt::format("status {}", status);
  const STACK_OF(ASN1_UTF8STRING)* texts = TS_STATUS_INFO_get0_text(info);
  for (int i = 0; i < sk_ASN1_UTF8STRING_num(texts) && i < 4; ++i) {
    const ASN1_UTF8STRING* text = sk_ASN1_UTF8STRING_value(texts, i);
    why += ", " + printable({reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                             static_cast<std::size_t>(std::max(0, ASN1_STRING_length(text)))},
                            200);
  }
  struct Reason {
    int bit;
    const char* text;
  };
  constexpr Reason reasons[] = {{TS_INFO_BAD_ALG, "unknown hash"},
                                {TS_INFO_BAD_REQUEST, "request not permitted"},
                                {TS_INFO_BAD_DATA_FORMAT, "request malformed"},
                                {TS_INFO_TIME_NOT_AVAILABLE, "its clock is not available"},
                                {TS_INFO_UNACCEPTED_POLICY, "policy not supported"},
                                {TS_INFO_UNACCEPTED_EXTENSION, "extension not supported"},
                                {TS_INFO_ADD_INFO_NOT_AVAILABLE, "information not available"},
                                {TS_INFO_SYSTEM_FAILURE, "failure of its system"}};
  const ASN1_BIT_STRING* bits = TS_STATUS_INFO_get0_failure_info(info);
  for (const Reason& reason : reasons) {
    if (bits != nullptr && ASN1_BIT_STRING_get_bit(bits, reason.bit) == 1) {
      why += std::string(", ") + reason.text;
    }
  }
  return why;
}

Result<void> check_granted(TS_RESP* answer) {
  const TS_STATUS_INFO* info = TS_RESP_get_status_info(answer);
  const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
  if (status == TS_STATUS_GRANTED || status == TS_STATUS_GRANTED_WITH_MODS) return {};
  return fail(Errc::refused,
              "the authority did not grant the time stamp: " + refusal_of(info, status));
}

Store store_for(const Utc& time, unsigned long flags) {
  Store store(X509_STORE_new());
  if (!store) return store;
  // A certificate counts as of the moment of the stamp: years later it will have expired.
  X509_VERIFY_PARAM* how = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_time(how, static_cast<time_t>(time.seconds));
  X509_VERIFY_PARAM_set_flags(how, flags);
  return store;
}

// MD5 and SHA-1 no longer tie a signature to what it signs (ETSI TS 119 312).
bool is_weak(const PKCS7* token) {
  const STACK_OF(PKCS7_SIGNER_INFO)* infos = token->d.sign->signer_info;
  for (int i = 0; i < sk_PKCS7_SIGNER_INFO_num(infos); ++i) {
    const int kind = OBJ_obj2nid(sk_PKCS7_SIGNER_INFO_value(infos, i)->digest_alg->algorithm);
    if (kind == NID_md5 || kind == NID_sha1) return true;
  }
  return false;
}

// The signature alone: the signer's own certificate stands for the authority that is not known.
Result<X509*> check_signer(PKCS7* token, const Utc& time) {
  const Signers signers(PKCS7_get0_signers(token, nullptr, 0));
  if (!signers || sk_X509_num(signers.get()) != 1) {
    return not_whole("the answer does not carry the certificate of one signer");
  }
  X509* signer = sk_X509_value(signers.get(), 0);
  if (X509_check_purpose(signer, X509_PURPOSE_TIMESTAMP_SIGN, 0) != 1) {
    return not_whole("its certificate is not made for time stamping");
  }
  if (is_weak(token)) return not_whole("it is signed with MD5 or SHA-1");
  const Store store = store_for(time, X509_V_FLAG_PARTIAL_CHAIN);
  if (!store || X509_STORE_add_cert(store.get(), signer) != 1 ||
      TS_RESP_verify_signature(token, nullptr, store.get(), nullptr) != 1) {
    return fail(Errc::not_whole, "its signature does not hold: " + reason());
  }
  return signer;
}

Result<void> check_chain(PKCS7* token, const Utc& time, const std::string& pem, Timestamp& stamp) {
  const Store store = store_for(time, 0);
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Infos infos(in ? PEM_X509_INFO_read_bio(in.get(), nullptr, nullptr, nullptr) : nullptr);
  int count = 0;
  for (int i = 0; infos && store && i < sk_X509_INFO_num(infos.get()); ++i) {
    X509* certificate = sk_X509_INFO_value(infos.get(), i)->x509;
    if (certificate != nullptr && X509_STORE_add_cert(store.get(), certificate) == 1) ++count;
  }
  ERR_clear_error();
  if (count == 0) return fail(Errc::missing, "no certificate in the file of authorities");
  stamp.chain = TS_RESP_verify_signature(token, nullptr, store.get(), nullptr) == 1;
  if (!*stamp.chain) stamp.chain_trouble = reason();
  return {};
}

Result<Timestamp> facts_of(TS_TST_INFO* info) {
  Timestamp stamp;
  if (info == nullptr || TS_TST_INFO_get_version(info) != 1) {
    return not_whole("the answer holds no time stamp of version 1");
  }
  stamp.hash = TRY(hash_of(TS_TST_INFO_get_msg_imprint(info)));
  const auto time = utc_of(TS_TST_INFO_get_time(info));
  if (!time) return not_whole("the time stamp has no time");
  stamp.time = *time;
  stamp.serial = hex_of(TS_TST_INFO_get_serial(info));
  stamp.nonce = hex_of(TS_TST_INFO_get_nonce(info));
  char policy[128] = {};
  OBJ_obj2txt(policy, sizeof policy, TS_TST_INFO_get_policy_id(info), 1);
  stamp.policy = printable(policy, 128);
  return stamp;
}

}  // namespace

Result<Bytes> timestamp_request(const Sha256& hash) {
  std::array<std::byte, 16> random{};
  TRY(random_bytes(random));
  // A positive number of its full length, whatever is drawn.
  random[0] = (random[0] & std::byte{0x3f}) | std::byte{0x40};
  const Number number(BN_bin2bn(reinterpret_cast<const unsigned char*>(random.data()),
                                static_cast<int>(random.size()), nullptr));
  const Integer nonce(number ? BN_to_ASN1_INTEGER(number.get(), nullptr) : nullptr);
  const Imprint imprint = imprint_of(hash);
  const Request request(TS_REQ_new());
  unsigned char* der = nullptr;
  int length = 0;
  if (nonce && imprint && request && TS_REQ_set_version(request.get(), 1) == 1 &&
      TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1 &&
      TS_REQ_set_nonce(request.get(), nonce.get()) == 1 &&
      TS_REQ_set_cert_req(request.get(), 1) == 1) {
    length = i2d_TS_REQ(request.get(), &der);
  }
  if (length <= 0) return fail(Errc::refused, "time stamp request: " + reason());
  const auto* first = reinterpret_cast<const std::byte*>(der);
  Bytes bytes(first, first + length);
  OPENSSL_free(der);
  return bytes;
}

Result<TimestampRequest> read_timestamp_request(std::span<const std::byte> der) {
  if (der.size() > timestamp_limit) return fail(Errc::malformed, "too long for a request");
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  const Request request(d2i_TS_REQ(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!request || at != end) return fail(Errc::malformed, "not a time stamp request");
  TimestampRequest read;
  read.hash = TRY(hash_of(TS_REQ_get_msg_imprint(request.get())));
  read.nonce = hex_of(TS_REQ_get_nonce(request.get()));
  return read;
}

Result<Timestamp> check_timestamp(std::span<const std::byte> der,
                                  const std::optional<std::string>& authorities) {
  if (der.size() > timestamp_limit) return fail(Errc::malformed, "too long for an answer");
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  const Answer answer(d2i_TS_RESP(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!answer || at != end)
    return fail(Errc::malformed, "not the answer of a time stamp authority");
  TRY(check_granted(answer.get()));
  PKCS7* token = TS_RESP_get_token(answer.get());
  if (token == nullptr || PKCS7_type_is_signed(token) == 0) {
    return not_whole("the answer holds no signed token");
  }
  Timestamp stamp = TRY(facts_of(TS_RESP_get_tst_info(answer.get())));
  X509* signer = TRY(check_signer(token, stamp.time));
  stamp.authority = subject_of(signer);
  if (authorities) TRY(check_chain(token, stamp.time, *authorities, stamp));
  return stamp;
}

}  // namespace trousse::evidence
