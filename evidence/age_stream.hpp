// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "evidence/age.hpp"

namespace trousse::evidence::age {

/// Decrypts a file chunk by chunk, asked for one at a time: what libarchive's reader needs.
class Decryptor {
 public:
  /// `in` must outlive the decryptor. Errors as `decrypt`.
  static Result<std::unique_ptr<Decryptor>> start(const Reader& in,
                                                  std::span<const Opener> openers);
  virtual ~Decryptor() = default;
  /// The next authentic bytes, valid until the next call; empty after the last chunk. An error
  /// stays: no later call gives anything else.
  virtual Result<std::span<const std::byte>> next() = 0;
};

}  // namespace trousse::evidence::age
