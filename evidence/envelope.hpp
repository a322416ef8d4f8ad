// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "evidence/certificate.hpp"

/// A small secret wrapped for an X.509 certificate: CMS EnvelopedData (RFC 5652 §6), DER, by
/// OpenSSL. docs/archive-format.md §2.4.
namespace trousse::evidence {

/// Bytes of the largest envelope that is read; ours have about 1000.
constexpr std::size_t envelope_limit = std::size_t{64} << 10;

/// RSA: RSAES-OAEP with SHA-256 (RFC 4055). EC: ephemeral ECDH, X9.63 KDF with SHA-256, AES-256
/// key wrap (RFC 5753). Content: AES-256-CBC. Errors: unsupported (see `check_receives`), refused.
Result<std::string> wrap_for(const Certificate& certificate, std::string_view secret);

/// The private key of a certificate, RSA or EC, in memory while the value lives. Copies share it.
class RecipientKey {
 public:
  /// From PEM (PKCS #8, encrypted or not, or the older forms). With a certificate, only envelopes
  /// addressed to it are opened. Errors: malformed; unsupported (another kind of key); locked (it
  /// has a password and none was given); wrong_key (the password is wrong, or the key is not that
  /// of the certificate).
  static Result<RecipientKey> read(std::string_view pem,
                                   const std::optional<std::string>& password = std::nullopt,
                                   const std::optional<Certificate>& certificate = std::nullopt);

  /// What `wrap_for` wrapped. Errors: wrong_key (addressed to another key), malformed (not an
  /// envelope of the form above), not_whole (for this key, and damaged). The content has no
  /// authenticity of its own: the caller checks what it is.
  Result<std::string> unwrap(std::string_view envelope) const;

 private:
  struct Body;
  explicit RecipientKey(std::shared_ptr<const Body> body) : body_(std::move(body)) {}
  std::shared_ptr<const Body> body_;
};

/// A private key and its self-signed certificate, for a provider who has none.
struct NewCertificate {
  std::string key_pem;   ///< PKCS #8, not encrypted: to be wiped
  std::string cert_pem;  ///< public
};
/// RSA 3072, keyUsage keyEncipherment, valid from now without end (RFC 5280 4.1.2.5).
Result<NewCertificate> make_certificate(const std::string& common_name);

}  // namespace trousse::evidence
