// SPDX-License-Identifier: Apache-2.0
#include "evidence/primitives.hpp"

#include <climits>
#include <cstdlib>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "core/handle.hpp"
#include "core/text.hpp"
#include "evidence/hash.hpp"
#include "evidence/libraries.hpp"

namespace trousse::evidence {
namespace {

using Digest = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using Cipher = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using Agreement = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using PrivateOrPublic = Handle<EVP_PKEY, EVP_PKEY_free>;
using Kdf = Handle<EVP_KDF, EVP_KDF_free>;
using KdfUse = Handle<EVP_KDF_CTX, EVP_KDF_CTX_free>;

unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}

tl::unexpected<Error> trouble(const char* doing) {
  char text[256];
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  ERR_clear_error();
  return fail(Errc::refused, std::string(doing) + ": " + text);
}

// SHA-256 cannot fail but for want of memory; going on without a hash would be worse than ending.
void must(bool held) {
  if (!held) std::abort();
}

OSSL_PARAM octets(const char* name, std::span<const std::byte> bytes) {
  // OpenSSL refuses a null pointer even for no bytes.
  static const std::byte none{};
  const std::byte* start = bytes.empty() ? &none : bytes.data();
  return OSSL_PARAM_construct_octet_string(name, const_cast<std::byte*>(start), bytes.size());
}

Result<Key> derive(const char* algorithm, const OSSL_PARAM* settings) {
  const Kdf kdf(EVP_KDF_fetch(nullptr, algorithm, nullptr));
  if (!kdf) return trouble(algorithm);
  const KdfUse use(EVP_KDF_CTX_new(kdf.get()));
  Key out{};
  if (!use || EVP_KDF_derive(use.get(), raw(out.data()), out.size(), settings) != 1) {
    return trouble(algorithm);
  }
  return out;
}

}  // namespace

// --- hash.hpp ---

struct Sha256Stream::Body {
  Digest digest{EVP_MD_CTX_new()};
};

Sha256Stream::Sha256Stream() : body_(std::make_unique<Body>()) {
  must(body_->digest && EVP_DigestInit_ex(body_->digest.get(), EVP_sha256(), nullptr) == 1);
}
Sha256Stream::~Sha256Stream() = default;
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;

void Sha256Stream::add(std::span<const std::byte> bytes) {
  must(EVP_DigestUpdate(body_->digest.get(), bytes.data(), bytes.size()) == 1);
}

Sha256 Sha256Stream::finish() {
  Sha256 out{};
  must(EVP_DigestFinal_ex(body_->digest.get(), raw(out.data()), nullptr) == 1);
  must(EVP_DigestInit_ex(body_->digest.get(), EVP_sha256(), nullptr) == 1);
  return out;
}

Sha256 sha256(std::span<const std::byte> bytes) {
  Sha256 out{};
  must(EVP_Digest(bytes.data(), bytes.size(), raw(out.data()), nullptr, EVP_sha256(), nullptr) ==
       1);
  return out;
}

std::string hex(const Sha256& hash) { return to_hex(hash); }

// --- primitives.hpp ---

void wipe(std::span<std::byte> secret) {
  if (!secret.empty()) OPENSSL_cleanse(secret.data(), secret.size());
}

void wipe(std::string& secret) {
  if (!secret.empty()) OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

Result<void> random_bytes(std::span<std::byte> into) {
  if (into.size() > INT_MAX) return fail(Errc::usage, "too many random bytes at once");
  if (RAND_priv_bytes(raw(into.data()), static_cast<int>(into.size())) != 1) {
    return trouble("random numbers");
  }
  return {};
}

Result<Key> hmac_sha256(std::span<const std::byte> key, std::span<const std::byte> message) {
  Key out{};
  std::size_t length = out.size();
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(),
                raw(message.data()), message.size(), raw(out.data()), out.size(),
                &length) == nullptr ||
      length != out.size()) {
    return trouble("HMAC");
  }
  return out;
}

Result<Key> hkdf_sha256(std::span<const std::byte> secret, std::span<const std::byte> salt,
                        std::string_view info) {
  char digest[] = "SHA256";
  const OSSL_PARAM settings[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
      octets(OSSL_KDF_PARAM_INFO, std::as_bytes(std::span(info))), OSSL_PARAM_construct_end()};
  return derive("HKDF", settings);
}

Result<Key> scrypt(std::string_view passphrase, std::span<const std::byte> salt, int log2_n) {
  if (log2_n < 1 || log2_n > 30) return fail(Errc::usage, "scrypt work factor out of range");
  std::uint64_t n = std::uint64_t{1} << log2_n;
  std::uint32_t r = 8;
  std::uint32_t p = 1;
  // 128 r (N + p + 2): what RFC 7914 needs, stated so that OpenSSL's 32 MiB default does not
  // refuse.
  std::uint64_t memory = 128ULL * r * (n + p + 2) + (1ULL << 20);
  const OSSL_PARAM settings[] = {
      octets(OSSL_KDF_PARAM_PASSWORD, std::as_bytes(std::span(passphrase))),
      octets(OSSL_KDF_PARAM_SALT, salt),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
      OSSL_PARAM_construct_end()};
  return derive("SCRYPT", settings);
}

Result<Key> x25519(const Key& scalar, const Key& point) {
  const PrivateOrPublic mine(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, raw(scalar.data()), scalar.size()));
  const PrivateOrPublic theirs(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, raw(point.data()), point.size()));
  if (!mine || !theirs) return trouble("X25519 key");
  const Agreement agreement(EVP_PKEY_CTX_new(mine.get(), nullptr));
  Key out{};
  std::size_t length = out.size();
  if (!agreement || EVP_PKEY_derive_init(agreement.get()) != 1 ||
      EVP_PKEY_derive_set_peer(agreement.get(), theirs.get()) != 1) {
    return trouble("X25519");
  }
  // OpenSSL fails by itself on an all-zero result; checked again so as not to depend on it.
  if (EVP_PKEY_derive(agreement.get(), raw(out.data()), &length) != 1 || out == Key{}) {
    ERR_clear_error();
    return fail(Errc::malformed, "X25519 share of low order");
  }
  return out;
}

Result<Key> x25519_public(const Key& scalar) {
  const PrivateOrPublic mine(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, raw(scalar.data()), scalar.size()));
  Key out{};
  std::size_t length = out.size();
  if (!mine || EVP_PKEY_get_raw_public_key(mine.get(), raw(out.data()), &length) != 1) {
    return trouble("X25519 public key");
  }
  return out;
}

struct Aead::Body {
  Cipher cipher{EVP_CIPHER_CTX_new()};
};

Aead::Aead(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Aead::Aead(Aead&&) noexcept = default;
Aead& Aead::operator=(Aead&&) noexcept = default;
Aead::~Aead() = default;

Result<Aead> Aead::create(const Key& key) {
  auto body = std::make_unique<Body>();
  if (!body->cipher || EVP_CipherInit_ex(body->cipher.get(), EVP_chacha20_poly1305(), nullptr,
                                         raw(key.data()), nullptr, 1) != 1) {
    return trouble("ChaCha20-Poly1305");
  }
  return Aead(std::move(body));
}

Result<void> Aead::seal(const Nonce& nonce, std::span<const std::byte> plain,
                        std::span<std::byte> out) {
  if (plain.size() > INT_MAX - tag_size || out.size() != plain.size() + tag_size) {
    return fail(Errc::usage, "wrong length for an encrypted chunk");
  }
  EVP_CIPHER_CTX* cipher = body_->cipher.get();
  int length = 0;
  int rest = 0;
  if (EVP_CipherInit_ex(cipher, nullptr, nullptr, nullptr, raw(nonce.data()), 1) != 1 ||
      EVP_CipherUpdate(cipher, raw(out.data()), &length, raw(plain.data()),
                       static_cast<int>(plain.size())) != 1 ||
      EVP_CipherFinal_ex(cipher, raw(out.data()) + length, &rest) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, tag_size, out.data() + plain.size()) !=
          1) {
    return trouble("encryption");
  }
  return {};
}

Result<void> Aead::open(const Nonce& nonce, std::span<const std::byte> sealed,
                        std::span<std::byte> out) {
  if (sealed.size() < tag_size || sealed.size() > INT_MAX ||
      out.size() != sealed.size() - tag_size) {
    return fail(Errc::not_whole, "an encrypted piece shorter than its tag");
  }
  EVP_CIPHER_CTX* cipher = body_->cipher.get();
  std::array<std::byte, tag_size> tag{};
  std::copy(sealed.end() - tag_size, sealed.end(), tag.begin());
  int length = 0;
  int rest = 0;
  if (EVP_CipherInit_ex(cipher, nullptr, nullptr, nullptr, raw(nonce.data()), 0) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, tag_size, tag.data()) != 1 ||
      EVP_CipherUpdate(cipher, raw(out.data()), &length, raw(sealed.data()),
                       static_cast<int>(out.size())) != 1) {
    return trouble("decryption");
  }
  if (EVP_CipherFinal_ex(cipher, raw(out.data()) + length, &rest) != 1) {
    ERR_clear_error();
    wipe(out);
    return fail(Errc::not_whole, "an encrypted piece was changed");
  }
  return {};
}

std::string openssl_version() { return OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace trousse::evidence
