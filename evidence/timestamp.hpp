// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/artifact.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "evidence/primitives.hpp"

/// Time stamps of a third party (RFC 3161, RFC 5816), by OpenSSL: a request that can be carried by
/// hand to a machine with a network, and the checking of what comes back. Nothing here has an
/// address of anybody.
namespace trousse::evidence {

/// Neither a request nor an answer is longer: both hold a hash and a few certificates.
constexpr std::uint64_t timestamp_limit = std::uint64_t{64} << 10;

/// The DER of a TimeStampReq: version 1, SHA-256 of what is to be stamped, a random nonce of 16
/// bytes, certReq true. Errors: refused.
Result<Bytes> timestamp_request(const Sha256& hash);

/// What a request asks for, read again from its file.
struct TimestampRequest {
  Sha256 hash{};
  std::string nonce;  ///< hex, empty when it has none
};
/// Errors: malformed, unsupported (another hash than SHA-256).
Result<TimestampRequest> read_timestamp_request(std::span<const std::byte> der);

/// What a time stamp says, once its signature holds.
struct Timestamp {
  Utc time;               ///< the moment that the authority puts its name to
  std::string authority;  ///< subject of the signer's certificate, printable
  std::string serial;     ///< hex, of the stamp
  std::string policy;     ///< OID in dots
  Sha256 hash{};          ///< what it stamps
  std::string nonce;      ///< hex, empty when it has none
  /// With authorities given: whether the signer's chain leads to one of them at `time`. Without:
  /// nothing, for the receiver to judge.
  std::optional<bool> chain;
  std::string chain_trouble;  ///< why the chain does not hold, printable
};

/// Checks a TimeStampResp by itself: granted, SHA-256, the signature of the token by the one
/// certificate inside it that its attributes name, which must be made for time stamping alone (RFC
/// 3161 2.3: extendedKeyUsage critical, timeStamping). What it stamps is for the caller to
/// compare. `authorities`: PEM of the roots that the receiver trusts. Errors: malformed (no
/// answer), refused (the authority refused; with its reasons), not_whole (with why), missing (no
/// certificate among the authorities given).
Result<Timestamp> check_timestamp(std::span<const std::byte> der,
                                  const std::optional<std::string>& authorities = std::nullopt);

}  // namespace trousse::evidence
