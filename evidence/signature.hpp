// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "core/time.hpp"
#include "evidence/primitives.hpp"

/// The signature of an archive: CMS (RFC 5652), detached, DER, with CAdES-BES attributes (ETSI
/// EN 319 122-1), by OpenSSL. docs/archive-format.md §5.
namespace trousse::evidence {

/// "Trousse case 2026-11-23-K7QF2M": the subject of a sealing certificate.
std::string sealing_subject(std::string_view case_id);

/// "12345-67890-12345-67890" from the SHA-256 of a certificate.
std::string short_fingerprint(std::span<const std::byte, 32> fingerprint);

/// A person's own key, to sign beside the seal.
struct PersonalKey {
  std::string key_pem;  ///< EC or RSA; Errc::locked when it wants a passphrase
  std::string cert_pem;
};

/// An ECDSA P-256 key and its self-signed certificate, made for one seal; wiped when destroyed.
class SealingKey {
 public:
  static Result<SealingKey> generate(std::string_view case_id);
  SealingKey(SealingKey&&) noexcept;
  SealingKey& operator=(SealingKey&&) noexcept;
  ~SealingKey();

  /// SHA-256 of the certificate's DER.
  const std::array<std::byte, 32>& fingerprint() const;
  /// The CMS over `content`. Errc::refused when a personal key is not that of its certificate.
  Result<Bytes> sign(std::string_view content, const std::optional<PersonalKey>& person) const;

 private:
  struct Body;
  explicit SealingKey(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

struct CheckedSignature {
  std::array<std::byte, 32> fingerprint{};  ///< of the sealing certificate
  Utc signed_at;                            ///< as the signer's clock said
  std::vector<std::string> other_signers;   ///< subjects, printable
};

/// Checks a CMS against what it covers and the case it must be of. Every byte of it counts: what
/// is not signed itself is compared with the only form that this format allows. Errc::not_whole
/// with why.
Result<CheckedSignature> check_signature(std::span<const std::byte> cms, std::string_view content,
                                         std::string_view case_id);

}  // namespace trousse::evidence
