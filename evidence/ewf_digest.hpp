// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "core/result.hpp"

namespace trousse::evidence {

enum class EwfHash { md5, sha1, sha256 };

/// A hash over a whole medium, by OpenSSL. MD5 and SHA-1 are what the EWF format holds; SHA-256 is
/// what the case relies on.
class EwfDigest {
 public:
  /// Errc::unsupported when this OpenSSL does not offer the hash (MD5 under FIPS rules).
  static Result<EwfDigest> create(EwfHash hash);
  EwfDigest(EwfDigest&&) noexcept;
  EwfDigest& operator=(EwfDigest&&) noexcept;
  ~EwfDigest();

  Result<void> add(std::span<const std::byte> bytes);
  /// 16, 20 or 32 bytes. Nothing may be added after.
  Result<std::vector<std::byte>> finish();

 private:
  struct Body;
  explicit EwfDigest(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace trousse::evidence
