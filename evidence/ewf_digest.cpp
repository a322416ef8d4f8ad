// SPDX-License-Identifier: Apache-2.0
#include "evidence/ewf_digest.hpp"

#include <openssl/evp.h>

#include "core/handle.hpp"

namespace trousse::evidence {

struct EwfDigest::Body {
  Handle<EVP_MD_CTX, EVP_MD_CTX_free> context;
};

EwfDigest::EwfDigest(std::unique_ptr<Body> body) : body_(std::move(body)) {}
EwfDigest::EwfDigest(EwfDigest&&) noexcept = default;
EwfDigest& EwfDigest::operator=(EwfDigest&&) noexcept = default;
EwfDigest::~EwfDigest() = default;

Result<EwfDigest> EwfDigest::create(EwfHash hash) {
  const EVP_MD* kind = hash == EwfHash::md5    ? EVP_md5()
                       : hash == EwfHash::sha1 ? EVP_sha1()
                                               : EVP_sha256();
  auto body = std::make_unique<Body>();
  body->context.reset(EVP_MD_CTX_new());
  if (!body->context || EVP_DigestInit_ex(body->context.get(), kind, nullptr) != 1) {
    return fail(Errc::unsupported, "OpenSSL does not offer a hash that the image needs");
  }
  return EwfDigest(std::move(body));
}

Result<void> EwfDigest::add(std::span<const std::byte> bytes) {
  if (EVP_DigestUpdate(body_->context.get(), bytes.data(), bytes.size()) != 1) {
    return fail(Errc::unsupported, "OpenSSL failed while hashing");
  }
  return {};
}

Result<std::vector<std::byte>> EwfDigest::finish() {
  std::vector<std::byte> value(EVP_MAX_MD_SIZE);
  unsigned size = 0;
  auto* out = reinterpret_cast<unsigned char*>(value.data());
  if (EVP_DigestFinal_ex(body_->context.get(), out, &size) != 1) {
    return fail(Errc::unsupported, "OpenSSL failed while hashing");
  }
  value.resize(size);
  return value;
}

}  // namespace trousse::evidence
