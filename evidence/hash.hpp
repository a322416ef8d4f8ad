// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "core/artifact.hpp"

namespace trousse::evidence {

/// SHA-256 (FIPS 180-4) of a stream, by OpenSSL. `finish` gives the value and starts anew.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  void add(std::span<const std::byte> bytes);
  Sha256 finish();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

Sha256 sha256(std::span<const std::byte> bytes);

/// 64 lower-case hexadecimal digits.
std::string hex(const Sha256& hash);

}  // namespace trousse::evidence
