// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

/// The few cryptographic primitives that age needs, from OpenSSL. Nothing above this file and
/// `signature.hpp` sees OpenSSL.
namespace trousse::evidence {

using Bytes = std::vector<std::byte>;
using Key = std::array<std::byte, 32>;

/// Overwrites secrets; not removed by the optimiser.
void wipe(std::span<std::byte> secret);
void wipe(std::string& secret);

/// Wipes what it guards when the scope ends, whatever way it ends.
class WipedOnExit {
 public:
  explicit WipedOnExit(std::span<std::byte> secret) : bytes_(secret) {}
  explicit WipedOnExit(std::string& secret) : text_(&secret) {}
  WipedOnExit(const WipedOnExit&) = delete;
  WipedOnExit& operator=(const WipedOnExit&) = delete;
  ~WipedOnExit() {
    wipe(bytes_);
    if (text_ != nullptr) wipe(*text_);
  }

 private:
  std::span<std::byte> bytes_;
  std::string* text_ = nullptr;
};

/// From the system's generator. Errc::refused when it gives nothing: the caller must stop.
Result<void> random_bytes(std::span<std::byte> into);

/// HMAC-SHA-256 (RFC 2104).
Result<Key> hmac_sha256(std::span<const std::byte> key, std::span<const std::byte> message);

/// HKDF-SHA-256 with 32 bytes out (RFC 5869).
Result<Key> hkdf_sha256(std::span<const std::byte> secret, std::span<const std::byte> salt,
                        std::string_view info);

/// scrypt with r = 8, p = 1 and N = 2^log2_n (RFC 7914). Takes 2^(log2_n + 10) bytes of memory.
Result<Key> scrypt(std::string_view passphrase, std::span<const std::byte> salt, int log2_n);

/// X25519 (RFC 7748 §6.1). Errc::malformed when the result is all zeros: a low-order point.
Result<Key> x25519(const Key& scalar, const Key& point);
/// The public point of a scalar.
Result<Key> x25519_public(const Key& scalar);

/// ChaCha20-Poly1305 (RFC 8439) under one key, many nonces.
class Aead {
 public:
  static constexpr std::size_t tag_size = 16;
  using Nonce = std::array<std::byte, 12>;

  static Result<Aead> create(const Key& key);
  Aead(Aead&&) noexcept;
  Aead& operator=(Aead&&) noexcept;
  ~Aead();

  /// `out` takes plain.size() + tag_size bytes.
  Result<void> seal(const Nonce& nonce, std::span<const std::byte> plain, std::span<std::byte> out);
  /// `out` takes sealed.size() - tag_size bytes. Errc::not_whole when the tag does not hold; what
  /// was put in `out` is then wiped.
  Result<void> open(const Nonce& nonce, std::span<const std::byte> sealed,
                    std::span<std::byte> out);

 private:
  struct Body;
  explicit Aead(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace trousse::evidence
