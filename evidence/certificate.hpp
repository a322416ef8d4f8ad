// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"

/// X.509 certificates (RFC 5280) of those who may open a case. No chain is looked for: whoever
/// prepares the key says whose it is. docs/archive-format.md §2.4.
namespace trousse::evidence {

/// Bytes of the largest certificate file that is read, and of one certificate in it.
constexpr std::size_t certificate_file_limit = std::size_t{1} << 20;
constexpr std::size_t certificate_limit = std::size_t{64} << 10;

struct Certificate {
  /// Why a case's key is not wrapped for it, however valid it is for other uses.
  enum class Fault {
    none,
    key_kind,      ///< neither RSA nor EC on P-256, P-384 or P-521
    key_size,      ///< RSA under 2048 bits or over 16384
    weak_key,      ///< numbers that make no key of their kind
    signing_only,  ///< its keyUsage allows neither encipherment (RSA) nor agreement (EC)
  };
  enum class Time { valid, not_yet, expired };

  std::string der;
  std::string subject;                      ///< RFC 4514 form, printable
  std::string issuer;                       ///< the same
  std::string common_name;                  ///< as it stands, any bytes; may be empty
  std::string key;                          ///< "RSA 3072", "EC P-256"; "?" for what is not known
  std::array<std::byte, 32> fingerprint{};  ///< SHA-256 of `der`
  Utc not_before;
  Utc not_after;
  Fault fault = Fault::none;

  /// Against a clock that may be wrong: a reason to warn, not to refuse.
  Time at(const Utc& moment) const;
  /// "durand-informatique-0123456789abcdef.p7m": of the common name what a file name can hold,
  /// then 16 hex digits of the fingerprint. The same for the same certificate.
  std::string envelope_name() const;

  /// The first certificate of a PEM file (text around it is skipped), or one in DER with nothing
  /// behind it. Errors: malformed, unsupported (larger than the limits).
  static Result<Certificate> parse(std::string_view pem_or_der);
};

/// Nothing, or Errc::unsupported with the fault in English.
Result<void> check_receives(const Certificate& certificate);

}  // namespace trousse::evidence
